"""A paragraph in a language without a model: its sentences, found by punctuation, as units of whoever has the word."""

from __future__ import annotations

import re

from service.domain.base import Span
from service.domain.document import Document, Turn
from service.engines.answers import AUTHOR, AttributedStretch, StructureAnswer, UnitAnswer
from service.engines.turns import said_in

_END = re.compile(r"[.?!\u2026\u3002\uff01\uff1f\u061f\u0964][\"'\u201d\u2019\u00bb)\]]*\s*\Z")
_EDGES = " \t\n.,;:\u3002\u3001\uff0c"
_LOW = 0.3
_FEWEST_LETTERS = 3


def plain_structure(document: Document, paragraph: int) -> StructureAnswer:
    """One unit for each sentence that is no question; no relations, since nothing tells them."""
    spoken = [
        (turn, span)
        for turn, span in said_in(document, document.paragraphs[paragraph])
        if turn.speaker != AUTHOR and turn.kind != "procedure"
    ]
    units: list[UnitAnswer] = []
    for turn, span in _sentences(document, paragraph):
        if _claims(span.cut(document.text)) and (turn is None or turn.kind != "procedure"):
            held = next((f"a{at}" for at, (own, _) in enumerate(spoken) if own == turn), None)
            units.append(UnitAnswer(id=f"u{len(units)}", spans=(span,), attribution=held, confidence=_LOW))
    return StructureAnswer(
        paragraph=paragraph,
        attributions=tuple(
            AttributedStretch(id=f"a{at}", voice=turn.speaker, source=turn.source, content=(said,))
            for at, (turn, said) in enumerate(spoken)
        ),
        units=tuple(units),
    )


def _sentences(document: Document, paragraph: int) -> list[tuple[Turn | None, Span]]:
    """The sentences of a paragraph, each with the turn that it stands in; labels are none."""
    found: list[tuple[Turn | None, Span]] = []
    start = None
    segments = document.segments_of(paragraph)
    labels = [turn.source for turn, _ in said_in(document, document.paragraphs[paragraph]) if turn.source is not None]
    for number, segment in enumerate(segments):
        if any(label.overlaps(segment) and document.turn_at(segment.start) is None for label in labels):
            continue
        start = segment.start if start is None else start
        if number + 1 == len(segments) or _END.search(document.text, segment.start, segment.end):
            span = _trimmed(document.text, start, segment.end)
            found += [(document.turn_at(span.start), span)] if span is not None else []
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
