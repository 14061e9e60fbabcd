"""What the sides disagree about: a question that several perspectives answer (guidelines, section 8).

Terms: IBIS (Kunz & Rittel 1970): issue, position, argument. The arguments are the relations that lead to a position.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.domain.base import Confidence, Frozen, Span

PositionStance = Literal["holds", "silent", "rejects"]
ContrastKind = Literal["rival", "compatible", "same"]

QUESTION_WORDS = 12
"""The most words of a question."""
QUESTION_LENGTH = 160
"""The most code points of a question."""


class Question(Frozen):
    """`spans`: the words of the text that the question consists of, in its own order; if empty, `text` was written by a
    model. `anchors`: the passages that raise it.
    """

    text: str = Field(min_length=1, max_length=QUESTION_LENGTH)
    spans: tuple[Span, ...] = ()
    anchors: tuple[Span, ...] = ()


class Position(Frozen):
    """One perspective's answer: the units that state it, without their reasons.

    `spans`: words of the text that show its stance but are no unit ("leans to", "voted against it"). A perspective that
    `holds` an answer has units, such words, or both. One that the text shows to have no answer is `silent`, and one
    that refuses the question `rejects` it; neither has units.
    """

    perspective: str
    units: tuple[str, ...] = ()
    stance: PositionStance = "holds"
    spans: tuple[Span, ...] = ()


class Contrast(Frozen):
    """How the positions of two perspectives relate to each other; `rival`: they cannot both be right, or both be
    realised.
    """

    a: str
    b: str
    kind: ContrastKind


class Issue(Frozen):
    """A question with its positions; `parent`: the broader issue that contains it."""

    id: str
    question: Question
    parent: str | None = None
    positions: tuple[Position, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    confidence: Confidence = 1.0
    note: str | None = None

    def position_of(self, perspective: str) -> Position | None:
        """The perspective's position; None if it has none."""
        return next((position for position in self.positions if position.perspective == perspective), None)

    @property
    def units(self) -> tuple[str, ...]:
        """The ids of all units in its positions."""
        return tuple(unit for position in self.positions for unit in position.units)
