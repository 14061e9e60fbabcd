"""The relation graph of a map: each unit's leading relation, and its cycles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Protocol, TypeVar

from service.domain.argument import Relation, Role, Scope, Unit


class Arrow(Protocol):
    """What a relation has in a map, in an engine's answer and in an imported file."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def sources(self) -> Sequence[str]: ...
    @property
    def target(self) -> str: ...


ArrowT = TypeVar("ArrowT", bound=Arrow)


def outgoing_relations(relations: Iterable[Relation]) -> dict[str, Relation]:
    """Unit id -> the relation that it hangs from in the trees: the most confident one, the first of equals."""
    chosen: dict[str, Relation] = {}
    for relation in relations:
        for source in relation.sources:
            if source not in chosen or relation.confidence > chosen[source].confidence:
                chosen[source] = relation
    return chosen


def find_cycle(relations: Iterable[Arrow]) -> list[str]:
    """The ids (units and relations) along one cycle, or [] if there is none.

    A relation is a node of its own, since an undercut targets it: source -> relation -> target.
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for relation in relations:
        sorter.add(f"relation {relation.id}", *(f"unit {source}" for source in relation.sources))
        sorter.add(_aim(relation), f"relation {relation.id}")
    try:
        sorter.prepare()
    except CycleError as error:
        return [str(node) for node in error.args[1]]
    return []


def acyclic_relations(relations: Sequence[ArrowT]) -> list[ArrowT]:
    """The relations, in the order given, less the last one of each cycle. Linear for cycles that share nothing."""
    ranks = {f"relation {relation.id}": rank for rank, relation in enumerate(relations)}
    leads_to: dict[str, list[str]] = defaultdict(list)
    for relation in relations:
        for source in relation.sources:
            leads_to[f"unit {source}"].append(f"relation {relation.id}")
        leads_to[f"relation {relation.id}"].append(_aim(relation))
    ahead = {node: [*targets] for node, targets in leads_to.items()}
    ended: set[str] = set()  # nodes that lead into no cycle, and relations that were cut
    cut: set[str] = set()
    for root in leads_to:
        path, places = ([], {}) if root in ended else ([root], {root: 0})
        while path:
            if not ahead.get(path[-1]):
                ended.add(node := path.pop())
                del places[node]
            elif (node := ahead[path[-1]][-1]) in ended:
                ahead[path[-1]].pop()
            elif node not in places:
                places[node] = len(path)
                path.append(node)
            else:
                weakest = max(path[places[node] :], key=lambda name: ranks.get(name, -1))
                cut.add(weakest)
                ended.add(weakest)
                for name in path[(at := places[weakest]) :]:
                    ahead[name] = [*leads_to[name]]
                    del places[name]
                del path[at:]
    return [relation for relation in relations if f"relation {relation.id}" not in cut]


def _aim(relation: Arrow) -> str:
    return f"{'relation' if relation.kind == 'undercut' else 'unit'} {relation.target}"


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
