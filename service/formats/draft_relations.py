"""Which of an importer's relations cannot be in a map: those that lead nowhere, and those that close a cycle."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from service.formats.draft_parts import DraftRelation


def with_known_ends(relations: list[DraftRelation], units: set[str], warnings: list[str]) -> list[DraftRelation]:
    """The relations whose sources and target exist; where a relation is left out, so are those that undercut it."""
    undercuts: dict[str, list[DraftRelation]] = defaultdict(list)
    for item in relations:
        item.sources = list(dict.fromkeys(source for source in item.sources if source in units))
        if item.kind == "undercut":
            undercuts[item.target].append(item)
        elif item.target in item.sources:
            item.sources.remove(item.target)
            warnings.append(f"relation {item.id}: a claim that supports or attacks itself was left out")
    known = {item.id for item in relations}
    lost = [
        item
        for item in relations
        if not item.sources or item.target not in (known if item.kind == "undercut" else units)
    ]
    gone = {id(item) for item in lost}
    remaining = Counter(item.id for item in relations if id(item) not in gone)
    while lost:
        item = lost.pop()
        warnings.append(f"relation {item.id} left out: one of its ends does not exist")
        if remaining[item.id]:
            continue  # another one has the same id
        for undercut in undercuts[item.id]:
            if id(undercut) not in gone:
                gone.add(id(undercut))
                remaining[undercut.id] -= 1
                lost.append(undercut)
    return [item for item in relations if id(item) not in gone]


def closing_relations(relations: Sequence[DraftRelation]) -> set[str]:
    """Ids of relations whose removal makes the graph acyclic: the back edges of a depth-first search."""
    into: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in relations:
        for source in item.sources:
            into[f"unit {source}"].append((f"relation {item.id}", item.id))
        into[f"relation {item.id}"].append(
            (f"{'relation' if item.kind == 'undercut' else 'unit'} {item.target}", item.id)
        )
    state: dict[str, int] = {}
    dropped: set[str] = set()
    for root in list(into):
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(into[root]))]
        while stack:
            node, edges = stack[-1]
            for following, relation in edges:
                if state.get(following) == 1:
                    dropped.add(relation)
                elif following not in state:
                    state[following] = 1
                    stack.append((following, iter(into.get(following, ()))))
                    break
            else:
                state[node] = 2
                stack.pop()
    return dropped
