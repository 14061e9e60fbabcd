"""Checks whether a map's quotations still occur in a text, such as the article as currently published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen, Span

_SHORT, _NEAR = 30, 300
"""Code points: a quotation that is shorter stands in many places by chance, so it counts only near where it was."""
Fate = Literal["found", "moved", "gone"]


class Quotation(Frozen):
    """What became of a span of the map: the same position, another one (`now`), or none. Offsets in code points."""

    span: Span
    text: str
    fate: Fate
    now: Span | None = None


def check_quotations(map_: ArgumentMap, text: str) -> tuple[Quotation, ...]:
    """Looks up every quotation of the map in `text`, in text order; white space may differ."""
    checked, shift = [], 0
    for span in sorted(set(_spans(map_)), key=lambda span: (span.start, span.end)):
        quotation = _looked_for(span, map_.document.text[span.start : span.end], text, span.start + shift)
        checked.append(quotation)
        if quotation.now is not None and len(quotation.text) >= _SHORT:
            shift = quotation.now.start - span.start
    return tuple(checked)


def _spans(map_: ArgumentMap) -> Iterator[Span]:
    """Claims, who says them and by which words, names, and the questions of issues."""
    for unit in map_.units:
        yield from unit.spans
    for attribution in map_.attributions:
        yield from (span for span in (attribution.source, attribution.cue) if span is not None)
        yield from attribution.content
    for perspective in map_.perspectives:
        yield from perspective.mentions
    for issue in map_.issues:
        yield from issue.question.spans


def _looked_for(span: Span, quoted: str, text: str, expected: int) -> Quotation:
    if text[span.start : span.end] == quoted:
        return Quotation(span=span, text=quoted, fate="found", now=span)
    pattern = re.compile(r"\s+".join(map(re.escape, quoted.split())))
    near = [*pattern.finditer(text, max(0, expected - _NEAR), expected + _NEAR + len(quoted))]
    places = near or ([*pattern.finditer(text)] if len(quoted) >= _SHORT else [])
    if not places:
        return Quotation(span=span, text=quoted, fate="gone")
    best = min(places, key=lambda place: abs(place.start() - expected))
    return Quotation(span=span, text=quoted, fate="moved", now=Span(start=best.start(), end=best.end()))
