"""Repairs concessions and motions after units or perspectives were changed or removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.domain.argument import Concession, Perspective, Unit
from service.domain.motion import Motion
from service.domain.sides import is_of_side


def may_be_granted(holder: str, concession: Concession, parents: Mapping[str, str | None]) -> bool:
    """Whether a concession can grant a unit of this holder: it must be the granter's own words or the receiver's."""
    sides = (concession.by, concession.to)
    return any(side is not None and is_of_side(holder, side, parents) for side in sides)


def settle_concessions(
    concessions: Iterable[Concession], units: Iterable[Unit], perspectives: Iterable[Perspective]
) -> tuple[Concession, ...]:
    """The concessions that still grant something to somebody else, without duplicates or units that may no longer be
    granted.
    """
    holders = {unit.id: unit.perspective for unit in units}
    parents = {item.id: item.parent for item in perspectives}
    kept: dict[tuple[str, str | None, tuple[str, ...]], Concession] = {}
    for concession in concessions:
        to = concession.to if concession.to in parents else None
        if concession.by not in parents or concession.by == concession.to:
            continue
        known = concession.model_copy(update={"to": to})
        names = tuple(
            name
            for name in dict.fromkeys(concession.units)
            if name in holders and may_be_granted(holders[name], known, parents)
        )
        if names:
            kept.setdefault((known.by, to, names), known.model_copy(update={"units": names}))
    return tuple(kept.values())


def settle_motions(motions: Iterable[Motion], perspectives: Iterable[Perspective]) -> tuple[Motion, ...]:
    """The motions, with a removed mover set to None."""
    known = {item.id for item in perspectives}
    return tuple(item if item.mover in known else item.model_copy(update={"mover": None}) for item in motions)
