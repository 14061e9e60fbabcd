"""What two sides both hold or concede: the facts that are not in dispute."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.base import Frozen
from service.domain.meaning.camps import camps_of
from service.domain.meaning.concessions import is_granted
from service.domain.meaning.contacts import Contact
from service.domain.meaning.lookup import Lookup


class CommonClaim(Frozen):
    """A claim and the sides (ids) that hold or grant it; `same`: other units that say the same.

    `between_camps`: whether the sides belong to different camps, or to none; agreement within a camp is no surprise.
    """

    unit: str
    sides: tuple[str, ...]
    same: tuple[str, ...] = ()
    between_camps: bool = True


def common_ground(look: Lookup, contacts: Iterable[Contact]) -> tuple[CommonClaim, ...]:
    """Common claims in the map's order: what one side grants to another, and positions that are the same.

    Using, backing or reporting a claim does not show that a side holds it. Claims within a single side do not count.
    """
    contacts = tuple(contacts)
    camp_of = {side: number for number, camp in enumerate(camps_of(look, contacts)) for side in camp.sides}
    sides: dict[str, dict[str, None]] = {}
    same: dict[str, dict[str, None]] = {}
    for contact in contacts:
        is_same = contact.issue is not None
        if contact.kind != "agrees" or not (is_same or is_granted(look, look.units[contact.unit])):
            continue
        sides.setdefault(contact.unit, {}).update(
            dict.fromkeys(look.sides[name] for name in (contact.perspective, contact.other))
        )
        if is_same:
            same.setdefault(contact.unit, {})[contact.other_unit] = None
    return tuple(
        CommonClaim(
            unit=unit.id,
            sides=tuple(sides[unit.id]),
            same=tuple(same.get(unit.id, ())),
            between_camps=len({camp_of.get(side, side) for side in sides[unit.id]}) > 1,
        )
        for unit in look.map.units
        if len(sides.get(unit.id, ())) > 1
    )
