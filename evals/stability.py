"""How far a gate can be trusted: the same input answered again, and how often each gate would then fail.

From N runs of the same model, pairs of runs are made up by drawing two different runs for each document: two answers to
the same question, in every combination. One of the two stands as the baseline, and nothing has changed; so a gate that
compares and fails, fails falsely.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.gates.checking import Evidence, check_gates
from evals.gates.model import Gates
from evals.judging import total
from evals.metrics.scores import Counts
from evals.ranking import HEADLINES
from evals.reports.model import Flip, Stability, Unstable
from evals.scored import AnyRun, AnyScored
from evals.statistics.bootstrap import SEED, change_interval, draw_weights

DRAWS = 200
_UNSTABLE = 0.05
_COMPARING = frozenset({"not-worse", "largest-drop", "each-document"})


def stability(runs: Sequence[AnyRun], gates: Gates) -> Stability:
    """Of at least two runs of the same model, by the gates of its suite; another engine to beat plays no part."""
    gates = gates.model_copy(update={"beats": None})
    tallied: Counter[tuple[str, str]] = Counter()
    seen: dict[tuple[str, str], None] = {}
    generator = np.random.default_rng(SEED)
    for _ in range(DRAWS):
        evidence = _drawn(runs, gates, generator)
        for result in check_gates(gates, evidence):
            seen[result.gate, result.metric] = None
            tallied[result.gate, result.metric] += not result.passed
    flips = [Flip(gate, metric, _rate(gate, tallied[gate, metric] / DRAWS)) for gate, metric in seen]
    flips.sort(key=lambda flip: -flip.rate)
    return Stability(len(runs), tuple(flips), tuple(_unstable(runs)))


def _rate(gate: str, failing: float) -> float:
    return failing if gate in _COMPARING else min(failing, 1 - failing)


def _drawn(runs: Sequence[AnyRun], gates: Gates, generator: np.random.Generator) -> Evidence:
    """Two runs made up of different answers for each document."""
    metrics = {metric.id: metric for metric in runs[0].suite.metrics}
    picked = [generator.choice(len(runs), size=2, replace=False) for _ in runs[0].documents]
    new, old = (_composed(runs, picked, side) for side in (0, 1))
    counts = {name: {document: item.counts[name] for document, item in new.items()} for name in metrics}
    before = {name: {document: item.counts[name] for document, item in old.items()} for name in metrics}
    weights = draw_weights(len(picked))
    return Evidence(
        metrics=metrics,
        scores={name: total(metric, list(counts[name].values())) for name, metric in metrics.items()},
        counts=counts,
        invalid={document: item.problems for document, item in new.items() if item.problems},
        changes={
            name: change_interval(
                metrics[name].score, list(counts[name].values()), list(before[name].values()), weights
            )
            for name in {*gates.not_worse, *gates.largest_drop}
        },
        old_counts=before,
        rival={},
    )


def _composed(runs: Sequence[AnyRun], picked: Sequence[NDArray[np.int64]], side: int) -> dict[str, AnyScored]:
    items: list[AnyScored] = [runs[int(pair[side])].documents[at] for at, pair in enumerate(picked)]
    return {item.id: item for item in items}


def _unstable(runs: Sequence[AnyRun]) -> list[Unstable]:
    suite = runs[0].suite
    chosen = [metric for metric in suite.metrics if metric.id in HEADLINES.get(suite.kind, ())]

    def quality(counts: dict[str, Counts]) -> float:
        scores = [float(metric.score.value(np.asarray(counts[metric.id], float))) for metric in chosen]
        return float(np.nanmean([score for score in scores if not np.isnan(score)] or [0.0]))

    found = []
    names = [item.id for item in runs[0].documents]
    for place, name in enumerate(names):
        scores = [quality(dict(run.documents[place].counts)) for run in runs]
        spread = max(scores) - min(scores)
        if spread > _UNSTABLE:
            found.append(Unstable(name, spread))
    return sorted(found, key=lambda one: -one.spread)
