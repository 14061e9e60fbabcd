"""What the sides disagree about: a question to which several perspectives give their answers (guidelines, section 8).

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
    """`spans`: the words of the text that it is made of, in its own order; without any, `text` is a model's words.

    `anchors`: the places in the text that raise it.
    """

    text: str = Field(min_length=1, max_length=QUESTION_LENGTH)
    spans: tuple[Span, ...] = ()
    anchors: tuple[Span, ...] = ()


class Position(Frozen):
    """One perspective's answer: the units that are it, its reasons left out.

    `spans`: words of the text that show its stance and are no unit ("leans to", "voted against it"); one that `holds`
    an answer has units, or such words, or both. A perspective that the text shows as having no answer is `silent`, one
    that refuses the question `rejects` it; both without units.
    """

    perspective: str
    units: tuple[str, ...] = ()
    stance: PositionStance = "holds"
    spans: tuple[Span, ...] = ()


class Contrast(Frozen):
    """How the positions of two perspectives stand to each other; `rival`: not both can be right, or be had."""

    a: str
    b: str
    kind: ContrastKind


class Issue(Frozen):
    """A question with its positions; `parent`: the issue of which it is a part."""

    id: str
    question: Question
    parent: str | None = None
    positions: tuple[Position, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    confidence: Confidence = 1.0
    note: str | None = None

    def position_of(self, perspective: str) -> Position | None:
        """The perspective's position; null where it has none."""
        return next((position for position in self.positions if position.perspective == perspective), None)

    @property
    def units(self) -> tuple[str, ...]:
        """The ids of all units that are positions in it."""
        return tuple(unit for position in self.positions for unit in position.units)
