"""The report as plain values: the `--json` file, and what the HTML page shows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from evals.agreement import MapAgreement
from evals.debate_suite.running import ScoredDebate
from evals.debate_suite.suite import DebateSuite
from evals.evaluating import Outcome
from evals.metrics.debates.labels import DebateLabels
from evals.metrics.labels import NOTHING, Labels
from evals.metrics.scores import Counts
from evals.reports.cases import misattributions, missing_main_claims
from evals.reports.comparison import tables, verdict
from evals.reports.debate_errors import mistakes_in
from evals.reports.model import MetricRow, Report
from evals.running import ScoredDocument
from evals.scored import AnyMetric, AnyScored, AnySuite
from evals.statistics.bootstrap import Interval

FORM = 1
"""Version of the `--json` file's form."""


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """Everything that one call found: reports, and runs side by side."""
    return {
        "reports": [report_data(report) for report in outcome.reports],
        "comparisons": [
            {
                "suite": ranking.suite,
                "verdict": verdict(ranking),
                "tables": [{"title": title, "columns": names, "rows": rows} for title, names, rows in tables(ranking)],
            }
            for ranking in outcome.rankings
        ],
    }


def report_data(report: Report) -> dict[str, Any]:
    """Scores, gates, agreement and every document's labels and mistakes; texts of corpora are left out."""
    run = report.run
    documents = [_document(run.suite, item) for item in run.documents]
    return {
        "form": FORM,
        "suite": run.suite.name,
        "kind": run.suite.kind,
        "engine": run.engine,
        "label": report.label,
        "relayed": run.relayed,
        "model": run.model,
        "prompts": dict(run.prompts),
        "gold": run.suite.fingerprint,
        "baseline": report.baseline,
        "remark": report.remark,
        "cost": None if run.cost is None else asdict(run.cost),
        "runs": len(report.runs),
        "seconds": round(report.seconds, 2),
        "passed": report.passed if report.gated else None,
        "metrics": [_row(row) for row in report.rows],
        "gates": [
            {"run": number, "gate": item.gate, "metric": item.metric, "passed": item.passed, "detail": item.detail}
            for number, verdict in enumerate(report.verdicts, start=1)
            for item in verdict.results
        ],
        "stability": None if report.stability is None else asdict(report.stability),
        "misattributions": misattributions(report),
        "missing_main_claims": missing_main_claims(report),
        "voice_leak": _leaks(report),
        "agreement": _agreement(report),
        "published": [
            {"system": item.system, "setting": item.setting, "source": item.source, "scores": dict(item.scores)}
            for item in report.published
        ],
        "documents": sorted(documents, key=lambda item: (item["quality"], item["id"])),
    }


def plain(value: float | None) -> float | None:
    """A number for JSON: rounded, None for what could not be judged."""
    return None if value is None or math.isnan(value) else round(float(value), 6)


def _interval(interval: Interval | None) -> dict[str, float | None] | None:
    if interval is None:
        return None
    return {"value": plain(interval.value), "low": plain(interval.low), "high": plain(interval.high)}


def _row(row: MetricRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "family": row.family,
        "score": _interval(row.score),
        "position": plain(row.simple),
        "human": plain(row.human),
        "normalised": plain(row.normalised),
        "baseline": plain(row.stored),
        "change": _interval(row.change),
        "p": plain(row.p),
        "spread": plain(row.spread),
        "p_holm": plain(row.p_holm),
        "failed": list(row.failed),
        "gated": row.gated,
    }


def _leaks(report: Report) -> dict[str, dict[str, int]] | None:
    if report.leaks is None:
        return None
    named = zip(("others_to_author", "author_to_others"), report.leaks, strict=True)
    return {name: {"leaked": leak.leaked, "judged": leak.judged} for name, leak in named}


def _agreement(report: Report) -> dict[str, Any] | None:
    people = report.agreement
    if people is None:
        return None
    named = {"annotators": list(people.annotators), "documents": list(people.documents)}
    if not isinstance(people, MapAgreement):
        return named
    return {
        **named,
        "alpha_units": plain(people.alpha_units),
        "alpha_words": plain(people.alpha_words),
        "kappa_role": plain(people.kappa_role),
        "kappa_relation": plain(people.kappa_relation),
        "kappa_holder": plain(people.kappa_holder),
    }


def _document(suite: AnySuite, item: AnyScored) -> dict[str, Any]:
    mistakes = mistakes_in(item)
    scores = {metric.id: plain(_score(metric, item.counts)) for metric in suite.metrics}
    return {
        "id": item.id,
        "quality": plain(float(np.nanmean([value for value in scores.values() if value is not None] or [0.0]))),
        "scores": scores,
        "errors": dict(Counter(mistake.kind for mistake in mistakes)),
        "mistakes": [vars(mistake) for mistake in mistakes],
        "problems": list(item.problems),
        **(_debate(item) if isinstance(item, ScoredDebate) else _map(suite, item)),
    }


def _map(suite: AnySuite, item: ScoredDocument) -> dict[str, Any]:
    map_ = item.prediction.map
    return {
        "text": map_.document.text if map_ is not None and suite.kind == "map" else _text_of(suite, item.id),
        "pairs": dict(item.pair.units),
        "gold": _side(item.pair.gold),
        "predicted": _side(item.pair.predicted),
    }


def _debate(item: ScoredDebate) -> dict[str, Any]:
    """Both sides' claims with their mentions; the articles' texts stay where they are."""
    return {
        "text": None,
        "pairs": dict(item.pair.mentions),
        "gold": {**_side(NOTHING), "claims": _claims(item.pair.gold)},
        "predicted": {**_side(NOTHING), "claims": _claims(item.pair.predicted)},
    }


def _claims(labels: DebateLabels) -> list[dict[str, Any]]:
    """Those that another article has to do with."""
    by_claim: dict[str, list[dict[str, str]]] = {}
    for mention in labels.mentions:
        if mention.id in labels.taken_up:
            said = {"id": mention.id, "document": mention.document, "text": mention.text, "stance": mention.stance}
            said["actor"] = labels.actors.get(mention.actor, mention.actor)
            by_claim.setdefault(mention.claim, []).append(said)
    return [{"id": name, "label": labels.claims[name], "mentions": said} for name, said in by_claim.items()]


def _text_of(suite: AnySuite, name: str) -> str | None:
    """The text of a document of our own; None for a corpus, whose texts stay where they are."""
    if isinstance(suite, DebateSuite) or suite.kind != "map":
        return None
    return next(document.text for document in suite.documents if document.id == name)


def _side(labels: Labels) -> dict[str, Any]:
    return {
        "units": [
            {"id": unit.id, "spans": [list(item) for item in unit.stretches], "role": unit.role, "holder": unit.holder}
            for unit in labels.units
        ],
        "edges": [vars(edge) for edge in labels.edges],
        "issues": [
            {
                "id": issue.id,
                "positions": [{"holder": holder, "units": list(units)} for holder, units in issue.positions],
                "contrasts": sorted([*sorted(pair), kind] for pair, kind in issue.contrasts.items()),
            }
            for issue in labels.issues
        ],
        "holders": {item.id: item.label for item in labels.holders},
        "attributions": [
            {
                "id": item.id,
                "holder": item.holder,
                "source": item.source and list(item.source),
                "cue": item.cue and list(item.cue),
                "content": [list(stretch) for stretch in item.content],
                "attitude": item.attitude,
                "within": item.within,
            }
            for item in labels.attributions
        ],
        "blocks": [[block.start, block.end, block.kind] for block in labels.blocks],
        "conclusion": labels.conclusion,
    }


def _score(metric: AnyMetric, counts: Mapping[str, Counts]) -> float:
    return float(metric.score.value(np.asarray(counts[metric.id], dtype=np.float64)))
