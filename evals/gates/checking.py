"""Whether a run passes its gates, and why not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from evals.gates.model import Gates
from evals.metrics.scores import Counts
from evals.scored import AnyMetric
from evals.statistics.bootstrap import Interval

_ROUNDING = 1e-6
"""Baselines keep counts to six decimals."""


@dataclass(frozen=True)
class GateResult:
    """`gate`: validity, floor, not-worse, largest-drop, each-document or beats; `known`: a failure that the
    baseline has too.
    """

    gate: str
    metric: str
    passed: bool
    detail: str
    known: bool = False


@dataclass(frozen=True)
class Evidence:
    """What gates look at. `counts` and `old_counts`: metric -> document -> counts; `rival`: the scores to beat."""

    metrics: Mapping[str, AnyMetric]
    scores: Mapping[str, float]
    counts: Mapping[str, Mapping[str, Counts]]
    invalid: Mapping[str, tuple[str, ...]]
    changes: Mapping[str, Interval]
    old_counts: Mapping[str, Mapping[str, Counts]]
    rival: Mapping[str, float]


def check_gates(gates: Gates, evidence: Evidence) -> list[GateResult]:
    """All gates, validity first."""
    return [
        _validity(evidence),
        *_floors(gates, evidence),
        *_not_worse(gates, evidence),
        *_largest_drop(gates, evidence),
        *_each_document(gates, evidence),
        *_beats(gates, evidence),
    ]


def _validity(evidence: Evidence) -> GateResult:
    if not evidence.invalid:
        return GateResult("validity", "validity", True, "every map is valid")
    listed = "; ".join(f"{name}: {problems[0]}" for name, problems in list(evidence.invalid.items())[:3])
    return GateResult("validity", "validity", False, f"{len(evidence.invalid)} map(s) missing or invalid: {listed}")


def _floors(gates: Gates, evidence: Evidence) -> Iterator[GateResult]:
    for name, floor in gates.floors.items():
        score = evidence.scores[name]
        passed = not math.isnan(score) and score >= floor - _ROUNDING
        old = evidence.old_counts.get(name)
        before = float(evidence.metrics[name].score.value(np.sum(list(old.values()), axis=0))) if old else math.nan
        known = not passed and before < floor - _ROUNDING
        yield GateResult("floor", name, passed, f"{score:.3f}, floor {floor:.3f}", known)


def _not_worse(gates: Gates, evidence: Evidence) -> Iterator[GateResult]:
    for name in gates.not_worse:
        change = evidence.changes[name]
        passed = not change.high < -_ROUNDING
        detail = f"change {change.value:+.3f} [{change.low:+.3f}, {change.high:+.3f}]"
        yield GateResult("not-worse", name, passed, detail)


def _largest_drop(gates: Gates, evidence: Evidence) -> Iterator[GateResult]:
    for name, drop in gates.largest_drop.items():
        change = evidence.changes[name].value
        passed = math.isnan(change) or change >= -drop - _ROUNDING
        yield GateResult("largest-drop", name, passed, f"change {change:+.4f}, allowed {-drop:+.4f}")


def _each_document(gates: Gates, evidence: Evidence) -> Iterator[GateResult]:
    for name, drop in gates.each_document.items():
        score = evidence.metrics[name].score
        fallen = {}
        for document, counts in evidence.counts[name].items():
            old = evidence.old_counts[name][document]
            change = float(score.value(np.asarray(counts, float)) - score.value(np.asarray(old, float)))
            if change < -drop - _ROUNDING:
                fallen[document] = change
        worst = sorted(fallen.items(), key=lambda item: item[1])[:3]
        detail = ", ".join(f"{document} {change:+.3f}" for document, change in worst) or f"none fell by {drop:.3f}"
        yield GateResult("each-document", name, not fallen, detail)


def _beats(gates: Gates, evidence: Evidence) -> Iterator[GateResult]:
    if gates.beats is None:
        return
    for name in gates.beats.metrics:
        score, rival = evidence.scores[name], evidence.rival[name]
        passed = not math.isnan(score) and (math.isnan(rival) or score > rival)
        yield GateResult("beats", name, passed, f"{score:.3f} against {rival:.3f} ({gates.beats.engine})")
