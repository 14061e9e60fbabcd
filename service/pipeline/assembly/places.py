"""Finds which of many spans lie at a position, without scanning them all."""

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
    """Non-overlapping spans, in text order."""

    def __init__(self) -> None:
        self._bounds: list[tuple[int, int]] = []

    def __iter__(self) -> Iterator[Span]:
        return (Span(start=start, end=end) for start, end in self._bounds)

    def meet(self, span: Span) -> bool:
        """Whether any of them overlaps this one."""
        at = bisect_left(self._bounds, (span.end, 0)) - 1
        return at >= 0 and self._bounds[at][1] > span.start

    def add(self, spans: Iterable[Span]) -> None:
        """The spans must not overlap existing ones."""
        for span in spans:
            insort(self._bounds, (span.start, span.end))


def disjoint(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in text order, without those that overlap an earlier one of the order given."""
    kept = DisjointSpans()
    for span in spans:
        if not kept.meet(span):
            kept.add([span])
    return tuple(kept)


class PlacedItems(Generic[T]):
    """Items with their spans, indexed by position."""

    def __init__(self) -> None:
        self._at: dict[int, list[T]] = defaultdict(list)

    def add(self, item: T, spans: Sequence[Span]) -> None:
        for bucket in {bucket for span in spans for bucket in range(span.start // _BUCKET, span.end // _BUCKET + 1)}:
            self._at[bucket].append(item)

    def near(self, place: int) -> Sequence[T]:
        """All items that cover this position, and some nearby, in insertion order."""
        return self._at.get(place // _BUCKET, ())
