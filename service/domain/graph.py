"""The relation graph of a map: each unit's leading relation, and whether the graph has a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from service.domain.argument import Relation, Role, Scope, Unit


def outgoing_relations(relations: Iterable[Relation]) -> dict[str, Relation]:
    """Unit id -> the relation that it hangs from in the trees: the most confident one, the first of equals."""
    chosen: dict[str, Relation] = {}
    for relation in relations:
        for source in relation.sources:
            if source not in chosen or relation.confidence > chosen[source].confidence:
                chosen[source] = relation
    return chosen


def find_cycle(relations: Iterable[Relation]) -> list[str]:
    """The ids (units and relations) along one cycle, or [] if there is none.

    A relation is a node of its own, since an undercut targets it: source -> relation -> target.
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for relation in relations:
        sorter.add(f"relation {relation.id}", *(f"unit {source}" for source in relation.sources))
        kind = "relation" if relation.kind == "undercut" else "unit"
        sorter.add(f"{kind} {relation.target}", f"relation {relation.id}")
    try:
        sorter.prepare()
    except CycleError as error:
        return [str(node) for node in error.args[1]]
    return []


def units_touched(relation: Relation, relations: Mapping[str, Relation]) -> tuple[str, ...]:
    """Ids of all units that a relation touches; an undercut also touches those of the relation that it targets."""
    touched = list(relation.sources)
    seen = {relation.id}
    while relation.kind == "undercut":
        target = relations.get(relation.target)
        if target is None or target.id in seen:
            return tuple(touched)
        seen.add(target.id)
        touched.extend(target.sources)
        relation = target
    return (*touched, relation.target)


def scope_of(relation: Relation, relations: Mapping[str, Relation], units: Mapping[str, Unit]) -> Scope:
    """`paragraph` if everything that the relation touches is in one paragraph, else `document`."""
    paragraphs = {units[unit].paragraph for unit in units_touched(relation, relations) if unit in units}
    return "paragraph" if len(paragraphs) <= 1 else "document"


def role_of(unit_id: str, outgoing: Mapping[str, Relation]) -> Role:
    """`premise` if the unit's relation in the trees stays in the paragraph, else `conclusion` (guidelines, 5)."""
    relation = outgoing.get(unit_id)
    return "premise" if relation is not None and relation.scope == "paragraph" else "conclusion"
