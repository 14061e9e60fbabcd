"""Free indirect speech: units that read as a speaker's words although no attribution covers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy.typing as npt
from numpy import float32

from service.domain.argument import AUTHOR
from service.engines.offline.attribution_rules.raw_attributions import RawAttribution
from service.engines.offline.holders.resolve import Held
from service.engines.offline.units import DraftUnit

LEAST = 0.6
"""Least probability of not being the author's, of a unit that is given to whoever speaks around it; chosen on the suite
`development`, among .6 to .9.
"""


def with_run_on(
    units: Sequence[DraftUnit], others: npt.NDArray[float32], held: Mapping[int, Sequence[Held]]
) -> list[DraftUnit]:
    """The units, those that run on given to their speaker; `others` [N]: the probability that a unit is not the
    author's. A unit goes on with the one before it, or belongs to who has spoken since. The attribution's content stays
    what the text marks as said, since a guess at its end would spoil a span that is right.
    """
    settled: list[DraftUnit] = []
    for unit, probability in zip(units, others, strict=True):
        if unit.attribution is None and probability >= LEAST:
            before = settled[-1] if settled and settled[-1].paragraph == unit.paragraph else None
            unit = replace(unit, attribution=_speaker(unit, before, held.get(unit.paragraph, ())))
        settled.append(unit)
    return settled


def _speaker(unit: DraftUnit, before: DraftUnit | None, held: Sequence[Held]) -> int | None:
    """Number of the attribution that holds the unit before, or that began since; where a paragraph opens with the unit
    and nobody spoke yet, of the first behind it.
    """
    begins = {
        number: _begin(item.raw)
        for number, item in enumerate(held)
        if item.holder != AUTHOR and _is_named(item.raw) and not _tells_of(unit, item.raw)
    }
    at = unit.spans[0][0]
    since = [
        number for number, begin in begins.items() if begin <= at and (before is None or begin > before.spans[0][0])
    ]
    if since:
        return max(since, key=lambda number: begins[number])
    if before is not None:
        number = before.attribution
        return number if number is not None and _is_named(held[number].raw) else None
    return min(begins, key=lambda number: begins[number], default=None)


def _is_named(raw: RawAttribution) -> bool:
    """Whether the text says who it is: nobody goes on speaking behind "it has been called"."""
    return (raw.source or raw.same_as or raw.introduced_at) is not None


def _tells_of(unit: DraftUnit, raw: RawAttribution) -> bool:
    """Whether the unit says itself who holds what ("the union sees a bill in it"): then it is not what they hold."""
    return raw.cue is not None and any(start <= raw.cue[0] and raw.cue[1] <= end for start, end in unit.spans)


def _begin(raw: RawAttribution) -> int:
    return min(start for start, _ in (*raw.content, *(part for part in (raw.source, raw.cue) if part is not None)))
