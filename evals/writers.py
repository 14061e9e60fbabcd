"""How far recordings of the same prompts differ, so that a figure is not read more finely than who wrote it allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evals.judging import spread_over
from evals.reports.model import Report


def with_spread(reports: Sequence[Report]) -> list[Report]:
    """The reports, in each row the greatest minus the least score of all recordings that answered the same prompts."""
    found = []
    for report in reports:
        alike = [
            other.run
            for other in reports
            if report.run.engine == "replay" == other.run.engine and other.run.prompts == report.run.prompts
        ]
        if len(alike) > 1:
            metrics = {metric.id: metric for metric in report.run.suite.metrics}
            rows = tuple(replace(row, spread=spread_over(metrics[row.id], alike)) for row in report.rows)
            report = replace(report, rows=rows)
        found.append(report)
    return found
