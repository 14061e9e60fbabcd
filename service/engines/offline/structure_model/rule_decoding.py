"""Scores -> the best forest: every unit leads to one other or to none (maximum spanning arborescence)."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

from service.engines.offline.structure_model.rule_scorer import Scored

_NOWHERE = -1
_KEPT_HEADS = 4
"""Heads that a unit may choose among; the rest never win, and leaving them out keeps decoding fast."""
_FIRST_ROOT = 100.0
"""What it is worth that the likeliest root leads nowhere: more than any arc."""


@dataclass(frozen=True)
class RuledArc:
    """`source` leads to `target`; `score` and `attack` are the scorer's."""

    source: int
    target: int
    score: float
    attack: float


def decode(scored: Scored, threshold: float = -np.inf) -> tuple[int, list[RuledArc]]:
    """The root and the arcs of the best forest, none of which scores below `threshold`; (-1, []) without units."""
    size = len(scored.roots)
    if size == 0:
        return _NOWHERE, []
    root = int(np.argmax(scored.roots))
    graph = nx.DiGraph()
    graph.add_edge(_NOWHERE, root, weight=_FIRST_ROOT)
    for source in range(size):
        if source == root:
            continue
        graph.add_edge(_NOWHERE, source, weight=max(threshold, -_FIRST_ROOT))
        heads = set(np.argsort(-scored.arcs[source])[:_KEPT_HEADS].tolist()) | {root}
        for target in heads - {source}:
            if scored.arcs[source, target] > threshold:
                graph.add_edge(target, source, weight=float(scored.arcs[source, target]))
    tree = nx.maximum_spanning_arborescence(graph)
    arcs = [
        RuledArc(source, target, float(scored.arcs[source, target]), float(scored.attack[source, target]))
        for target, source in tree.edges
        if target != _NOWHERE
    ]
    return root, sorted(arcs, key=lambda arc: arc.source)
