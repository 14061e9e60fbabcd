"""Passages of an article that are not units of its map but may recur in a debate: facts, figures, short verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.argument import AUTHOR, Attitude
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span

_ENDS_A_SENTENCE = re.compile(r"[.?!…。！？][\"'”’»)\]]*\s*\Z")
_SAYS_A_FACT = re.compile(r"\d|(?<=[\w,;:] )[^\W\d_a-z]\w{2,}")
"""A figure, or a capital inside a sentence."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Place:
    """A stretch within one sentence, with its holder and attitude as the surrounding attributions give them."""

    span: Span
    paragraph: int
    holder: str
    attitude: Attitude


def places_of(map_: ArgumentMap) -> Iterator[Place]:
    """Body sentences without units, and stretches outside units that contain a figure or a name, in text order."""
    text = map_.document.text
    for span, paragraph, is_whole in _free_stretches(map_):
        words = span.cut(text)
        count = len(_WORD.findall(words))
        if count > 1 and (is_whole or _SAYS_A_FACT.search(words)):
            holder, attitude = holder_at(map_, span)
            yield Place(span, paragraph, holder, attitude)


def holder_at(map_: ArgumentMap, span: Span) -> tuple[str, Attitude]:
    """Who holds these words: the holder of the unit they belong to, else of the innermost attribution,
    else the author.
    """
    attitudes = {item.id: item.attitude for item in map_.attributions}
    for unit in map_.units:
        if len(unit.spans) == 1 and unit.spans[0].covers(span):
            return unit.perspective, attitudes.get(unit.attribution or "", "asserts")
    around = [
        (sum(part.length for part in item.content), item)
        for item in map_.attributions
        if any(part.covers(span) for part in item.content)
    ]
    if not around:
        return AUTHOR, "asserts"
    _, found = min(around, key=lambda item: item[0])
    return found.perspective, found.attitude


def _free_stretches(map_: ArgumentMap) -> Iterator[tuple[Span, int, bool]]:
    """Runs of segments of a sentence that no unit touches, the paragraph, and whether the run is the whole sentence."""
    text = map_.document.text
    taken: dict[int, list[Span]] = {}
    for unit in map_.units:
        taken.setdefault(unit.paragraph, []).extend(unit.spans)
    for paragraph in map_.document.body():
        run: list[Span] = []
        begins = True
        for segment in map_.document.segments_of(paragraph.index):
            ends = _ENDS_A_SENTENCE.search(segment.cut(text)) is not None
            is_free = not any(segment.overlaps(span) for span in taken.get(paragraph.index, ()))
            if is_free:
                run.append(segment)
            if run and (ends or not is_free):
                yield from _stripped(run, text, paragraph.index, begins and is_free)
                run = []
            begins = ends or (begins and is_free)
        if run:
            yield from _stripped(run, text, paragraph.index, begins)


def _stripped(run: list[Span], text: str, paragraph: int, is_whole: bool) -> Iterator[tuple[Span, int, bool]]:
    start, end = run[0].start, run[-1].end
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        yield Span(start=start, end=end), paragraph, is_whole
