"""Converts the speakers found by reading to voices: one per `Turn.speaker`, under its own id."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from service.domain.argument import AUTHOR, PerspectiveKind
from service.domain.base import Span
from service.domain.document import Document, Turn
from service.engines.answers import Voice
from service.reading.turns.labels import is_official
from service.reading.turns.other_names import other_names
from service.reading.turns.speakers import speaker_name

UNNAMED_SPEAKER = "Unnamed speaker"
LABEL_DISTANCE = 80
"""Between a label and what is said: a colon, or an office in brackets."""
_ARTICLES = frozenset({"the", "our", "my", "a", "an"})
_GROUP = frozenset({"members", "several", "some", "abgeordnete", "voices", "all", "audience"})


def speakers_of(document: Document) -> tuple[Voice, ...]:
    """The voices of everybody who has the floor, in the order of their first turns, without the author.

    `key`: the speaker's id; `label`: the fullest name in its labels; `aliases`: the labels and other expressions for
    the speaker ("the gentleman from Iowa"); `mentions`: where both occur.
    """
    meant = other_names(document)
    found: dict[str, list[Turn]] = {}
    for turn in document.turns:
        if turn.speaker != AUTHOR:
            found.setdefault(turn.speaker, []).append(turn)
    return tuple(_voice(document, speaker, turns, meant.get(speaker, [])) for speaker, turns in found.items())


def turn_of(document: Document, pieces: Iterable[Span]) -> Turn | None:
    """The turn that contains the first word of these spans; a label counts as part of the turn that it opens."""
    for span in pieces:
        at = bisect_right(document.turns, span.start, key=_opening)
        for turn in document.turns[max(0, at - 1) : at + 1]:
            if _opening(turn) < span.end and span.start < turn.end:
                return turn
    return None


def _opening(turn: Turn) -> int:
    """Where the turn begins, its label before it included; who wrote what is read in is named in another's turn."""
    label = turn.source if turn.kind != "inserted" else None
    return label.start if label and 0 <= turn.start - label.end <= LABEL_DISTANCE else turn.start


def introducer_of(document: Document, turn: Turn) -> Turn | None:
    """The turn in which another's document is read into the record; None where it is its speaker's own, or the chair's
    business."""
    if turn.kind != "inserted":
        return None
    at = bisect_right(document.turns, turn.start, key=lambda item: item.start) - 2
    before = document.turns[at] if at >= 0 else None
    return before if before and before.kind == "speech" and before.speaker not in (turn.speaker, AUTHOR) else None


def said_in(document: Document, paragraph: Span) -> Iterator[tuple[Turn, Span]]:
    """The turns that overlap a paragraph, and the part of each inside it."""
    first = bisect_right(document.turns, paragraph.start, key=lambda turn: turn.end)
    for turn in islice(document.turns, first, None):
        if turn.start >= paragraph.end:
            return
        yield turn, Span(start=max(turn.start, paragraph.start), end=min(turn.end, paragraph.end))


def _voice(document: Document, speaker: str, turns: list[Turn], meant: list[Span]) -> Voice:
    labels = list(dict.fromkeys(turn.label for turn in turns if turn.label))
    name = speaker_name(labels) if labels else UNNAMED_SPEAKER
    names = {alias.casefold(): alias for alias in reversed([*labels, *(span.cut(document.text) for span in meant)])}
    places = {turn.source for turn in turns if turn.source} | set(meant)
    return Voice(
        key=speaker,
        label=name,
        kind=_kind(labels, read_in=all(turn.kind == "inserted" for turn in turns)),
        aliases=tuple(alias for alias in reversed(names.values()) if alias != name),
        mentions=tuple(sorted(places, key=lambda span: span.start)),
    )


def _kind(labels: list[str], *, read_in: bool) -> PerspectiveKind:
    if not labels:
        return "unnamed"
    words = labels[0].casefold().replace(".", " ").split()
    if read_in and words[0] in _ARTICLES and not is_official(labels[0]):
        return "institution" if labels[0].split()[-1][:1].isupper() else "group"
    return "group" if words and _GROUP & {words[0], words[-1]} else "person"
