"""What a holder grants to the other side, and what others only allege it to grant."""

from __future__ import annotations

from service.domain.argument import Unit, is_doubtful
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import is_against, kind_as_read
from service.domain.meaning.supposed import modal_of


def is_alleged(look: Lookup, unit: Unit) -> bool:
    """Whether a side other than the holder's reports that the holder says this; reports by the author do not count."""
    own = (look.side_of(unit), "author")
    attribution = look.attributions.get(unit.attribution or "")
    if attribution is not None and attribution.mode == "reported" and attribution.within is None:
        return True
    return any(look.sides[outer.perspective] not in own for outer in look.tellers(unit))


def is_granted(look: Lookup, unit: Unit) -> bool:
    """Whether a holder grants the claim to the other side.

    It does if the map lists the claim as a concession, or if the holder says so, states it against a claim of its own,
    or supports somebody else's attack on one. A concession that an opponent alleges, or that is only supposed, does not
    count, nor does one that depends on a doubtful link.
    """
    if unit.id in look.granted_by_holder:
        return True
    if is_alleged(look, unit) or modal_of(look, unit):
        return False
    attitude = look.attitude(unit)
    if attitude is not None and attitude != "asserts":
        return attitude == "concedes"
    relation = look.leading.get(unit.id)
    if relation is None or relation.kind == "undercut" or is_doubtful(relation):
        return False
    target = look.units[relation.target]
    if kind_as_read(look, relation) == "rebut":
        return target.perspective == unit.perspective and not is_against(look, target)
    following = look.leading.get(target.id)
    return (
        following is not None
        and target.perspective != unit.perspective
        and kind_as_read(look, following) == "rebut"
        and look.target_of(following).perspective == unit.perspective
    )
