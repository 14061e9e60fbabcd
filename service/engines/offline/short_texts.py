"""A text of one paragraph -> its units and arcs, by rules alone.

Rules beat the trained model on such texts (microtexts, part 1: edge F1 .55 against .46); articles are the model's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from service.domain.argument import AUTHOR
from service.engines.offline.clause_units import ClauseUnit, clause_units
from service.engines.offline.holders.registry import UNNAMED
from service.engines.offline.holders.resolve import Held
from service.engines.offline.parsing import Parsed
from service.engines.offline.structure_model.head_decoding import Arc
from service.engines.offline.structure_model.rule_decoding import RuledArc, decode
from service.engines.offline.structure_model.rule_scorer import Node, score
from service.engines.offline.structure_model.unit_nodes import HeldUnit, nodes_of
from service.engines.offline.units import DraftUnit

THRESHOLD = 0.3
"""Arcs that score less are left out: no relation is better than a guessed one (guidelines, 6)."""
_MOST_TOGETHER = 60
"""Units that are decoded together: decoding takes time that grows faster than their number."""
_ARC_SLOPE, _ARC_SHIFT = 0.5, -0.9


def argue_by_rules(parsed: Parsed, held: Sequence[Held]) -> tuple[list[DraftUnit], list[Arc], int | None]:
    """Units, arcs and conclusion of a text's only paragraph."""
    found = clause_units(parsed, held)
    nodes = nodes_of(parsed, [_held_unit(unit, held) for unit in found])
    root, arcs = _decode(nodes)
    kept = _kept(found, nodes, arcs)
    numbers = {index: number for number, index in enumerate(kept)}
    units = [DraftUnit(parsed.index, found[i].spans, (), found[i].attribution, _confidence(nodes[i])) for i in kept]
    placed = [_arc(arc, numbers, nodes, arcs) for arc in arcs if arc.source in numbers and arc.target in numbers]
    return units, placed, numbers.get(root)


def _held_unit(unit: ClauseUnit, held: Sequence[Held]) -> HeldUnit:
    holder = AUTHOR if unit.attribution is None else held[unit.attribution].holder
    return HeldUnit(unit.spans, holder, holder.startswith(UNNAMED))


def _decode(nodes: Sequence[Node]) -> tuple[int, list[RuledArc]]:
    """The root and the arcs; a very long paragraph is decoded stretch by stretch, and the first root counts."""
    if len(nodes) <= _MOST_TOGETHER:
        return decode(score(nodes), THRESHOLD)
    arcs: list[RuledArc] = []
    for start in range(0, len(nodes), _MOST_TOGETHER):
        stretch = [_moved(node, start) for node in nodes[start : start + _MOST_TOGETHER]]
        arcs += [
            replace(arc, source=arc.source + start, target=arc.target + start)
            for arc in decode(score(stretch), THRESHOLD)[1]
        ]
    return decode(score(list(nodes[:_MOST_TOGETHER])), THRESHOLD)[0], arcs


def _moved(node: Node, start: int) -> Node:
    inside = node.host is not None and 0 <= node.host - start < _MOST_TOGETHER
    return replace(node, host=node.host - start if inside and node.host is not None else None)


def _kept(found: Sequence[ClauseUnit], nodes: Sequence[Node], arcs: Sequence[RuledArc]) -> list[int]:
    """Units that argue, are argued about, or state a position; bare facts and questions of the author are left out."""
    related = {arc.source for arc in arcs} | {arc.target for arc in arcs}
    kept = []
    for index, (unit, node) in enumerate(zip(found, nodes, strict=True)):
        signals = node.signals
        if unit.attribution is None and signals.question and not (signals.negation and index in related):
            continue
        if unit.attribution is not None or index in related or signals.stance or signals.evaluation:
            kept.append(index)
    return kept


def _arc(arc: RuledArc, numbers: dict[int, int], nodes: Sequence[Node], arcs: Sequence[RuledArc]) -> Arc:
    attacked = next((other for other in arcs if other.source == arc.target and other.attack > 0), None)
    undercuts = arc.attack > 0 and attacked is not None and nodes[arc.source].holder == nodes[attacked.target].holder
    kind = "undercut" if undercuts else "rebut" if arc.attack > 0 else "support"
    sure = 1 / (1 + math.exp(-(_ARC_SLOPE * (arc.score - THRESHOLD) + _ARC_SHIFT)))
    return Arc(numbers[arc.source], numbers[arc.target], kind, sure)  # type: ignore[arg-type]


def _confidence(node: Node) -> float:
    signals = node.signals
    return 0.8 if signals.stance or signals.evaluation or signals.reason or signals.contrast else 0.65
