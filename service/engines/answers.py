"""What an engine answers, before it becomes a map. The same for every engine.

Ids here are local: voice keys to the document, attribution, unit and relation ids to their paragraph. All spans are
code points of `document.text`; an engine that answers in numbers of segments and words turns them into spans first.
Nothing here is trusted: `service.pipeline.assembly` checks and repairs it into a map.
"""

from __future__ import annotations

from pydantic import Field

from service.domain.argument import AUTHOR, Attitude, Concession, Mode, PerspectiveKind, Reference, RelationKind
from service.domain.base import Confidence, Frozen, Span
from service.domain.issue import Contrast, Position
from service.domain.motion import Outcome


class Voice(Frozen):
    """Somebody who speaks in the article. `key`: the id that other answers use; the author's is AUTHOR.

    `aliases`: other names by which the article mentions them, in its own words; `parent`: the key of their side.
    """

    key: str
    label: str
    kind: PerspectiveKind
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()


class VoicesAnswer(Frozen):
    """Who speaks in this article, without the author (AUTHOR always exists)."""

    voices: tuple[Voice, ...] = ()


class AttributedStretch(Frozen):
    """Source, cue and content of one attribution; `voice`: the key of its holder; `within`: the id of the enclosing
    attribution.

    `mode`: null if the engine does not determine it.
    """

    id: str
    voice: str
    within: str | None = None
    source: Span | None = None
    cue: Span | None = None
    content: tuple[Span, ...] = ()
    attitude: Attitude = "asserts"
    mode: Mode | None = None


class UnitAnswer(Frozen):
    """A unit, held by the voice of `attribution`, or by the author if that is null. `gist`: a model's words."""

    id: str
    spans: tuple[Span, ...] = Field(min_length=1)
    attribution: str | None = None
    confidence: Confidence = 1.0
    gist: str | None = None


class ImplicitUnit(Frozen):
    """A premise that the author left unstated, in a model's words; only on request."""

    id: str
    text: str = Field(max_length=300)
    confidence: Confidence = 0.5


class RelationAnswer(Frozen):
    """Several sources are linked premises. `target` is a relation's id for an undercut, else a unit's."""

    id: str
    kind: RelationKind
    sources: tuple[str, ...] = Field(min_length=1)
    target: str
    confidence: Confidence = 1.0


class StructureAnswer(Frozen):
    """How one paragraph argues. `new_voices`: holders that the voices step missed."""

    paragraph: int
    new_voices: tuple[Voice, ...] = ()
    attributions: tuple[AttributedStretch, ...] = ()
    units: tuple[UnitAnswer, ...] = ()
    implicit: tuple[ImplicitUnit, ...] = ()
    relations: tuple[RelationAnswer, ...] = ()


class MotionAnswer(Frozen):
    """What is put to a decision. `mover`: a perspective of the draft, or null; then `source` may name the mover in the
    words of the text.
    """

    spans: tuple[Span, ...] = Field(min_length=1)
    mover: str | None = None
    source: Span | None = None
    outcome: Outcome = Outcome()


class LinksAnswer(Frozen):
    """Relations across the whole article, and its conclusion, in ids of the draft map shown to the engine.

    `concessions`: who explicitly grants what to whom; `motions`: what is put to a decision, in text order. `redrawn`:
    units that were judged again: their relations in the draft are dropped in favour of those in `relations`.
    """

    relations: tuple[RelationAnswer, ...] = ()
    redrawn: tuple[str, ...] = ()
    conclusion: str | None = None
    concessions: tuple[Concession, ...] = ()
    motions: tuple[MotionAnswer, ...] = ()


class QuestionAnswer(Frozen):
    """`spans`: words of the text that the question consists of, in its own order; `text`: the model's words, if there
    are none. `anchors`: the passages that raise it.
    """

    text: str = ""
    spans: tuple[Span, ...] = ()
    anchors: tuple[Span, ...] = ()


class IssueAnswer(Frozen):
    """A question, and who answers it and how. Perspectives and units are ids of the draft; `parent` is the id of
    another answer.
    """

    id: str
    question: QuestionAnswer
    parent: str | None = None
    positions: tuple[Position, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    confidence: Confidence = 1.0


class IssuesAnswer(Frozen):
    """What the sides disagree about, in ids of the draft map shown to the engine.

    `motions` and `concessions`: as in `LinksAnswer`, if an engine finds them in this step.
    """

    issues: tuple[IssueAnswer, ...] = ()
    motions: tuple[MotionAnswer, ...] = ()
    concessions: tuple[Concession, ...] = ()


class UnitReference(Frozen):
    """What a word in a unit of the draft refers to."""

    unit: str
    reference: Reference


class ReferencesAnswer(Frozen):
    """What words that keep units from being read alone refer to, in ids of the draft map shown to the engine."""

    references: tuple[UnitReference, ...] = ()


__all__ = [
    "AUTHOR",
    "AttributedStretch",
    "Concession",
    "ImplicitUnit",
    "IssueAnswer",
    "IssuesAnswer",
    "LinksAnswer",
    "MotionAnswer",
    "QuestionAnswer",
    "ReferencesAnswer",
    "RelationAnswer",
    "StructureAnswer",
    "UnitAnswer",
    "UnitReference",
    "Voice",
    "VoicesAnswer",
]
