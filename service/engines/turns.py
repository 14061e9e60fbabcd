"""The speakers whom reading found, as voices of the engines' answers: one for each `Turn.speaker`, under its own id."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.domain.document import Document, Turn
from service.engines.answers import Voice

UNNAMED_SPEAKER = "Unnamed speaker"
LABEL_DISTANCE = 80
"""Between a label and what is said: a colon, or an office in brackets."""


def speakers_of(document: Document) -> tuple[Voice, ...]:
    """The voices of all who have the word, in the order of their first turns; the author is none of them.

    `key` is the speaker's id, `label` the longest of its labels, `aliases` the others, `mentions` the labels' places.
    """
    found: dict[str, list[Turn]] = {}
    for turn in document.turns:
        if turn.speaker != AUTHOR:
            found.setdefault(turn.speaker, []).append(turn)
    return tuple(_voice(speaker, turns) for speaker, turns in found.items())


def turn_of(document: Document, pieces: Iterable[Span]) -> Turn | None:
    """The turn that has the first word of these stretches; a label counts for the turn that it opens."""
    for span in pieces:
        at = bisect_right(document.turns, span.start, key=_opening)
        for turn in document.turns[max(0, at - 1) : at + 1]:
            if _opening(turn) < span.end and span.start < turn.end:
                return turn
    return None


def _opening(turn: Turn) -> int:
    """Where the turn begins, its label before it included."""
    label = turn.source
    return label.start if label and 0 <= turn.start - label.end <= LABEL_DISTANCE else turn.start


def _voice(speaker: str, turns: list[Turn]) -> Voice:
    labels = sorted(dict.fromkeys(turn.label for turn in turns if turn.label), key=len, reverse=True)
    return Voice(
        key=speaker,
        label=labels[0] if labels else UNNAMED_SPEAKER,
        kind="person",
        aliases=tuple(labels[1:]),
        mentions=tuple(dict.fromkeys(turn.source for turn in turns if turn.source)),
    )
