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
_RULE = "introduced"
_APART = 2
"""Code points between somebody's name and a unit that is not about them."""

Hold = Callable[[Attribution], Attribution]
"""Finds the holder of an attribution."""


class RunOn:
    """Attributes units of free indirect speech to their speakers; `units` and `held` are the results.

    A speaker whom the text only introduces ("The mayor opened the debate. It was a trial ...") gets a new attribution.
    """

    def __init__(
        self, held: Mapping[int, Sequence[Attribution]], about: Mapping[int, Sequence[Stretch]], hold: Hold
    ) -> None:
        """`held` and `about` by paragraph: its attributions, and whom its sentences are about."""
        self.units: list[Unit] = []
        self.held = {paragraph: list(items) for paragraph, items in held.items()}
        self._about, self._hold = about, hold
        self._introduced: dict[Stretch, int] = {}

    def add(self, units: Sequence[Unit], others: npt.NDArray[float32]) -> None:
        """Adds units, in text order. `others` [N]: the probability that each of them is not the author's.

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
        """Adds the unit to the content of an introduced speaker's attribution."""
        items = self.held.get(unit.paragraph, [])
        if unit.attribution is not None and items[unit.attribution].rule == _RULE:
            item = items[unit.attribution]
            items[unit.attribution] = item.with_content((*item.content, *unit.spans))

    def _speaker(self, unit: Unit, before: Unit | None, *, sure: bool) -> int | None:
        """The index of the attribution that holds the previous unit or has begun since; for the first unit of a
        paragraph, of the first attribution after it.
        """
        begins = {
            number: _begin(item)
            for number, item in enumerate(self.held.get(unit.paragraph, ()))
            if item.holder != AUTHOR and _is_named(item)
        }
        at = unit.spans[0][0]
        last_began = -1 if before is None else before.spans[0][0]
        spoken = {number: begin for number, begin in begins.items() if begin <= at}
        since = [number for number, begin in spoken.items() if last_began < begin]
        if sure:
            goes_on = before is not None and before.attribution is not None
            after = max([*spoken.values(), last_began if goes_on else -1])
            name = max((name for name in self._names(unit) if after < name[0]), default=None)
            if name is not None:
                return self._introduce(unit, name)
        if since:
            return max(since, key=spoken.__getitem__)
        if before is not None:
            number = before.attribution
            return number if number is not None and _is_named(self.held[unit.paragraph][number]) else None
        return min(begins, key=begins.__getitem__, default=None)

    def _names(self, unit: Unit) -> list[Stretch]:
        """Names introduced before a unit: outside all other units, and not as its own subject ("Teachers are ...")."""
        at = unit.spans[0][0]
        near = [other for other in self.units if other.paragraph == unit.paragraph]
        return [
            name
            for name in self._about.get(unit.paragraph, ())
            if name[1] + _APART < at and not any(_inside(name, other) for other in near)
        ]

    def _introduce(self, unit: Unit, name: Stretch) -> int:
        """The index of the attribution to an introduced speaker, which is made if need be."""
        items = self.held.setdefault(unit.paragraph, [])
        number = self._introduced.get(name)
        if number is None:
            raw = Attribution(unit.paragraph, name, None, (), rule=_RULE)
            items.append(self._hold(raw))
            number = self._introduced[name] = len(items) - 1
        return number


def _inside(name: Stretch, unit: Unit) -> bool:
    return any(start <= name[0] and name[1] <= end for start, end in unit.spans)


def _is_named(raw: Attribution) -> bool:
    """Whether the text names its source: nobody goes on speaking after "it has been called"."""
    return (raw.source or raw.same_as or raw.introduced_at) is not None


def _begin(raw: Attribution) -> int:
    return min(start for start, _ in (*raw.content, *raw.frame))
