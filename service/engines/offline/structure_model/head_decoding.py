"""Decodes log probabilities of heads into the best forest: every unit leads to one other or nowhere (Edmonds 1967)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np

from service.domain.argument import RelationKind
from service.engines.offline.structure_model.labels import KINDS, NOWHERE
from service.engines.offline.structure_model.model import Judged

_KEPT_HEADS = 4
"""Candidate heads per unit; others hardly ever win, and leaving them out keeps decoding fast."""
_LIKELY = -6.0


@dataclass(frozen=True)
class Arc:
    """From one unit to another, by number; an undercut attacks the target's own arc. `beside`: the first of its linked
    premises, the units that lead to the same target in the same way and only together.
    """

    source: int
    target: int
    kind: RelationKind
    probability: float
    beside: int | None = None


def best_forest(judged: Judged) -> list[Arc]:
    """The arcs of the most probable forest, ordered by source."""
    count = len(judged.heads)
    if count == 0:
        return []
    found = likeliest_heads(judged)
    heads = arborescence_heads(judged) if found is None else found
    arcs = [
        Arc(source, target, _kind(judged, source, target, heads), float(np.exp(judged.heads[source, target])))
        for source, target in sorted(heads.items())
    ]
    return with_linked(arcs, judged)


def with_linked(arcs: Sequence[Arc], judged: Judged) -> list[Arc]:
    """The arcs, by source, each with the earlier source that it is more likely than not linked with."""
    firsts: dict[tuple[int, str], list[Arc]] = {}
    linked = []
    for arc in arcs:
        beside = None
        if arc.kind != "undercut":
            earlier = firsts.setdefault((arc.target, arc.kind), [])
            best = max(earlier, key=lambda other: float(judged.linked[other.source, arc.source]), default=None)
            if best is not None and judged.linked[best.source, arc.source] > 0:
                beside = best.source
            else:
                earlier.append(arc)
        linked.append(replace(arc, beside=beside))
    return linked


def likeliest_heads(judged: Judged) -> dict[int, int] | None:
    """Each unit's most probable head, which together are the best forest; null if they contain a cycle."""
    count = len(judged.heads)
    heads = {source: target for source, target in enumerate(judged.heads.argmax(axis=1).tolist()) if target != count}
    ended: set[int] = set()
    for start in heads:
        path = []
        while start in heads and start not in ended and start not in path:
            path.append(start)
            start = heads[start]
        if start in path:
            return None
        ended.update(path)
    return heads


def arborescence_heads(judged: Judged) -> dict[int, int]:
    """The best forest (Chu and Liu 1965, Edmonds 1967): unit -> head; units that lead nowhere are missing."""
    count = len(judged.heads)
    graph = nx.DiGraph()
    for source in range(count):
        graph.add_edge(NOWHERE, source, weight=float(judged.heads[source, count]))
        for target in np.argsort(-judged.heads[source, :count])[:_KEPT_HEADS].tolist():
            weight = float(judged.heads[source, target])
            if target != source and weight > _LIKELY:
                graph.add_edge(target, source, weight=weight)
    tree = nx.maximum_spanning_arborescence(graph)
    return {source: target for target, source in tree.edges if target != NOWHERE}


def _kind(judged: Judged, source: int, target: int, heads: dict[int, int]) -> RelationKind:
    """The likeliest kind; a unit that leads nowhere has no arc to undercut."""
    scores = judged.kinds[source, target]
    if target not in heads:
        scores = scores[:2]
    return KINDS[int(np.argmax(scores))]
