"""Calibration of the recorded chain: fits the weights of `service/engines/llm/confidence.py` and measures them.

    python -m evals.calibration DIR            DIR: as `argmap eval --save-predictions DIR` wrote it
    python -m evals.calibration DIR --write    also writes service/engines/llm/confidence.yaml

A relation is right where the gold has an edge between the aligned ends, of the same kind; a unit where it is aligned
and has the gold's holder. The error is cross-fitted: each document is judged by weights that were fitted without it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import yaml

from evals.engines import FolderPredictor
from evals.running import ScoredDocument, run_suite
from evals.suites import load_suite, suite_names
from service.domain.argument import AUTHOR, Unit
from service.domain.argument_map import ArgumentMap
from service.engines.llm import confidence as chain_confidence
from service.engines.llm.confidence import Features, Weights

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
    to_gold = {predicted: gold for gold, predicted in item.pair.units.items()}
    gold_holder = {unit.id: unit.holder for unit in item.pair.gold.units}
    right_units = {
        unit.id
        for unit in item.pair.predicted.units
        if unit.id in to_gold and item.pair.holder_of(unit) == gold_holder[to_gold[unit.id]]
    }
    right_edges = {(edge.source, edge.target) for gold, edge in item.pair.right_edges if gold.kind == edge.kind}
    return {
        "units": [Decision(item.id, features_of(map_, unit), unit.id in right_units) for unit in map_.units],
        "relations": [
            Decision(
                item.id,
                chain_confidence.relation_features(map_, edge.kind, units[edge.source], units[edge.target]),  # type: ignore[arg-type]
                (edge.source, edge.target) in right_edges,
            )
            for edge in item.pair.predicted.edges
        ],
    }


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
    """Weights by penalised logistic regression (Newton's method), the base unpenalised."""
    columns = sorted({pair for item in decisions for pair in item.features.items()})
    place = {pair: at for at, pair in enumerate(columns, start=1)}
    x = np.zeros((len(decisions), len(columns) + 1))
    x[:, 0] = 1.0
    for row, item in enumerate(decisions):
        for pair in item.features.items():
            x[row, place[pair]] = 1.0
    y = np.array([item.right for item in decisions], dtype=float)
    penalty = np.eye(len(columns) + 1) * _STRENGTH
    penalty[0, 0] = 0.0
    weights = np.zeros(len(columns) + 1)
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ weights)))
        gradient = x.T @ (p - y) + penalty @ weights
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + penalty, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    by_feature: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (feature, value), at in place.items():
        by_feature[feature][value] = round(float(weights[at]), 3)
    return Weights(round(float(weights[0]), 3), dict(by_feature))


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
@click.option("--write", is_flag=True, help="write confidence.yaml")
def main(folder: Path, *, write: bool) -> None:
    found: dict[str, list[Decision]] = {"units": [], "relations": []}
    for name in suite_names():
        run = asyncio.run(run_suite(load_suite(name), FolderPredictor(folder / name)))
        for item in run.documents:
            for what, decisions in decisions_of(item).items():
                found[what] += decisions
    table: dict[str, Any] = {}
    for what, decisions in found.items():
        judged = cross_fitted(decisions)
        share = np.mean([item.right for item in decisions])
        error = calibration_error(judged)
        click.echo(f"{what}: {len(decisions)}, right {share:.3f}, calibration error, cross-fitted {error:.3f}")
        click.echo("\n".join(bins_of(judged)))
        weights = fitted(decisions)
        table[what] = {"base": weights.base, **weights.by_feature}
    if write:
        head = "# Weights in log odds, written by `python -m evals.calibration DIR --write`; see confidence.py.\n"
        TABLE.write_text(head + yaml.safe_dump(table, sort_keys=True), "utf-8")


if __name__ == "__main__":
    main()
