"""Distinguishes holders who argue themselves from those who are only cited by others."""

from __future__ import annotations

from service.domain.argument import Unit
from service.domain.base import Frozen
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read


class Citation(Frozen):
    """`by`: the perspective that uses somebody else's claim as a reason; `claim`: the unit that it supports."""

    by: str
    claim: str


def citation_of(look: Lookup, unit: Unit) -> Citation | None:
    """By whom, and for which claim, this claim is only cited; None if its holder argues for itself.

    A claim is only cited if it is a reason for another side's claim, its own side gives no reason for it, it makes no
    demand, and it answers no question between sides.
    """
    relation = look.leading.get(unit.id)
    if relation is None or kind_as_read(look, relation) != "support":
        return None
    target = look.units[relation.target]
    if look.side_of(target) == look.side_of(unit) or look.attitude(unit) in ("wants", "concedes"):
        return None
    if unit.id in look.positions:
        return None
    own = [
        source
        for incoming in look.incoming[unit.id]
        if kind_as_read(look, incoming) == "support"
        for source in incoming.sources
        if look.side_of(look.units[source]) == look.side_of(unit)
    ]
    return None if own else Citation(by=target.perspective, claim=target.id)
