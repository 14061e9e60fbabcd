"""Which units of an answer stand: no bare reporting phrases, no text in two units. Pure, and for every engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.domain.base import Span, text_of
from service.domain.word_lists import word_list
from service.engines.answers import UnitAnswer
from service.pipeline.assembly.places import PlacedItems
from service.reading.words import words_of

_SAYING = word_list(
    "say says said saying tell tells told add adds added adding argue argues argued claims claimed note notes noted "
    "insist insists insisted explain explains explained reply replies replied answers answered ask asks asked write "
    "writes wrote written stated maintain maintains maintained announce announced announces remark remarked remarks "
    "mention mentioned mentions brought-up put-forward pointed-out points-out"
)
_PARTICLES = word_list("again too also here there then now")
_PHRASES = re.compile(r"\b(brought|put|pointed|points) (up|forward|out)\b")
_EMPTY = word_list(
    "a an the this that these those and or but so as if to of in on at by for from with it its he him his she her "
    "they them their we us our i me my you your who which what is are was were be been being has have had do does "
    "did will would can could may might not"
)
_SHOWN = 60
_LONGEST = 1_000
"""Code points of a bare reporting phrase."""


@dataclass(frozen=True)
class Settled:
    """`units` in text order; `instead`: the id of a dropped unit -> the one that covers its words; `told`: code and
    detail of each repair, worded for readers."""

    units: tuple[UnitAnswer, ...]
    instead: Mapping[str, str]
    told: tuple[tuple[str, str], ...]


def settle_units(units: Iterable[UnitAnswer], frames: Mapping[str, Sequence[Span]], text: str) -> Settled:
    """The units that stand; of two with the same words, or one wholly inside another, the longer.

    `frames`: attribution id -> source and cue. Partial overlaps are left to the caller.
    """
    kept: list[UnitAnswer] = []
    places = PlacedItems[UnitAnswer]()
    instead: dict[str, str] = {}
    told: list[tuple[str, str]] = []
    for unit in sorted(units, key=lambda item: (-sum(span.length for span in item.spans), item.spans[0].start)):
        if only_says(text, unit.spans, frames.get(unit.attribution or "", ())):
            told.append(("only-saying", f"{_quoted(text, unit)} only says that something is said; it is no claim"))
            continue
        outer = next((item for item in places.near(unit.spans[0].start) if _covers(item, unit)), None)
        if outer is None:
            kept.append(unit)
            places.add(unit, unit.spans)
            continue
        instead[unit.id] = outer.id
        told.append(("repeated-unit", f"{_quoted(text, unit)} was found twice; one claim has these words"))
    return Settled(tuple(sorted(kept, key=lambda item: min(span.start for span in item.spans))), instead, tuple(told))


def only_says(text: str, spans: Sequence[Span], frame: Sequence[Span]) -> bool:
    """Whether nothing but reporting words is left of a unit once source and cue are removed.

    >>> [only_says(text, [Span(start=0, end=len(text))], ()) for text in ("they argued", "brought up", "they agree")]
    [True, True, False]
    """
    left = " ".join(_without(text, span, frame) for span in spans).lower()
    if len(left) > _LONGEST:
        return False
    joined = _PHRASES.sub(r"\1-\2", left)
    said = {word.cut(joined) for word in words_of(joined, Span(start=0, end=len(joined)))} if joined else set()
    said -= _EMPTY | _PARTICLES
    framed = any(span.overlaps(part) for span in spans for part in frame)
    return said <= _SAYING and (bool(said) or framed)


def _without(text: str, span: Span, frame: Sequence[Span]) -> str:
    """A span minus source and cue."""
    pieces, at = [], span.start
    for part in sorted(frame, key=lambda item: item.start):
        pieces.append(text[at : min(part.start, span.end)])
        at = max(at, part.end)
    return "".join((*pieces, text[at : span.end]))


def _covers(outer: UnitAnswer, inner: UnitAnswer) -> bool:
    return all(any(span.covers(part) for span in outer.spans) for part in inner.spans)


def _quoted(text: str, unit: UnitAnswer) -> str:
    words = " ".join(text_of(unit.spans, text).split())
    return f"“{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}”"
