"""Moves the ends of spans to word boundaries: "They" in "They're" takes the whole word, "'re paid" starts at "paid"."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from service.domain.base import Span
from service.engines.offline.attribution.attribution import Stretch

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")


def whole(text: str, stretch: Stretch) -> Span:
    """The stretch in whole words; if nothing were left of it, the word that contains it.

    >>> whole("They're paid.", (0, 4)), whole("They're paid.", (4, 12))
    (Span(start=0, end=7), Span(start=8, end=12))
    """
    start, end = stretch
    opening, closing = _word_at(text, start), _word_at(text, end)
    if closing is not None:
        end = closing[1]
    if opening is not None:
        after = opening[1]
        while after < end and text[after].isspace():
            after += 1
        start = after if after < end else opening[0]
    return Span(start=start, end=end)


def _word_at(text: str, position: int) -> Stretch | None:
    """The word that a position falls inside, or null."""
    words, starts = _cuttable(text)
    index = bisect_right(starts, position) - 1
    if index >= 0 and words[index][0] < position < words[index][1]:
        return words[index]
    return None


@lru_cache(maxsize=4)
def _cuttable(text: str) -> tuple[list[Stretch], list[int]]:
    words = [match.span() for match in _WORD.finditer(text)]
    return words, [start for start, _ in words]
