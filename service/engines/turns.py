"""The speakers whom reading found, as voices of the engines' answers: one for each `Turn.speaker`, under its own id."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from service.domain.argument import AUTHOR, PerspectiveKind
from service.domain.base import Span
from service.domain.document import Document, Turn
from service.engines.answers import Voice
from service.reading.turns.speakers import speaker_name

UNNAMED_SPEAKER = "Unnamed speaker"
LABEL_DISTANCE = 80
"""Between a label and what is said: a colon, or an office in brackets."""
_GROUP = frozenset({"members", "several", "some", "abgeordnete", "voices", "all", "audience"})


def speakers_of(document: Document) -> tuple[Voice, ...]:
    """The voices of all who have the word, in the order of their first turns; the author is none of them.

    `key` is the speaker's id, `label` the fullest name in its labels, `aliases` the labels, `mentions` their places.
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


def said_in(document: Document, paragraph: Span) -> Iterator[tuple[Turn, Span]]:
    """The turns that reach into a paragraph, and what of each stands in it."""
    first = bisect_right(document.turns, paragraph.start, key=lambda turn: turn.end)
    for turn in islice(document.turns, first, None):
        if turn.start >= paragraph.end:
            return
        yield turn, Span(start=max(turn.start, paragraph.start), end=min(turn.end, paragraph.end))


def _voice(speaker: str, turns: list[Turn]) -> Voice:
    labels = list(dict.fromkeys(turn.label for turn in turns if turn.label))
    name = speaker_name(labels) if labels else UNNAMED_SPEAKER
    return Voice(
        key=speaker,
        label=name,
        kind=_kind(labels),
        aliases=tuple(label for label in labels if label != name),
        mentions=tuple(dict.fromkeys(turn.source for turn in turns if turn.source)),
    )


def _kind(labels: list[str]) -> PerspectiveKind:
    if not labels:
        return "unnamed"
    words = labels[0].casefold().replace(".", " ").split()
    return "group" if words and _GROUP & {words[0], words[-1]} else "person"
