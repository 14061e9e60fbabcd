"""Words of a text, as the unit of every overlap."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from service.reading.breaks import word_tiles
from service.reading.words import UNSPACED

Stretch = tuple[int, int]
"""A half-open stretch `[start, end)` in code points."""

_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORD = re.compile(r"\w+(?:['’]\w+)*")


class Words:
    """The words of a text by number. Marks are no words: a unit with its full stop equals one without.

    >>> words = Words("It's cold, so stay.")
    >>> sorted(words.within([(0, 9), (11, 13)]))
    [0, 1, 2]
    """

    def __init__(self, text: str) -> None:
        bounds = [bound for match in _WORD.finditer(text) for bound in _words_in(text, *match.span())]
        self._starts = [start for start, _ in bounds]
        self._ends = [end for _, end in bounds]
        self._joints = {match.start() for match in re.finditer("['’]", text)}

    def within(self, stretches: Iterable[Stretch]) -> frozenset[int]:
        """Numbers of the words that a stretch touches."""
        found: set[int] = set()
        for start, end in stretches:
            found.update(range(bisect_right(self._ends, start), bisect_left(self._starts, end)))
        return frozenset(found)

    def cuts_word(self, position: int) -> bool:
        """Whether a code point position lies inside a word; before the apostrophe of "they'd" is between two.

        >>> [Words("ab cd").cuts_word(position) for position in range(6)]
        [False, True, False, False, True, False]
        """
        index = bisect_right(self._starts, position) - 1
        inside = index >= 0 and self._starts[index] < position < self._ends[index]
        return inside and position not in self._joints


def _words_in(text: str, start: int, end: int) -> Iterator[Stretch]:
    """Chinese and the like set no words apart: there they are found by dictionary."""
    return word_tiles(text, start, end) if _UNSPACED.search(text, start, end) else iter([(start, end)])


def iou(one: frozenset[int], other: frozenset[int]) -> float:
    """Intersection over union; 0 where both are empty.

    >>> iou(frozenset({1, 2, 3}), frozenset({2, 3, 4}))
    0.5
    """
    union = len(one | other)
    return len(one & other) / union if union else 0.0
