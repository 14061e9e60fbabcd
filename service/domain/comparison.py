"""Who holds what in a map, and where two holders agree or conflict: a pure function of the map."""

from __future__ import annotations

from typing import Literal

from service.domain.argument import Perspective, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.graph import outgoing_relations


class Contact(Frozen):
    """A relation between what two perspectives hold: support is agreement, an attack is conflict."""

    kind: Literal["agrees", "conflicts"]
    perspective: str
    other: str
    relation: Relation


class Holding(Frozen):
    """What one perspective holds. `conclusions`: its units that no unit of its own goes on from (ids).

    `premises`: its other units; `silent`: it is named, and holds nothing.
    """

    perspective: Perspective
    conclusions: tuple[str, ...]
    premises: tuple[str, ...]
    silent: bool


class Comparison(Frozen):
    holdings: tuple[Holding, ...]
    contacts: tuple[Contact, ...]


def compare_perspectives(map_: ArgumentMap) -> Comparison:
    """Every perspective with its conclusions and premises, and every contact between two perspectives."""
    units = {unit.id: unit for unit in map_.units}
    outgoing = outgoing_relations(map_.relations)
    relations = {relation.id: relation for relation in map_.relations}
    holdings = []
    for perspective in map_.perspectives:
        own = [unit for unit in map_.units if unit.perspective == perspective.id]
        concluded = tuple(unit.id for unit in own if _concludes(unit, units, outgoing))
        holdings.append(
            Holding(
                perspective=perspective,
                conclusions=concluded,
                premises=tuple(unit.id for unit in own if unit.id not in concluded),
                silent=not own,
            )
        )
    return Comparison(holdings=tuple(holdings), contacts=tuple(_contacts(map_, units, relations)))


def _concludes(unit: Unit, units: dict[str, Unit], outgoing: dict[str, Relation]) -> bool:
    relation = outgoing.get(unit.id)
    if relation is None or relation.kind != "support":
        return True
    return units[relation.target].perspective != unit.perspective


def _contacts(map_: ArgumentMap, units: dict[str, Unit], relations: dict[str, Relation]) -> list[Contact]:
    found = []
    for relation in map_.relations:
        target = relations[relation.target].sources[0] if relation.kind == "undercut" else relation.target
        attacked = units[target]
        for holder in dict.fromkeys(units[source].perspective for source in relation.sources):
            if holder != attacked.perspective:
                kind: Literal["agrees", "conflicts"] = "agrees" if relation.kind == "support" else "conflicts"
                found.append(Contact(kind=kind, perspective=holder, other=attacked.perspective, relation=relation))
    return found
