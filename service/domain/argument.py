"""The parts of an argument map: who holds what, and what supports or attacks what.

Terms: Peldszus & Stede (units, relations), PARC and PolNeAR (attribution = source + cue + content).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from service.domain.base import Confidence, Frozen, Span

PerspectiveKind = Literal["author", "person", "group", "institution", "state", "unnamed"]
Attitude = Literal["asserts", "denies", "concedes", "doubts", "asks", "wants", "predicts"]
Mode = Literal["said", "supposed", "reported"]
Role = Literal["conclusion", "premise"]
RelationKind = Literal["support", "rebut", "undercut"]
Scope = Literal["paragraph", "document"]

AUTHOR = "author"
"""The id of the author's perspective in every map."""


class Perspective(Frozen):
    """One actor or camp in the article's own terms; `parent` is the side that it belongs to."""

    id: str
    label: str
    kind: PerspectiveKind
    parent: str | None = None
    mentions: tuple[Span, ...] = ()


class Attribution(Frozen):
    """Who is said to hold what, and the words that say so. `within`: the attribution that encloses this one.

    `mode`: `said` if the text presents it as said, written or decided; `supposed` if somebody else merely expects or
    imagines it ("would point to"); `reported` if it is told by somebody other than the author. Null in older maps,
    where the cue decides.
    """

    id: str
    perspective: str
    within: str | None = None
    source: Span | None = None
    cue: Span | None = None
    content: tuple[Span, ...] = ()
    attitude: Attitude = "asserts"
    mode: Mode | None = None


class Reference(Span):
    """A word in a unit that stands for something else, and the passages that name its antecedent.

    The word is a pronoun ("they"), an ellipsis ("at least one"), or a verb whose subject lies outside the unit.
    `spans`: in text order, never including the word itself.
    """

    spans: tuple[Span, ...] = Field(min_length=1)
    confidence: Confidence = 1.0


class Unit(Frozen):
    """The smallest stretch of text that argues or is argued about. `attribution` is null if the author says it.

    An `implicit` unit has no spans: its `text` was written by a model, as `gist` always is. `references`: what its
    pronouns stand for, given as spans of the text.
    """

    id: str
    paragraph: int = Field(ge=0)
    spans: tuple[Span, ...] = ()
    text: str
    gist: str | None = None
    role: Role
    perspective: str = AUTHOR
    attribution: str | None = None
    implicit: bool = False
    confidence: Confidence = 1.0
    references: tuple[Reference, ...] = ()
    note: str | None = None


class Relation(Frozen):
    """Sources support or attack the target. Several sources are linked premises: they count only together.

    The target of an undercut is a relation id; any other target is a unit id.
    """

    id: str
    kind: RelationKind
    sources: tuple[str, ...] = Field(min_length=1)
    target: str
    scope: Scope = "paragraph"
    confidence: Confidence = 1.0
    note: str | None = None


class Concession(Frozen):
    """What a holder explicitly grants to another, or grants against its own claim (`to` is then null).

    `units`: the points granted, in the words of the granter or of whoever first made them; `cue`: the words that grant.
    """

    by: str
    to: str | None = None
    units: tuple[str, ...] = Field(min_length=1)
    cue: Span | None = None


def is_doubtful(relation: Relation) -> bool:
    """Whether a relation is more likely wrong than right."""
    return relation.confidence < 0.5


def without_doubtful(relations: Sequence[Relation]) -> tuple[Relation, ...]:
    """The relations that are not doubtful, nor undercut one that is."""
    on: dict[str, list[str]] = {}
    for relation in relations:
        on.setdefault(relation.target, []).append(relation.id)
    pending = [relation.id for relation in relations if is_doubtful(relation)]
    out: set[str] = set()
    while pending:
        if (name := pending.pop()) not in out:
            out.add(name)
            pending.extend(on.get(name, ()))
    return tuple(relation for relation in relations if relation.id not in out)


def references_within(references: Iterable[Reference], spans: Sequence[Span]) -> tuple[Reference, ...]:
    """The references whose word lies inside one of the spans, in text order; where two overlap, the first."""
    kept: list[Reference] = []
    for reference in sorted(references, key=lambda item: item.start):
        if any(span.covers(reference) for span in spans) and not (kept and kept[-1].overlaps(reference)):
            kept.append(reference)
    return tuple(kept)
