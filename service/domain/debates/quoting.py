"""The words behind a debate: what a unit or place says, where, and the sentence around it, from the debate's maps."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen, Span
from service.domain.debates.parts import UnitRef
from service.domain.document import Document

_AROUND = 300
_ENDS = frozenset(".?!…")


class Quote(Frozen):
    """The words of a unit or a place; `before` and `after`: the rest of the sentence, at most 300 code points each."""

    text: str
    spans: tuple[Span, ...] = ()
    paragraph: int = 0
    before: str = ""
    after: str = ""


def quotes_of(maps: Iterable[ArgumentMap]) -> dict[UnitRef, Quote]:
    """A quote for each unit of these maps."""
    found = {}
    for map_ in maps:
        for unit in map_.units:
            before, after = _around(map_.document, unit.paragraph, unit.spans)
            found[UnitRef(map=map_.id, unit=unit.id)] = Quote(
                text=unit.text, spans=unit.spans, paragraph=unit.paragraph, before=before, after=after
            )
    return found


def quote_at(document: Document, spans: tuple[Span, ...]) -> Quote | None:
    """The quote of a place; None if the document has no such place."""
    paragraph = document.paragraph_at(spans[0].start) if spans else None
    if paragraph is None or spans[-1].end > paragraph.end:
        return None
    before, after = _around(document, paragraph.index, spans)
    text = " … ".join(span.cut(document.text) for span in spans)
    return Quote(text=text, spans=spans, paragraph=paragraph.index, before=before, after=after)


def _around(document: Document, paragraph: int, spans: tuple[Span, ...]) -> tuple[str, str]:
    if not spans:
        return "", ""
    text, block = document.text, document.paragraphs[paragraph]
    start, end = spans[0].start, spans[-1].end
    first = max(block.start, start - _AROUND)
    before = text[first:start]
    cut = max(
        (place for place, sign in enumerate(before[:-1]) if sign in _ENDS and before[place + 1].isspace()), default=-1
    )
    after = text[end : min(block.end, end + _AROUND)]
    stop = next((place for place, sign in enumerate(after) if sign in _ENDS), len(after) - 1)
    return before[cut + 1 :].lstrip(), after[: stop + 1]
