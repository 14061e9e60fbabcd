"""The parts of an argument map: who holds what, and what supports or attacks what.

Terms: Peldszus & Stede (units, relations), PARC and PolNeAR (attribution = source + cue + content).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.domain.base import Confidence, Frozen, Span

PerspectiveKind = Literal["author", "person", "group", "institution", "state", "unnamed"]
Attitude = Literal["asserts", "denies", "concedes", "doubts", "asks", "wants", "predicts"]
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
    """Who is said to say what, and by which words; `within`: the attribution that this one stands inside."""

    id: str
    perspective: str
    within: str | None = None
    source: Span | None = None
    cue: Span | None = None
    content: tuple[Span, ...] = ()
    attitude: Attitude = "asserts"


class Unit(Frozen):
    """The smallest stretch that argues or is argued about. `attribution` is null for what the author says.

    An `implicit` unit has no spans, and its `text` is a model's words; `gist` is always a model's words.
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
    note: str | None = None


class Relation(Frozen):
    """Sources support or attack the target. Several sources are linked premises: they hold only together.

    The target of an undercut is a relation id, any other target a unit id.
    """

    id: str
    kind: RelationKind
    sources: tuple[str, ...] = Field(min_length=1)
    target: str
    scope: Scope = "paragraph"
    confidence: Confidence = 1.0
    note: str | None = None


def is_doubtful(relation: Relation) -> bool:
    """Whether a relation is more likely wrong than right."""
    return relation.confidence < 0.5
