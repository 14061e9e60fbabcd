"""Finds which of many spans lie at a position, without scanning them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Generic, TypeVar

from service.domain.base import Span

T = TypeVar("T")
_BUCKET = 256
"""Code points."""


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
