"""A gold document and its prediction, aligned once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from evals.metrics.alignment import align
from evals.metrics.holders import match_holders
from evals.metrics.labels import Edge, Labels, UnitLabels


@dataclass(frozen=True)
class Pair:
    """`units`: gold unit id -> predicted unit id; `attributions`: the same; `holders`: predicted -> gold."""

    gold: Labels
    predicted: Labels
    units: dict[str, str]
    attributions: dict[str, str]
    holders: dict[str, str]

    @cached_property
    def aligned_units(self) -> list[tuple[UnitLabels, UnitLabels]]:
        """Pairs (gold unit, predicted unit) in the gold's order."""
        predicted = {unit.id: unit for unit in self.predicted.units}
        return [(unit, predicted[self.units[unit.id]]) for unit in self.gold.units if unit.id in self.units]

    @cached_property
    def right_edges(self) -> list[tuple[Edge, Edge]]:
        """Pairs (gold edge, predicted edge) whose ends agree, whatever their kinds."""
        predicted = {(edge.source, edge.target): edge for edge in self.predicted.edges}
        ends = [(edge, (self.units.get(edge.source), self.units.get(edge.target))) for edge in self.gold.edges]
        return [(edge, predicted[key]) for edge, key in ends if key in predicted]

    def holder_of(self, predicted_unit: UnitLabels) -> str | None:
        """The gold holder that a predicted unit's holder stands for; None where it stands for none."""
        return self.holders.get(predicted_unit.holder)


def pair(gold: Labels, predicted: Labels) -> Pair:
    """Aligns units and attributions by their words and holders by their names."""
    units = align([unit.words for unit in gold.units], [unit.words for unit in predicted.units])
    gold_said = [item for item in gold.attributions if item.content]
    said = [item for item in predicted.attributions if item.content]
    attributions = align([item.content_words for item in gold_said], [item.content_words for item in said])
    return Pair(
        gold=gold,
        predicted=predicted,
        units={gold.units[row].id: predicted.units[column].id for row, column in units},
        attributions={gold_said[row].id: said[column].id for row, column in attributions},
        holders=match_holders(gold, predicted),
    )
