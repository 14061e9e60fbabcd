"""How a link must be read where a holder doubts or denies the words of a claim.

In a map, links are between the bare words ("what speaks for p is a support"), also where somebody only doubts p. A
reader sees the holder too: "Ford doubts that p" attacks what p supports. So support and rebut are swapped once for each
end whose holder is against its words. An undercut stays: it attacks a step, not words.
"""

from __future__ import annotations

from service.domain.argument import Relation, RelationKind, Unit
from service.domain.meaning.lookup import AGAINST, Lookup


def is_against(look: Lookup, unit: Unit) -> bool:
    """Whether the holder is against the claim's words."""
    return look.attitude(unit) in AGAINST


def kind_as_read(look: Lookup, relation: Relation) -> RelationKind:
    """The relation's kind between what its ends' holders say."""
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
    """From the kind in the map to the one that is read, and back: the other one where just one end is against."""
    if kind == "undercut" or from_against == to_against:
        return kind
    return "rebut" if kind == "support" else "support"


def is_argued(look: Lookup, unit: Unit) -> bool:
    """Whether somebody gives a reason for the claim, or it is the article's conclusion."""
    return unit.id == look.map.conclusion or any(
        kind_as_read(look, relation) == "support" for relation in look.incoming[unit.id]
    )
