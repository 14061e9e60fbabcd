"""How a link must be understood if a holder doubts or denies the words of a claim.

In a map, links connect the bare words ("what speaks for p is a support"), even if somebody only doubts p. A reader sees
the holder as well: "Ford doubts that p" attacks whatever p supports. Support and rebut are therefore swapped once for
each end whose holder is against its words. An undercut stays: it attacks a step, not words.
"""

from __future__ import annotations

from service.domain.argument import Relation, RelationKind, Unit
from service.domain.meaning.lookup import AGAINST, Lookup


def is_against(look: Lookup, unit: Unit) -> bool:
    """Whether the holder rejects the claim's words."""
    return look.attitude(unit) in AGAINST


def kind_as_read(look: Lookup, relation: Relation) -> RelationKind:
    """The relation's kind as it holds between the holders' positions at its ends."""
    if relation.kind == "undercut":
        return "undercut"
    known = look.kinds_as_read.get(relation.id)
    if known is None:
        from_against = all(is_against(look, look.units[source]) for source in relation.sources)
        to_against = is_against(look, look.units[relation.target])
        known = turned(relation.kind, from_against=from_against, to_against=to_against)
        look.kinds_as_read[relation.id] = known
    return known


def turned(kind: RelationKind, *, from_against: bool, to_against: bool) -> RelationKind:
    """Converts the kind in the map to the kind as read, and back: opposite if the holder at exactly one
    end is against.
    """
    if kind == "undercut" or from_against == to_against:
        return kind
    return "rebut" if kind == "support" else "support"


def is_argued(look: Lookup, unit: Unit) -> bool:
    """Whether the claim has a supporting reason, or is the article's conclusion."""
    return unit.id == look.map.conclusion or any(
        kind_as_read(look, relation) == "support" for relation in look.incoming[unit.id]
    )
