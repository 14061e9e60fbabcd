"""Which of many stretches of a text lie at a place, without a look at all of them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from service.domain.base import Span

T = TypeVar("T")
_BUCKET = 256
"""Code points."""


class DisjointSpans:
    """Spans of which no two overlap, in text order."""

    def __init__(self) -> None:
        self._bounds: list[tuple[int, int]] = []

    def __iter__(self) -> Iterator[Span]:
        return (Span(start=start, end=end) for start, end in self._bounds)

    def meet(self, span: Span) -> bool:
        """Whether one of them overlaps this one."""
        at = bisect_left(self._bounds, (span.end, 0)) - 1
        return at >= 0 and self._bounds[at][1] > span.start

    def add(self, spans: Iterable[Span]) -> None:
        """They must not overlap one that is there."""
        for span in spans:
            insort(self._bounds, (span.start, span.end))


class PlacedItems(Generic[T]):
    """Items with their stretches, found by a place that they may reach."""

    def __init__(self) -> None:
        self._at: dict[int, list[T]] = defaultdict(list)

    def add(self, item: T, spans: Sequence[Span]) -> None:
        for bucket in {bucket for span in spans for bucket in range(span.start // _BUCKET, span.end // _BUCKET + 1)}:
            self._at[bucket].append(item)

    def near(self, place: int) -> Sequence[T]:
        """In the order in which they were added: all that have this place, and some that lie beside it."""
        return self._at.get(place // _BUCKET, ())
