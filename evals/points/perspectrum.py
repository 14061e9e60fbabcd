"""Perspectrum (Chen et al. 2019): which perspectives on a claim, of one stance, are equivalent. F1 of pairs.

Both thresholds are chosen on the train part, and applied to the dev part. Intervals are over claims.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from evals.metrics.scores import F1
from evals.points.report import PointReport, PointRow
from evals.points.scoring import Topic, best_threshold
from evals.statistics.bootstrap import change_interval, draw_weights, score_interval
from service.errors import InputError

_STANCES = ("support", "undermine")


@dataclass(frozen=True)
class _Claim:
    labels: list[bool]
    scored: list[float]
    cosines: list[float]

    def counts(self, scores: list[float], threshold: float) -> tuple[float, float, float, float]:
        said = [score >= threshold for score in scores]
        hits = sum(one and other for one, other in zip(said, self.labels, strict=True))
        return float(hits), float(sum(said)), float(hits), float(sum(self.labels))


def measure(path: Path) -> PointReport:
    """Pair F1 on dev by scorer and by cosine, and the difference. InputError where the file cannot be read."""
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        parts = {split: [_judged(row) for row in rows if row["split"] == split] for split in ("train", "dev")}
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"perspectrum={path} cannot be read: {error}", hint="JSON lines: claim, split, clusters."
        ) from error
    train, dev = parts["train"], parts["dev"]
    labels = [label for claim in train for label in claim.labels]
    scored = best_threshold([score for claim in train for score in claim.scored], labels)
    cosine = best_threshold([score for claim in train for score in claim.cosines], labels)
    new = [claim.counts(claim.scored, scored) for claim in dev]
    old = [claim.counts(claim.cosines, cosine) for claim in dev]
    weights = draw_weights(len(dev))
    rows_ = (
        PointRow("pair F1, offline", score_interval(F1(), new, weights)),
        PointRow("pair F1, plain cosine", score_interval(F1(), old, weights)),
        PointRow("difference", change_interval(F1(), new, old, weights), change=True),
    )
    pairs = sum(len(claim.labels) for claim in dev)
    return PointReport("perspectrum dev", f"{len(dev)} claims, {pairs} pairs of perspectives of one stance", rows_)


def _judged(row: dict[str, list[dict[str, list[str]]]]) -> _Claim:
    texts: dict[str, int] = {}
    pairs, labels = [], []
    for one, other, label in _pairs(row["clusters"]):
        pairs.append(tuple(texts.setdefault(text, len(texts)) for text in (one, other)))
        labels.append(label)
    if not pairs:
        return _Claim([], [], [])
    judged, cosines = Topic(list(texts)).judge([(a, b) for a, b in pairs])
    return _Claim(labels, [item.same for item in judged], cosines)


def _pairs(clusters: list[dict[str, list[str]]]) -> Iterator[tuple[str, str, bool]]:
    for stance in _STANCES:
        listed = [
            (text, number)
            for number, cluster in enumerate(clusters)
            if cluster["stance"] == stance  # type: ignore[comparison-overlap]
            for text in cluster["perspectives"]
        ]
        for (one, first), (other, second) in combinations(listed, 2):
            yield one, other, first == second
