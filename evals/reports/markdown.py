"""A summary for the page of a CI job."""

from __future__ import annotations

from collections.abc import Sequence

from evals.ranking import Ranking
from evals.reports.cases import misattributions, missing_main_claims
from evals.reports.comparison import markdown_ranking
from evals.reports.console import cells, columns, headline, notes, verdict_lines
from evals.reports.debate_errors import mistakes_in
from evals.reports.model import Report

WORST = 5
MOST = 20
"""Cases of a kind that are listed."""


def markdown_summary(reports: Sequence[Report], rankings: Sequence[Ranking] = ()) -> str:
    """Runs side by side, then of each report the verdict, what fell, the table, and the worst documents; those that
    failed first.
    """
    compared = [line for ranking in rankings for line in markdown_ranking(ranking)]
    ordered = sorted(reports, key=lambda report: report.passed)
    return "\n".join([*compared, *(line for report in ordered for line in _report(report))])


def _report(report: Report) -> list[str]:
    sign = ("✅ " if report.passed else "❌ ") if report.gated else ""
    lines = [f"## {sign}{headline(report)}", ""]
    lines += [f"- {_plain(line)}" for line in (*verdict_lines(report), *_fallen(report), *notes(report))]
    names = ["metric", *columns(report)]
    lines += ["", _line(names), _line(["---", *["---:"] * (len(names) - 1)])]
    for row in report.rows:
        title = f"**{row.title}**" if row.failed else row.title
        lines.append(_line([title, *cells(row, report)]))
    folded = [
        *_folded("Documents with the most errors", _worst(report)),
        *_folded("Claims in the wrong mouth", misattributions(report)),
        *_folded("Main claims that are missing", missing_main_claims(report)),
    ]
    return [*lines, "", *folded]


def _fallen(report: Report) -> list[str]:
    """The documents that fell most since the baseline."""
    listed = ", ".join(f"{item.document} {item.change:+.3f}" for item in report.fallen[:WORST])
    return [f"Below the baseline (mean of all metrics): {listed}."] if listed else []


def _folded(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = [f"- and {len(lines) - MOST} more"] if len(lines) > MOST else []
    shown = [f"- {_plain(line)}" for line in lines[:MOST]]
    return [f"<details><summary>{title} ({len(lines)})</summary>", "", *shown, *more, "", "</details>", ""]


def _worst(report: Report) -> list[str]:
    """The documents with the most errors, and of which kinds."""
    found = [(item.id, mistakes_in(item)) for item in report.run.documents]
    worst = sorted(found, key=lambda item: -len(item[1]))[:WORST]
    lines = []
    for name, mistakes in worst:
        kinds: dict[str, int] = {}
        for mistake in mistakes:
            kinds[mistake.kind] = kinds.get(mistake.kind, 0) + 1
        listed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda item: -item[1]))
        lines.append(f"{name}: {len(mistakes)} ({listed})")
    return lines


def _line(texts: list[str]) -> str:
    return f"| {' | '.join(_plain(text) for text in texts)} |"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
