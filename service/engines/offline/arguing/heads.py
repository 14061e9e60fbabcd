"""Log probabilities of heads -> the best forest: every unit leads to one other or nowhere (Edmonds 1967)."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

from service.domain.argument import RelationKind
from service.engines.offline.arguing.labels import KINDS, NOWHERE
from service.engines.offline.arguing.model import Judged

_KEPT_HEADS = 4
"""Heads that a unit may choose among; the rest hardly ever win, and leaving them out keeps decoding fast."""
_LIKELY = -6.0


@dataclass(frozen=True)
class Arc:
    """`source` leads to `target` (numbers of units); an undercut aims at what the target leads to."""

    source: int
    target: int
    kind: RelationKind
    probability: float


def best_forest(judged: Judged) -> list[Arc]:
    """The arcs of the likeliest forest, by source."""
    count = len(judged.heads)
    graph = nx.DiGraph()
    for source in range(count):
        graph.add_edge(NOWHERE, source, weight=float(judged.heads[source, count]))
        for target in np.argsort(-judged.heads[source, :count])[:_KEPT_HEADS].tolist():
            weight = float(judged.heads[source, target])
            if target != source and weight > _LIKELY:
                graph.add_edge(target, source, weight=weight)
    if count == 0:
        return []
    tree = nx.maximum_spanning_arborescence(graph)
    heads = {source: target for target, source in tree.edges if target != NOWHERE}
    return [
        Arc(source, target, _kind(judged, source, target, heads), float(np.exp(judged.heads[source, target])))
        for source, target in sorted(heads.items())
    ]


def _kind(judged: Judged, source: int, target: int, heads: dict[int, int]) -> RelationKind:
    """The likeliest kind; what leads nowhere cannot be undercut."""
    scores = judged.kinds[source, target]
    if target not in heads:
        scores = scores[:2]
    return KINDS[int(np.argmax(scores))]
