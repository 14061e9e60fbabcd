"""From relations, which may be linked or aim at relations, to edges between units, which can be counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from evals.metrics.labels import Edge
from service.domain.argument import Relation


def native_edges(relations: Iterable[Relation], order: Mapping[str, int]) -> list[Edge]:
    """An edge for each source of each relation, with the relation's kind; `order`: unit id -> place in the text.

    >>> linked = Relation(id="r0", kind="support", sources=("b", "a"), target="c")
    >>> undercut = Relation(id="r1", kind="undercut", sources=("d",), target="r0")
    >>> order = {"a": 0, "b": 1, "c": 2, "d": 3}
    >>> [(edge.source, edge.target, edge.kind) for edge in native_edges([linked, undercut], order)]
    [('b', 'c', 'support'), ('a', 'c', 'support'), ('d', 'a', 'undercut')]
    """
    listed = list(relations)
    first = _first_sources(listed, order)
    return [
        Edge(source, first[item.target] if item.kind == "undercut" else item.target, item.kind)
        for item in listed
        for source in item.sources
    ]


def chained_edges(relations: Iterable[Relation], order: Mapping[str, int]) -> list[Edge]:
    """Edges as evidence graphs have them: linked premises hang on the first one, all attacks are `attack`.

    >>> linked = Relation(id="r0", kind="rebut", sources=("b", "a"), target="c")
    >>> undercut = Relation(id="r1", kind="undercut", sources=("d",), target="r0")
    >>> order = {"a": 0, "b": 1, "c": 2, "d": 3}
    >>> [(edge.source, edge.target, edge.kind) for edge in chained_edges([linked, undercut], order)]
    [('a', 'c', 'attack'), ('b', 'a', 'support'), ('d', 'a', 'attack')]
    """
    listed = list(relations)
    first = _first_sources(listed, order)
    result = []
    for item in listed:
        target = first[item.target] if item.kind == "undercut" else item.target
        result.append(Edge(first[item.id], target, "support" if item.kind == "support" else "attack"))
        joined = [source for source in item.sources if source != first[item.id]]
        result += [Edge(source, first[item.id], "support") for source in joined]
    return result


def signed(edges: Iterable[Edge]) -> list[Edge]:
    """The same edges with only two kinds, `support` and `attack`.

    >>> [edge.kind for edge in signed([Edge("a", "b", "undercut"), Edge("c", "b", "support")])]
    ['attack', 'support']
    """
    return [replace(edge, kind="support" if edge.kind == "support" else "attack") for edge in edges]


def _first_sources(relations: list[Relation], order: Mapping[str, int]) -> dict[str, str]:
    return {item.id: min(item.sources, key=lambda source: order.get(source, -1)) for item in relations}
