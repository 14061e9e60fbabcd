"""A summary for the page of a CI job."""

from __future__ import annotations

from collections.abc import Sequence

from evals.reports.console import cells, columns, headline, notes, verdict_lines
from evals.reports.debate_errors import mistakes_in
from evals.reports.model import Report

WORST = 5


def markdown_summary(reports: Sequence[Report]) -> str:
    """Verdict first, then the table, then the worst documents, for each report."""
    return "\n".join(line for report in reports for line in _report(report))


def _report(report: Report) -> list[str]:
    sign = ("✅ " if report.passed else "❌ ") if report.gated else ""
    lines = [f"## {sign}{headline(report)}", ""]
    lines += [f"- {_plain(line)}" for line in (*verdict_lines(report), *notes(report))]
    names = ["metric", *columns(report)]
    lines += ["", _line(names), _line(["---", *["---:"] * (len(names) - 1)])]
    for row in report.rows:
        title = f"**{row.title}**" if row.failed else row.title
        lines.append(_line([title, *cells(row, report)]))
    return [*lines, "", *_worst(report), ""]


def _worst(report: Report) -> list[str]:
    """The documents with the most errors, and of which kinds."""
    found = [(item.id, mistakes_in(item)) for item in report.run.documents]
    worst = sorted(found, key=lambda item: -len(item[1]))[:WORST]
    lines = ["<details><summary>Documents with the most errors</summary>", ""]
    for name, mistakes in worst:
        kinds: dict[str, int] = {}
        for mistake in mistakes:
            kinds[mistake.kind] = kinds.get(mistake.kind, 0) + 1
        listed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda item: -item[1]))
        lines.append(f"- {_plain(name)}: {len(mistakes)} ({listed})")
    return [*lines, "", "</details>"]


def _line(texts: list[str]) -> str:
    return f"| {' | '.join(_plain(text) for text in texts)} |"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
