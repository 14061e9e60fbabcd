"""What two sides both hold or concede: the facts that a dispute leaves standing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.domain.argument import is_doubtful
from service.domain.base import Frozen
from service.domain.meaning.answers import SharedClaim
from service.domain.meaning.concessions import is_granted
from service.domain.meaning.contacts import Contact
from service.domain.meaning.lookup import Lookup


class CommonClaim(Frozen):
    """A claim and the sides (ids) that hold or grant it; `same`: other units that say the same."""

    unit: str
    sides: tuple[str, ...]
    same: tuple[str, ...] = ()


def common_ground(look: Lookup, contacts: Iterable[Contact], shared: Iterable[SharedClaim]) -> tuple[CommonClaim, ...]:
    """In the map's order. A doubtful link makes nothing common; within one side nothing is."""
    sides: dict[str, dict[str, None]] = {}
    same: dict[str, dict[str, None]] = {}
    for unit, contact in _agreed(look, contacts):
        holders = (look.units[unit].perspective, contact.perspective, contact.other)
        sides.setdefault(unit, {}).update(dict.fromkeys(look.sides[name] for name in holders))
        if contact.issue:
            same.setdefault(unit, {})[contact.other_unit] = None
    for item in shared:
        if any(not is_doubtful(relation) for relation in look.map.relations if item.unit in relation.sources):
            sides.setdefault(item.unit, {}).update(dict.fromkeys(item.sides))
    return tuple(
        CommonClaim(unit=unit.id, sides=tuple(sides[unit.id]), same=tuple(same.get(unit.id, ())))
        for unit in look.map.units
        if len(sides.get(unit.id, ())) > 1
    )


def _agreed(look: Lookup, contacts: Iterable[Contact]) -> Iterator[tuple[str, Contact]]:
    """The claim that the two of a contact agree on: what both answer or speak for, what one grants, else what is
    concluded."""
    for contact in contacts:
        relation = look.relations.get(contact.relation or "")
        if contact.kind != "agrees" or (relation is not None and is_doubtful(relation)):
            continue
        granted = is_granted(look, look.units[contact.unit])
        yield contact.shared or (contact.unit if contact.issue or granted else contact.other_unit), contact
