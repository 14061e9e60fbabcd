"""Calibration of the recorded chain: fits the weights of `service/engines/llm/confidence.py` and measures them.

    python -m evals.calibration DIR            DIR: as `argmap eval --save-predictions DIR` wrote it
    python -m evals.calibration DIR --write    also writes service/engines/llm/confidence.yaml

With `--engine offline` the maps are the offline engine's: its relations and units are measured as they are, and the
weights of `service/engines/offline/holder_confidence.py` are fitted.

A relation is right where the gold has an edge between the aligned ends, of the same kind; a unit where it is aligned
and has the gold's holder. The error is cross-fitted: each document is judged by weights that were fitted without it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import yaml

from evals.engines import FolderPredictor
from evals.metrics.scores import Floats
from evals.running import ScoredDocument, run_suite
from evals.suites import load_suite, suite_names
from service.domain.argument import AUTHOR, Unit
from service.domain.argument_map import ArgumentMap
from service.engines.llm import confidence as chain_confidence
from service.engines.llm.confidence import Features, Weights
from service.engines.offline.holder_confidence import TABLE as HOLDER_TABLE
from service.engines.offline.holder_confidence import HolderWeights, shipped_weights

TABLE = Path(chain_confidence.__file__).with_name("confidence.yaml")
BINS = 5
_STRENGTH = 1.0
"""Of the penalty on weights: a value that is seen ten times moves little."""


@dataclass(frozen=True)
class Decision:
    """One unit or relation of a predicted map, and whether the gold agrees."""

    document: str
    features: Features
    right: bool


def calibration_error(judged: Sequence[tuple[float, bool]], bins: int = BINS) -> float:
    """Expected calibration error over equal bins: the mean gap between confidence and share of right ones.

    >>> calibration_error([(0.9, True), (0.9, True), (0.1, False), (0.1, True)])
    0.25
    """
    groups: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        groups[min(bins - 1, int(confidence * bins))].append((confidence, right))
    gaps = [abs(sum(c for c, _ in group) - sum(r for _, r in group)) for group in groups.values()]
    return round(sum(gaps) / max(1, len(judged)), 4)


def decisions_of(item: ScoredDocument) -> dict[str, list[Decision]]:
    """The units and relations of one predicted map."""
    map_ = item.prediction.map
    if map_ is None:
        return {"units": [], "relations": []}
    units = {unit.id: unit for unit in map_.units}
    order = chain_confidence.ReadingOrder(map_)
    right_units, right_edges = _right_units(item), _right_edges(item)
    return {
        "units": [Decision(item.id, features_of(map_, unit), unit.id in right_units) for unit in map_.units],
        "relations": [
            Decision(
                item.id,
                chain_confidence.relation_features(order, edge.kind, units[edge.source], units[edge.target]),  # type: ignore[arg-type]
                (edge.source, edge.target) in right_edges,
            )
            for edge in item.pair.predicted.edges
        ],
    }


def _right_units(item: ScoredDocument) -> set[str]:
    """Those that are aligned and have the gold's holder."""
    to_gold = {predicted: gold for gold, predicted in item.pair.units.items()}
    gold_holder = {unit.id: unit.holder for unit in item.pair.gold.units}
    return {
        unit.id
        for unit in item.pair.predicted.units
        if unit.id in to_gold and item.pair.holder_of(unit) == gold_holder[to_gold[unit.id]]
    }


def _right_edges(item: ScoredDocument) -> set[tuple[str, str]]:
    """Those that the gold has, of the same kind."""
    return {(edge.source, edge.target) for gold, edge in item.pair.right_edges if gold.kind == edge.kind}


@dataclass(frozen=True)
class HeldUnit:
    """A unit of the offline engine's. `cut`: log odds of a right cut; `right`: cut and holder are the gold's."""

    document: str
    confidence: float
    cut: float
    attributed: bool
    right: bool


def held_units(item: ScoredDocument) -> list[HeldUnit]:
    """The placed units of one predicted map, with the confidences as they are shipped."""
    map_ = item.prediction.map
    if map_ is None:
        return []
    right, shipped = _right_units(item), shipped_weights()
    return [
        HeldUnit(
            item.id,
            unit.confidence,
            shipped.cut_of(unit.confidence, attributed=unit.perspective != AUTHOR),
            unit.perspective != AUTHOR,
            unit.id in right,
        )
        for unit in map_.units
        if not unit.implicit
    ]


def said_of_relations(item: ScoredDocument) -> list[tuple[float, bool]]:
    """Confidence of each edge of one predicted map, and whether the gold has it, of the same kind."""
    map_ = item.prediction.map
    sure = (
        {}
        if map_ is None
        else {(first, held.target): held.confidence for held in map_.relations for first in held.sources}
    )
    right = _right_edges(item)
    return [
        (sure[edge.source, edge.target], (edge.source, edge.target) in right)
        for edge in item.pair.predicted.edges
        if (edge.source, edge.target) in sure
    ]


def fitted_units(units: Sequence[HeldUnit]) -> HolderWeights:
    """The weights under which these units are likeliest."""
    x = np.array([(1.0, unit.cut, float(unit.attributed)) for unit in units])
    base, cut, attributed = _logistic(x, np.array([unit.right for unit in units], dtype=float))
    return HolderWeights(round(float(base), 3), round(float(cut), 3), round(float(attributed), 3))


def cross_fitted_units(units: Sequence[HeldUnit]) -> list[tuple[float, bool]]:
    """Each unit's confidence by weights that never saw its document."""
    judged = []
    for name in sorted({unit.document for unit in units}):
        weights = fitted_units([unit for unit in units if unit.document != name])
        judged += [
            (
                1
                / (1 + float(np.exp(-(weights.base + weights.cut * unit.cut + weights.attributed * unit.attributed)))),
                unit.right,
            )
            for unit in units
            if unit.document == name
        ]
    return judged


def features_of(map_: ArgumentMap, unit: Unit) -> Features:
    """A unit's features, as the structure step sees them."""
    paragraph = map_.document.paragraphs[unit.paragraph]
    attribution = next((held for held in map_.attributions if held.id == unit.attribution), None)
    frame = [] if attribution is None else [span for span in (attribution.source, attribution.cue) if span]
    holder = (
        AUTHOR
        if unit.perspective == AUTHOR
        else chain_confidence.holding(map_.document.text, paragraph, unit.spans, frame)
    )
    repaired = any(item.paragraph == unit.paragraph for item in map_.provenance.warnings)
    return chain_confidence.unit_features(map_.document.text, unit.spans, paragraph, holder, repaired)


def fitted(decisions: Sequence[Decision]) -> Weights:
    """Weights of features and the base."""
    columns = sorted({pair for item in decisions for pair in item.features.items()})
    place = {pair: at for at, pair in enumerate(columns, start=1)}
    x = np.zeros((len(decisions), len(columns) + 1))
    x[:, 0] = 1.0
    for row, item in enumerate(decisions):
        for pair in item.features.items():
            x[row, place[pair]] = 1.0
    weights = _logistic(x, np.array([item.right for item in decisions], dtype=float))
    by_feature: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (feature, value), at in place.items():
        by_feature[feature][value] = round(float(weights[at]), 3)
    return Weights(round(float(weights[0]), 3), dict(by_feature))


def _logistic(x: Floats, y: Floats) -> Floats:
    """Weights by penalised logistic regression (Newton's method); the first column, a constant, is unpenalised."""
    penalty = np.eye(x.shape[1]) * _STRENGTH
    penalty[0, 0] = 0.0
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ weights)))
        gradient = x.T @ (p - y) + penalty @ weights
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + penalty, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def cross_fitted(decisions: Sequence[Decision]) -> list[tuple[float, bool]]:
    """Each decision's confidence by weights that never saw its document."""
    judged = []
    for name in sorted({item.document for item in decisions}):
        weights = fitted([item for item in decisions if item.document != name])
        judged += [(weights.confidence(item.features), item.right) for item in decisions if item.document == name]
    return judged


def bins_of(judged: Sequence[tuple[float, bool]], bins: int = BINS) -> list[str]:
    """One line for each bin that holds something."""
    lines = []
    for at in range(bins):
        group = [pair for pair in judged if min(bins - 1, int(pair[0] * bins)) == at]
        if group:
            said, right = np.mean([c for c, _ in group]), np.mean([r for _, r in group])
            lines.append(
                f"  {at / bins:.1f}-{(at + 1) / bins:.1f}: {len(group):4d}, said {said:.2f}, right {right:.2f}"
            )
    return lines


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option("--engine", type=click.Choice(["llm", "offline"]), default="llm", show_default=True)
@click.option("--write", is_flag=True, help="write the weights")
def main(folder: Path, engine: str, *, write: bool) -> None:
    """Prints errors and bins; see the module."""
    if engine == "offline":
        _offline(folder, write=write)
    else:
        _chain(folder, write=write)


def _offline(folder: Path, *, write: bool) -> None:
    relations: list[tuple[float, bool]] = []
    units: list[HeldUnit] = []
    for name in suite_names():
        run = asyncio.run(run_suite(load_suite(name), FolderPredictor(folder / name)))
        for item in run.documents:
            relations += said_of_relations(item)
            units += held_units(item)
    _show("relations", relations)
    _show("units", [(unit.confidence, unit.right) for unit in units])
    _show("units, cross-fitted", cross_fitted_units(units))
    weights = fitted_units(units)
    click.echo(str(weights))
    if write:
        command = "python -m evals.calibration DIR --engine offline --write"
        head = f"# Weights in log odds, written by `{command}`; see holder_confidence.py.\n"
        HOLDER_TABLE.write_text(head + yaml.safe_dump(asdict(weights), sort_keys=True), "utf-8")


def _show(what: str, judged: Sequence[tuple[float, bool]]) -> None:
    share = np.mean([right for _, right in judged])
    click.echo(f"{what}: {len(judged)}, right {share:.3f}, calibration error {calibration_error(judged):.3f}")
    click.echo("\n".join(bins_of(judged)))


def _chain(folder: Path, *, write: bool) -> None:
    found: dict[str, list[Decision]] = {"units": [], "relations": []}
    for name in suite_names():
        run = asyncio.run(run_suite(load_suite(name), FolderPredictor(folder / name)))
        for item in run.documents:
            for what, decisions in decisions_of(item).items():
                found[what] += decisions
    table: dict[str, Any] = {}
    for what, decisions in found.items():
        judged = cross_fitted(decisions)
        _show(f"{what}, cross-fitted", judged)
        weights = fitted(decisions)
        table[what] = {"base": weights.base, **weights.by_feature}
    if write:
        head = "# Weights in log odds, written by `python -m evals.calibration DIR --write`; see confidence.py.\n"
        TABLE.write_text(head + yaml.safe_dump(table, sort_keys=True), "utf-8")


if __name__ == "__main__":
    main()
