"""The words behind a debate: what a unit says, where, and the sentence around it, from the maps that it points into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen, Span
from service.domain.debates.parts import UnitRef

_AROUND = 300
_ENDS = frozenset(".?!…")


class Quote(Frozen):
    """A unit's words; `before` and `after`: the rest of their sentence, at most 300 code points each."""

    text: str
    spans: tuple[Span, ...] = ()
    paragraph: int = 0
    before: str = ""
    after: str = ""


Quotes = Mapping[UnitRef, Quote]


def quotes_of(maps: Iterable[ArgumentMap], wanted: frozenset[UnitRef] | None = None) -> dict[UnitRef, Quote]:
    """A quote for each unit of these maps, or for those that are wanted."""
    found = {}
    for map_ in maps:
        for unit in map_.units:
            ref = UnitRef(map=map_.id, unit=unit.id)
            if wanted is None or ref in wanted:
                before, after = _around(map_, unit.paragraph, unit.spans)
                found[ref] = Quote(
                    text=unit.text, spans=unit.spans, paragraph=unit.paragraph, before=before, after=after
                )
    return found


def _around(map_: ArgumentMap, paragraph: int, spans: tuple[Span, ...]) -> tuple[str, str]:
    if not spans:
        return "", ""
    text, block = map_.document.text, map_.document.paragraphs[paragraph]
    start, end = spans[0].start, spans[-1].end
    first = max(block.start, start - _AROUND)
    before = text[first:start]
    cut = max(
        (place for place, sign in enumerate(before[:-1]) if sign in _ENDS and before[place + 1].isspace()), default=-1
    )
    after = text[end : min(block.end, end + _AROUND)]
    stop = next((place for place, sign in enumerate(after) if sign in _ENDS), len(after) - 1)
    return before[cut + 1 :].lstrip(), after[: stop + 1]
