"""Several spans of one text: joined, cut out of each other, kept apart."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from service.domain.base import Span


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


def joined(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """The spans in text order, merged where they overlap or only white space within a paragraph separates them."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda item: (item.start, item.end)):
        gap = text[found[-1].end : span.start] if found else ""
        if found and not gap.strip() and "\n\n" not in gap:
            found[-1] = Span(start=found[-1].start, end=max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def outside(span: Span, taken: Iterable[Span]) -> tuple[Span, ...]:
    """What remains of `span` after removing every stretch in `taken`."""
    left = [(span.start, span.end)]
    for other in taken:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, other.start)), (max(start, other.end), end))
            if part[1] > part[0]
        ]
    return tuple(Span(start=start, end=end) for start, end in left)
