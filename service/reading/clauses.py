"""Clause-sized pieces of a sentence in languages without rules of their own: cut at punctuation, and by length."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise

from service.domain.base import Span
from service.reading.words import UNSPACED, words_of

LONG = 16
"""Words above which a piece is cut at an enumeration or a bracket that leaves two good pieces."""
LONGEST = 40
"""Words above which a piece is cut in any case."""
_FEWEST = 3
_STRONG = re.compile(
    r"[;:؛](?=\s)[”’»\")\]]*\s+|[；：]\s*"  # a mark between clauses
    r"|(?<!\s)\s+[—–-]{1,2}\s+|[—–]{1,2}"  # a dash
    r"|[,.!?…，。！？][”»」』\"]\s*"  # the end of a quotation inside a sentence
    r"|[”»」』\"][,，]\s*"
    r"|[,，]\s*(?=[“„«「『\"])"  # its beginning
)
_GERMAN_END = re.compile(r"[,.!?…]“,?\s*|“,\s*")
"""The mark that closes in German („...“) opens elsewhere."""
_WEAK = re.compile(rf"[,،，]\s*|(?<=[{UNSPACED}])\s+(?=[{UNSPACED}])")
_LEAST = re.compile(r"[、)）]\s*|(?<!\s)\s+(?=[(（])|(?=（)")


def clauses_of(text: str, sentence: Span) -> list[Span]:
    """Tiles of `sentence`. A strong cut needs at least one word on each side, any other at least three."""
    starts = [word.start for word in words_of(text, sentence)]
    strong = _cuts(_STRONG, text, sentence)
    if "„" in sentence.cut(text):
        strong += _cuts(_GERMAN_END, text, sentence)
    bounds = _with_cuts((sentence.start, sentence.end), sorted(strong), starts, 1)
    bounds = _with_cuts(bounds, _cuts(_WEAK, text, sentence), starts, _FEWEST)
    least = _cuts(_LEAST, text, sentence)
    return [piece for start, end in pairwise(bounds) for piece in _shortened(start, end, starts, least)]


def _cuts(pattern: re.Pattern[str], text: str, span: Span) -> list[int]:
    return [match.end() for match in pattern.finditer(text, span.start, span.end)]


def _with_cuts(bounds: Iterable[int], cuts: list[int], starts: list[int], fewest: int) -> list[int]:
    """`bounds` and those `cuts` that leave `fewest` words on each side."""
    found: list[int] = []
    for start, end in pairwise(bounds):
        found.append(start)
        for cut in cuts[bisect_left(cuts, start + 1) : bisect_left(cuts, end)]:
            if _words(starts, found[-1], cut) >= fewest and _words(starts, cut, end) >= fewest:
                found.append(cut)
    return [*found, end]


def _words(starts: list[int], start: int, end: int) -> int:
    return bisect_left(starts, end) - bisect_left(starts, start)


def _shortened(start: int, end: int, starts: list[int], least: list[int]) -> list[Span]:
    """[start, end) in pieces of at most LONGEST words, cut near the middle."""
    size = _words(starts, start, end)
    if size <= LONG:
        return [Span(start=start, end=end)]
    inside = least[bisect_left(least, start + 1) : bisect_left(least, end)]
    options = [
        cut for cut in inside if min(_words(starts, start, cut), _words(starts, cut, end)) >= _FEWEST
    ]  # fmt: skip
    if not options and size > LONGEST:
        options = [starts[bisect_left(starts, start) + size // 2]]
    if not options:
        return [Span(start=start, end=end)]
    cut = min(options, key=lambda place: abs(2 * place - start - end))
    return [*_shortened(start, cut, starts, least), *_shortened(cut, end, starts, least)]
