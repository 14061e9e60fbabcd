"""ArgKP-2021 (Bar-Haim et al. 2020): which key point an argument matches. Mean average precision, strict and relaxed.

As its own scorer has it: each argument with its best key point, the surer half of each topic and stance, pairs that the
annotators left undecided wrong (strict) or right (relaxed). Intervals are over arguments.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.points.report import PointReport, PointRow
from evals.points.scoring import Topic
from evals.statistics.bootstrap import DRAWS, SEED, Interval
from service.errors import InputError

_KEPT = 0.5
_PUBLISHED = (
    "published on its test part: .87-.92 strict, .97-.98 relaxed (models of 300 million parameters, trained on it)"
)
Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Group:
    """One topic and stance: per argument the best key point's score, and its label, strict and relaxed."""

    scores: Array
    strict: Array
    relaxed: Array


def measure(folder: Path) -> PointReport:
    """mAP on dev by scorer and by cosine, and the differences. InputError where the files cannot be read."""
    try:
        tables = {name: _table(folder / f"{name}_dev.csv") for name in ("arguments", "key_points", "labels")}
        ours, plain = _groups(tables)
    except (OSError, KeyError, ValueError) as error:
        hint = "The folder holds arguments_dev.csv, key_points_dev.csv and labels_dev.csv."
        raise InputError(f"argkp={folder} cannot be read: {error}", hint=hint) from error
    rows = []
    for which in ("strict", "relaxed"):
        new, old = _draws(ours, which), _draws(plain, which)
        rows += [
            PointRow(f"mAP {which}, offline", _interval(_map(ours, which), new)),
            PointRow(f"mAP {which}, plain cosine", _interval(_map(plain, which), old)),
            PointRow(f"difference, {which}", _interval(_map(ours, which) - _map(plain, which), new - old), change=True),
        ]
    arguments = sum(len(group.scores) for group in ours)
    return PointReport("argkp dev", f"{arguments} arguments in {len(ours)} groups; {_PUBLISHED}", tuple(rows))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _groups(tables: dict[str, list[dict[str, str]]]) -> tuple[list[_Group], list[_Group]]:
    labels = {(row["arg_id"], row["key_point_id"]): float(row["label"]) for row in tables["labels"]}
    ours: list[_Group] = []
    plain: list[_Group] = []
    for topic in dict.fromkeys(row["topic"] for row in tables["arguments"]):
        arguments = [row for row in tables["arguments"] if row["topic"] == topic]
        points = [row for row in tables["key_points"] if row["topic"] == topic]
        texts = [row["argument"] for row in arguments] + [row["key_point"] for row in points]
        pairs = [
            (a, len(arguments) + b)
            for a, argument in enumerate(arguments)
            for b, point in enumerate(points)
            if argument["stance"] == point["stance"]
        ]
        judged, cosines = Topic(texts).judge(pairs)
        matches = [item.same + item.opposite for item in judged]
        for found, scores in ((ours, matches), (plain, cosines)):
            found += _by_stance(arguments, points, pairs, scores, labels)
    return ours, plain


def _by_stance(
    arguments: list[dict[str, str]],
    points: list[dict[str, str]],
    pairs: list[tuple[int, int]],
    scores: Sequence[float],
    labels: dict[tuple[str, str], float],
) -> list[_Group]:
    best: dict[int, tuple[float, str]] = {}
    for (a, b), score in zip(pairs, scores, strict=True):
        best[a] = max(best.get(a, (-2.0, "")), (score, points[b - len(arguments)]["key_point_id"]))
    groups: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for a, (score, point) in best.items():
        label = labels.get((arguments[a]["arg_id"], point))
        undecided = (0.0, 1.0) if label is None else (label, label)
        groups[arguments[a]["stance"]].append((score, *undecided))
    return [_Group(*np.array(rows).T) for rows in groups.values()]


def _map(groups: Sequence[_Group], which: str, weights: Sequence[Array] | None = None) -> float:
    """Mean over the groups of the average precision of their surer half. `weights`: how often each argument counts."""
    values = []
    for number, group in enumerate(groups):
        counts = np.ones(len(group.scores)) if weights is None else weights[number]
        order = np.repeat(np.arange(len(group.scores)), counts.astype(int))
        order = order[np.argsort(-group.scores[order], kind="stable")][: int(_KEPT * len(order))]
        hits = getattr(group, which)[order]
        precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
        values.append(float(precision[hits == 1].mean()) if hits.any() else 0.0)
    return float(np.mean(values))


def _draws(groups: Sequence[_Group], which: str) -> Array:
    """The same resampled arguments for every scorer, since the generator starts from the same seed."""
    generator = np.random.default_rng(SEED)
    found = []
    for _ in range(DRAWS // 4):
        weights = [generator.multinomial(len(g.scores), np.full(len(g.scores), 1 / len(g.scores))) for g in groups]
        found.append(_map(groups, which, [np.asarray(counts, float) for counts in weights]))
    return np.array(found)


def _interval(value: float, draws: Array) -> Interval:
    low, high = np.quantile(draws, [0.025, 0.975])
    return Interval(value, float(low), float(high))
