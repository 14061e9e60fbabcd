"""From scored runs to a report: intervals, comparison with the committed baseline, gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.agreement import Agreement
from evals.corpora.published import PUBLISHED
from evals.gates.checking import Evidence, GateResult, check_gates
from evals.gates.model import Gates
from evals.metrics.scores import Counts, Floats
from evals.reports.model import Fallen, Leak, MetricRow, Report, RunVerdict, Stability
from evals.scored import AnyMetric, AnyRun
from evals.statistics.bootstrap import Interval, change_interval, draw_weights, score_interval
from evals.statistics.correction import holm
from evals.statistics.normalising import between
from evals.statistics.permutation import sign_flip_p
from evals.storing import StoredRun

_NOTHING = 1e-6


@dataclass(frozen=True)
class Comparison:
    """What a run is held against. `stored`: the committed baseline; `rival`: the engine to beat; both may be absent.

    `human`: how two annotators agree. `remark`: why there is no comparison, where a baseline does not fit.
    """

    simple: AnyRun
    human: Agreement | None = None
    stored: StoredRun | None = None
    stored_name: str | None = None
    rival: StoredRun | None = None
    remark: str | None = None


def judge(
    runs: Sequence[AnyRun],
    comparison: Comparison,
    gates: Gates | None = None,
    *,
    fail_at: int = 1,
    seconds: float = 0.0,
    label: str | None = None,
    stability: Stability | None = None,
) -> Report:
    """The report of one or more runs of the same engine over the same suite. `gates`: None where none decide."""
    suite = runs[0].suite
    names = [item.id for item in suite.documents]
    weights = draw_weights(len(names))
    verdicts = [RunVerdict(tuple(_check(run, comparison, gates, weights))) for run in runs] if gates else []
    rows = [_row(metric, runs, comparison, weights) for metric in suite.metrics]
    return Report(
        runs=tuple(runs),
        rows=tuple(_marked(_corrected(rows), verdicts)),
        verdicts=tuple(verdicts),
        fail_at=min(fail_at, len(runs)),
        gated=gates is not None,
        leaks=_leaks(runs) if suite.kind == "map" else None,
        agreement=comparison.human,
        published=PUBLISHED.get(suite.kind, ()),
        baseline=comparison.stored_name,
        baseline_made=comparison.stored.created if comparison.stored else None,
        fallen=_fallen(runs[0], comparison.stored) if comparison.stored else (),
        stability=stability,
        label=label or runs[0].engine,
        remark=comparison.remark,
        seconds=seconds,
    )


def total(metric: AnyMetric, counts: Sequence[Counts]) -> float:
    """The score of summed counts."""
    return float(metric.score.value(np.asarray(counts, dtype=np.float64).sum(axis=0)))


def averaged(metric: AnyMetric, runs: Sequence[AnyRun]) -> list[Counts]:
    """A metric's counts per document, averaged over runs."""
    by_run = [[item.counts[metric.id] for item in run.documents] for run in runs]
    return [tuple(np.mean(counts, axis=0).tolist()) for counts in zip(*by_run, strict=True)]


def spread_over(metric: AnyMetric, runs: Sequence[AnyRun]) -> float | None:
    """Greatest minus least score of several runs; None for one."""
    if len(runs) < 2:
        return None
    scores = [total(metric, [item.counts[metric.id] for item in run.documents]) for run in runs]
    return max(scores) - min(scores)


def _row(metric: AnyMetric, runs: Sequence[AnyRun], comparison: Comparison, weights: Floats) -> MetricRow:
    counts = averaged(metric, runs)
    score = score_interval(metric.score, counts, weights)
    simple = total(metric, [item.counts[metric.id] for item in comparison.simple.documents])
    human = comparison.human
    people = total(metric, human.counts[metric.id]) if human else None
    row = MetricRow(
        id=metric.id,
        title=metric.title,
        family=metric.family,
        score=score,
        simple=simple,
        human=people,
        normalised=between(score.value, simple, people),
        spread=spread_over(metric, runs),
    )
    if comparison.stored is None:
        return row
    names = [item.id for item in runs[0].documents]
    old = comparison.stored.counts(metric.id, names)
    return MetricRow(
        **{
            **vars(row),
            "stored": total(metric, old),
            "change": change_interval(metric.score, counts, old, weights),
            "p": sign_flip_p(metric.score, counts, old),
        }
    )


def _corrected(rows: Sequence[MetricRow]) -> list[MetricRow]:
    p_values = holm({row.id: row.p for row in rows if row.p is not None})
    return [MetricRow(**{**vars(row), "p_holm": p_values.get(row.id)}) for row in rows]


def _marked(rows: Sequence[MetricRow], verdicts: Sequence[RunVerdict]) -> list[MetricRow]:
    results = [result for verdict in verdicts for result in verdict.results]
    gated = {result.metric for result in results}
    failed = {
        row.id: tuple(dict.fromkeys(r.gate for r in results if r.metric == row.id and not r.passed)) for row in rows
    }
    return [MetricRow(**{**vars(row), "failed": failed[row.id], "gated": row.id in gated}) for row in rows]


def _check(run: AnyRun, comparison: Comparison, gates: Gates, weights: Floats) -> list[GateResult]:
    metrics = {metric.id: metric for metric in run.suite.metrics}
    names = [item.id for item in run.documents]
    counts = {name: {item.id: item.counts[name] for item in run.documents} for name in metrics}
    stored, rival = comparison.stored, comparison.rival
    old = {name: dict(zip(names, stored.counts(name, names), strict=True)) for name in metrics} if stored else {}
    changes: dict[str, Interval] = {}
    for name in {*gates.not_worse, *gates.largest_drop} if stored else ():
        new = [counts[name][document] for document in names]
        changes[name] = change_interval(metrics[name].score, new, list(old[name].values()), weights)
    evidence = Evidence(
        metrics=metrics,
        scores={name: total(metric, list(counts[name].values())) for name, metric in metrics.items()},
        counts=counts,
        invalid={item.id: item.problems for item in run.documents if item.problems},
        changes=changes,
        old_counts=old,
        rival={name: total(metric, rival.counts(name, names)) for name, metric in metrics.items()} if rival else {},
    )
    return check_gates(gates, evidence)


def _fallen(run: AnyRun, stored: StoredRun) -> tuple[Fallen, ...]:
    """Documents whose mean over the metrics fell since the baseline, worst first."""
    found = []
    for item in run.documents:
        changes = [
            total(metric, [item.counts[metric.id]]) - total(metric, stored.counts(metric.id, [item.id]))
            for metric in run.suite.metrics
        ]
        known = [change for change in changes if not np.isnan(change)]
        mean = float(np.mean(known)) if known else 0.0
        if mean < -_NOTHING:
            found.append(Fallen(item.id, mean))
    return tuple(sorted(found, key=lambda item: item.change))


def _leaks(runs: Sequence[AnyRun]) -> tuple[Leak, Leak]:
    def leak(name: str) -> Leak:
        counts = [item.counts[name] for run in runs for item in run.documents]
        kept, judged, _ = np.sum(counts, axis=0)
        return Leak(int(judged - kept), int(judged))

    return leak("others_kept"), leak("author_kept")
