"""Camps: who sides with whom against whom, and each holder's main claim."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from service.domain.argument import Unit
from service.domain.base import Frozen
from service.domain.meaning.contacts import Contact
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read


class Camp(Frozen):
    """Allied sides (perspective ids), the one with most units first."""

    sides: tuple[str, ...]


def camps_of(look: Lookup, contacts: Iterable[Contact]) -> tuple[Camp, ...]:
    """The camps; none if nobody opposes anybody.

    The two sides that conflict most lead the first two camps. A side that conflicts with only one of these camps, or
    agrees with only one, joins accordingly; a side that conflicts with both is a camp of its own. All others belong to
    none.
    """
    ties: dict[str, Counter[str]] = defaultdict(Counter)
    for contact in contacts:
        one, other = look.sides[contact.perspective], look.sides[contact.other]
        if contact.kind != "uses" and one != other:
            weight = -1 if contact.kind == "conflicts" else 1
            ties[one][other] += weight
            ties[other][one] += weight
    opposed = sorted((weight, one, other) for one, row in ties.items() for other, weight in row.items() if one < other)
    if not opposed or opposed[0][0] >= 0:
        return ()
    said = Counter(look.side_of(unit) for unit in look.map.units)
    _, first, second = opposed[0]
    camps = [[first], [second]]
    for side in sorted(ties.keys() - {first, second}, key=lambda name: (-said[name], name)):
        leaning = [sum(ties[side][member] for member in camp) for camp in camps]
        if all(weight < 0 for weight in leaning):
            camps.append([side])
        elif len(set(leaning[:2])) > 1:
            camps[max(range(len(leaning)), key=leaning.__getitem__)].append(side)
    return tuple(Camp(sides=tuple(sorted(camp, key=lambda name: (-said[name], name)))) for camp in camps)


def main_claim_of(look: Lookup, side: str) -> Unit | None:
    """A side's main claim: the article's conclusion if the side holds it; otherwise, among its own claims, preferably
    one that answers a question, then the one with most reasons and objections, then the first.
    """
    main = look.units.get(look.map.conclusion or "")
    if main is not None and look.side_of(main) == side:
        return main
    own = [unit for unit in look.map.units if not unit.implicit and look.side_of(unit) == side]
    return max(own, key=lambda unit: _weight(look, unit), default=None)


def _weight(look: Lookup, unit: Unit) -> tuple[bool, int, bool]:
    leads_on = look.leading.get(unit.id)
    own_step = leads_on is not None and look.side_of(look.target_of(leads_on)) == look.side_of(unit)
    return unit.id in look.positions, len(look.incoming[unit.id]), not own_step


def reasons_for(look: Lookup, unit: Unit) -> list[Unit]:
    """Its own side's reasons for a claim, those with reasons of their own first."""
    found = [
        look.units[source]
        for relation in look.incoming[unit.id]
        if kind_as_read(look, relation) == "support"
        for source in relation.sources
        if look.units[source].perspective == unit.perspective
    ]
    return sorted(found, key=lambda reason: -len(look.incoming[reason.id]))
