"""Free indirect speech: units that continue a speaker's words although no attribution covers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy.typing as npt
from numpy import float32

from service.domain.argument import AUTHOR
from service.engines.offline.attribution.attribution import Attribution, Stretch
from service.engines.offline.structure_model.model import Unit

LEAST = 0.6
"""Least probability of not being the author's, of a unit that is given to whoever speaks around it; chosen on the suite
`development`, among .6 to .9.
"""
SURE = 0.9
"""From this probability on, somebody whom the text only introduces counts as a speaker."""
_CONFIDENCE = 0.6
_RULE = "introduced"
_APART = 2
"""Code points between somebody's name and a unit that is not about them."""

Hold = Callable[[Attribution], Attribution]
"""Finds the holder of an attribution."""


class RunOn:
    """Attributes units of free indirect speech to their speakers; the results are `units` and `held`. A speaker whom
    the text only introduces ("The mayor opened the debate. It was a trial ...") gets a new attribution.
    """

    def __init__(
        self, held: Mapping[int, Sequence[Attribution]], about: Mapping[int, Sequence[Stretch]], hold: Hold
    ) -> None:
        """`about`: by paragraph, who its sentences are about; `hold` finds the holder of an attribution."""
        self.units: list[Unit] = []
        self.held = {paragraph: list(items) for paragraph, items in held.items()}
        self._about, self._hold = about, hold
        self._introduced: dict[Stretch, int] = {}

    def add(self, units: Sequence[Unit], others: npt.NDArray[float32]) -> None:
        """Process more units, in text order. `others` [N]: the probability that a unit is not the author's.

        A unit continues the previous one, or belongs to whoever has spoken since. The attribution's content is not
        extended: a wrong guess at its end would spoil a correct span.
        """
        for unit, probability in zip(units, others, strict=True):
            if unit.attribution is None and probability >= LEAST:
                before = self.units[-1] if self.units and self.units[-1].paragraph == unit.paragraph else None
                unit = replace(unit, attribution=self._speaker(unit, before, sure=probability >= SURE))
                self._extend(unit)
            self.units.append(unit)

    def _extend(self, unit: Unit) -> None:
        """Whoever is only introduced says all that is given to them."""
        items = self.held.get(unit.paragraph, [])
        if unit.attribution is not None and items[unit.attribution].rule == _RULE:
            item = items[unit.attribution]
            items[unit.attribution] = item.with_content((*item.content, *unit.spans))

    def _speaker(self, unit: Unit, before: Unit | None, *, sure: bool) -> int | None:
        """Number of the attribution that holds the unit before, or that began since; where a paragraph opens with the
        unit and nobody spoke yet, of the first behind it.
        """
        begins = {
            number: _begin(item)
            for number, item in enumerate(self.held.get(unit.paragraph, ()))
            if item.holder != AUTHOR and _is_named(item) and not _tells_of(unit, item)
        }
        at = unit.spans[0][0]
        last_began = -1 if before is None else before.spans[0][0]
        spoken = {number: begin for number, begin in begins.items() if begin <= at}
        last = max(spoken, key=lambda number: spoken[number], default=None)
        if last is not None and spoken[last] <= last_began:
            last = None
        if sure:
            goes_on = before is not None and before.attribution is not None
            after = max([*spoken.values(), last_began if goes_on else -1], default=-1)
            name = max((name for name in self._names(unit) if after < name[0]), default=None)
            if name is not None:
                return self._introduce(unit, name)
        if last is not None:
            return last
        if before is not None:
            number = before.attribution
            return number if number is not None and _is_named(self.held[unit.paragraph][number]) else None
        return min(begins, key=lambda number: begins[number], default=None)

    def _names(self, unit: Unit) -> list[Stretch]:
        """Who is introduced before a unit, in no other, and not as what it speaks of ("Teachers are ...")."""
        at = unit.spans[0][0]
        near = [other for other in self.units if other.paragraph == unit.paragraph]
        return [
            name
            for name in self._about.get(unit.paragraph, ())
            if name[1] + _APART < at and not any(_inside(name, other) for other in near)
        ]

    def _introduce(self, unit: Unit, name: Stretch) -> int:
        """Number of the attribution to whoever is introduced, which then holds this unit as well."""
        items = self.held.setdefault(unit.paragraph, [])
        number = self._introduced.get(name)
        if number is None:
            raw = Attribution(unit.paragraph, name, None, (), confidence=_CONFIDENCE, rule=_RULE)
            items.append(self._hold(raw))
            number = self._introduced[name] = len(items) - 1
        return number


def _inside(name: Stretch, unit: Unit) -> bool:
    return any(start <= name[0] and name[1] <= end for start, end in unit.spans)


def _is_named(raw: Attribution) -> bool:
    """Whether the text says who it is: nobody goes on speaking behind "it has been called"."""
    return (raw.source or raw.same_as or raw.introduced_at) is not None


def _tells_of(unit: Unit, raw: Attribution) -> bool:
    """Whether the unit says itself who holds what ("the union sees a bill in it"): then it is not what they hold."""
    return raw.cue is not None and any(start <= raw.cue[0] and raw.cue[1] <= end for start, end in unit.spans)


def _begin(raw: Attribution) -> int:
    return min(start for start, _ in (*raw.content, *raw.frame))
