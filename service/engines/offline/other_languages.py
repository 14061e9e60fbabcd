"""A paragraph in a language without a model: its sentences, found by punctuation, as the author's units."""

from __future__ import annotations

import re

from service.domain.base import Span
from service.domain.document import Document
from service.engines.answers import StructureAnswer, UnitAnswer

_END = re.compile(r"[.?!\u2026\u3002\uff01\uff1f\u061f\u0964][\"'\u201d\u2019\u00bb)\]]*\s*\Z")
_EDGES = " \t\n.,;:\u3002\u3001\uff0c"
_LOW = 0.3
_FEWEST_LETTERS = 3


def plain_structure(document: Document, paragraph: int) -> StructureAnswer:
    """One unit for each sentence that is no question; no relations, since nothing tells them."""
    spans = [span for span in _sentences(document, paragraph) if _claims(span.cut(document.text))]
    return StructureAnswer(
        paragraph=paragraph,
        units=tuple(UnitAnswer(id=f"u{number}", spans=(span,), confidence=_LOW) for number, span in enumerate(spans)),
    )


def _sentences(document: Document, paragraph: int) -> list[Span]:
    found: list[Span] = []
    start = None
    segments = document.segments_of(paragraph)
    for number, segment in enumerate(segments):
        start = segment.start if start is None else start
        if number + 1 == len(segments) or _END.search(document.text, segment.start, segment.end):
            span = _trimmed(document.text, start, segment.end)
            found += [span] if span is not None else []
            start = None
    return found


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return Span(start=start, end=end) if start < end else None


def _claims(text: str) -> bool:
    return sum(char.isalpha() for char in text) >= _FEWEST_LETTERS and not text.endswith(("?", "\uff1f", "\u061f"))
