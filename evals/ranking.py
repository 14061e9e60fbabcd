"""Several runs of one suite side by side: which is best, and which is the cheapest that is no worse beyond noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.judging import averaged
from evals.metrics.scores import Counts, Floats, Score
from evals.reports.model import Report
from evals.scored import AnyMetric, AnySuite
from evals.statistics.bootstrap import Interval, change_interval, draw_weights, score_interval
from evals.statistics.correction import holm
from evals.statistics.permutation import sign_flip_p
from evals.variants import Variant
from service.errors import InputError

HEADLINES: Mapping[str, tuple[str, ...]] = {
    "map": ("unit_f1", "labelled_edge_f1", "attributed_unit_f1", "who_says_what_f1", "rival_f1"),
    "microtexts": ("unit_f1", "labelled_edge_f1"),
    "argunsc": ("unit_f1", "labelled_edge_f1"),
    "polnear": ("who_says_what_f1",),
    "debate": ("mention_f1", "claim_pair_f1", "cell_f1", "answer_f1"),
}
"""What a suite's runs are ranked by, as their mean."""
MOVED_BY: Mapping[str, tuple[str, ...]] = {
    "voices": ("holder_accuracy", "attributed_unit_f1"),
    "structure": ("unit_f1", "attributed_unit_f1", "who_says_what_f1"),
    "links": ("labelled_edge_f1", "root_accuracy"),
    "issues": ("position_unit_f1", "rival_f1"),
    "debate_same": ("claim_pair_f1", "answer_f1"),
}
"""What the prompt of a step changes, by which runs are ranked that differ in this step only."""
MOST_DEGRADED = 0.2
"""Share of documents that were partly done by the offline engine, above which a model is not ranked."""


@dataclass(frozen=True)
class MeanOf:
    """The mean of several scores, as a score over their counts laid end to end; what cannot be judged is left out."""

    scores: tuple[Score, ...]

    @property
    def width(self) -> int:
        return sum(score.width for score in self.scores)

    def value(self, sums: Floats) -> Floats:
        ends = np.cumsum([score.width for score in self.scores])[:-1]
        parts = np.split(sums, ends, axis=-1)
        values = np.stack([score.value(part) for score, part in zip(self.scores, parts, strict=True)])
        known = ~np.isnan(values)
        count = known.sum(axis=0)
        return np.where(count > 0, np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


@dataclass(frozen=True)
class Cell:
    """A score, and its change from the first run's, paired by document; `change` is None for the first."""

    score: Interval
    change: Interval | None = None
    p_holm: float | None = None


@dataclass(frozen=True)
class Entry:
    """One run. `overall`: what it is ranked by; `cells`: metric -> score; `degraded`: documents that were done in part
    by the offline engine, `unranked`: whether those are too many for a verdict; `claim_cost`: dollars for each claim
    that has its words and its holder right; `no_worse`: not worse than the best beyond noise.
    """

    label: str
    report: Report
    overall: Cell
    cells: Mapping[str, Cell]
    degraded: int
    unranked: bool
    claim_cost: float | None
    no_worse: bool = False


@dataclass(frozen=True)
class Ranking:
    """`by`: what runs are ranked by, in words; `best`, `cheapest`: places, None where there is no verdict.

    `remark`: why there is none, or what the figures cannot show.
    """

    suite: str
    by: str
    metrics: tuple[AnyMetric, ...]
    entries: tuple[Entry, ...]
    best: int | None
    cheapest: int | None
    remark: str | None = None


def rank(reports: Sequence[Report], variants: Sequence[Variant], by: str | None = None) -> Ranking:
    """`by`: a metric; else what the only step tells that the prompts differ in, or the suite's headlines.

    Raises InputError for a metric that the suite does not have.
    """
    suite = reports[0].run.suite
    names, remark = _ranked_by(suite, variants, by)
    chosen = [metric for metric in suite.metrics if metric.id in names]
    weights = draw_weights(len(suite.documents))
    overall = [_laid_end_to_end(chosen, report) for report in reports]
    mean = MeanOf(tuple(metric.score for metric in chosen))
    metrics = {metric.id: [averaged(metric, report.runs) for report in reports] for metric in suite.metrics}
    entries = []
    for place, (report, variant) in enumerate(zip(reports, variants, strict=True)):
        cells = {m.id: _cell(m.score, metrics[m.id], place, weights) for m in suite.metrics}
        corrected = holm({name: cell.p_holm for name, cell in cells.items() if cell.p_holm is not None})
        cells = {name: Cell(cell.score, cell.change, corrected.get(name)) for name, cell in cells.items()}
        degraded = sum(item.degraded for item in report.run.documents)
        entries.append(
            Entry(
                label=variant.label,
                report=report,
                overall=_cell(mean, overall, place, weights),
                cells=cells,
                degraded=degraded,
                unranked=degraded > MOST_DEGRADED * len(suite.documents),
                claim_cost=_claim_cost(report),
            )
        )
    return _with_verdict(
        Ranking(suite.name, " + ".join(m.title for m in chosen), suite.metrics, tuple(entries), None, None, remark),
        overall,
        mean,
        weights,
    )


def _ranked_by(suite: AnySuite, variants: Sequence[Variant], by: str | None) -> tuple[tuple[str, ...], str | None]:
    known = [metric.id for metric in suite.metrics]
    if by is not None:
        if by not in known:
            raise InputError(f"--by {by}: suite {suite.name} has no such metric", hint=f"Metrics: {', '.join(known)}.")
        return (by,), None
    headlines = HEADLINES.get(suite.kind) or tuple(known)
    steps = {step for variant in variants for step in variant.prompts}
    differing = {step for step in steps if len({variant.prompts.get(step) for variant in variants}) > 1}
    if len({(variant.engine, variant.model) for variant in variants}) > 1 or len(differing) != 1:
        return headlines, None
    (step,) = differing
    moved = tuple(name for name in MOVED_BY.get(step, ()) if name in known)
    if moved:
        return moved, None
    return headlines, f"No metric of {suite.name} measures what the prompt of {step} changes."


def _laid_end_to_end(metrics: Sequence[AnyMetric], report: Report) -> list[Counts]:
    columns = [averaged(metric, report.runs) for metric in metrics]
    return [tuple(value for counts in row for value in counts) for row in zip(*columns, strict=True)]


def _cell(score: Score, counts: Sequence[Sequence[Counts]], place: int, weights: Floats) -> Cell:
    found = score_interval(score, counts[place], weights)
    if place == 0:
        return Cell(found)
    change = change_interval(score, counts[place], counts[0], weights)
    return Cell(found, change, sign_flip_p(score, counts[place], counts[0]))


def _claim_cost(report: Report) -> float | None:
    cost = report.run.cost
    if report.run.suite.kind != "map" or cost is None or cost.own is None:
        return None
    right = sum(item.counts["holder_accuracy"][0] for item in report.run.documents)
    return cost.own * cost.words / 1000 / right if right else None


def _with_verdict(ranking: Ranking, overall: Sequence[Sequence[Counts]], mean: MeanOf, weights: Floats) -> Ranking:
    ranked = [place for place, entry in enumerate(ranking.entries) if not entry.unranked]
    values = {place: ranking.entries[place].overall.score.value for place in ranked}
    known = [place for place in ranked if not np.isnan(values[place])]
    if not known:
        return Ranking(**{**vars(ranking), "remark": "No verdict: no model answered for enough of the documents."})
    best = max(known, key=lambda place: values[place])
    entries = list(ranking.entries)
    for place in known:
        change = change_interval(mean, overall[place], overall[best], weights)
        entries[place] = Entry(**{**vars(entries[place]), "no_worse": not change.high < 0})
    costs = {
        place: price for place in known if entries[place].no_worse and (price := price_of(entries[place])) is not None
    }
    cheapest = min(costs, key=lambda place: costs[place]) if costs else None
    return Ranking(**{**vars(ranking), "entries": tuple(entries), "best": best, "cheapest": cheapest})


def price_of(entry: Entry) -> float | None:
    """Dollars for 1,000 words: nothing offline, None where the model's price is not known."""
    run = entry.report.run
    if run.engine in ("offline", "position"):
        return 0.0
    return run.cost.own if run.cost else None
