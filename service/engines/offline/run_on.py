"""Reports that run on: units that read as somebody's although no attribution reaches them (free indirect speech)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy.typing as npt
from numpy import float32

from service.domain.argument import AUTHOR
from service.engines.offline.holders.resolve import Held
from service.engines.offline.saying.raw import RawAttribution, Stretch
from service.engines.offline.units import DraftUnit

LEAST = 0.9
"""Least probability of not being the author's, of a unit that is given to whoever speaks around it."""


def with_run_on(
    units: Sequence[DraftUnit], others: npt.NDArray[float32], held: Mapping[int, Sequence[Held]], text: str
) -> tuple[list[DraftUnit], dict[int, list[Held]]]:
    """Units and attributions (by paragraph), those that run on prolonged; `others` [N]: the probability that a unit is
    not the author's. A unit goes on with the one before it, or belongs to who has spoken since.
    """
    prolonged = {paragraph: list(items) for paragraph, items in held.items()}
    settled: list[DraftUnit] = []
    for unit, probability in zip(units, others, strict=True):
        if unit.attribution is None and probability >= LEAST:
            before = settled[-1] if settled and settled[-1].paragraph == unit.paragraph else None
            speaker = _speaker(unit, before, prolonged.get(unit.paragraph, ()))
            if speaker is not None:
                unit = replace(unit, attribution=speaker)
                items = prolonged[unit.paragraph]
                items[speaker] = replace(items[speaker], raw=_prolonged(items[speaker].raw, unit.spans, text))
        settled.append(unit)
    return settled, prolonged


def _speaker(unit: DraftUnit, before: DraftUnit | None, held: Sequence[Held]) -> int | None:
    """Number of the attribution that holds the unit before, or that began since; where a paragraph opens with the unit
    and nobody spoke yet, of the first behind it.
    """
    begins = {number: _begin(item.raw) for number, item in enumerate(held) if item.holder != AUTHOR}
    at = unit.spans[0][0]
    since = [
        number for number, begin in begins.items() if begin <= at and (before is None or begin > before.spans[0][0])
    ]
    if since:
        return max(since, key=lambda number: begins[number])
    if before is not None:
        return before.attribution
    return min(begins, key=lambda number: begins[number], default=None)


def _begin(raw: RawAttribution) -> int:
    return min(start for start, _ in (*raw.content, *(part for part in (raw.source, raw.cue) if part is not None)))


def _prolonged(raw: RawAttribution, spans: Iterable[Stretch], text: str) -> RawAttribution:
    """The attribution with a unit's spans in its content; what only marks and blanks part is one piece."""
    pieces: list[Stretch] = []
    for start, end in sorted({*raw.content, *spans}):
        if pieces and (start <= pieces[-1][1] or not any(sign.isalnum() for sign in text[pieces[-1][1] : start])):
            pieces[-1] = pieces[-1][0], max(end, pieces[-1][1])
        else:
            pieces.append((start, end))
    return replace(raw, content=tuple(pieces), asserted=True)
