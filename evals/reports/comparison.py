"""Several models or prompts in one table, for the terminal and for Markdown."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.ranking import Cell, Entry, Ranking, price_of
from evals.reports.console import bounds, number

Rows = list[list[str]]


def print_ranking(ranking: Ranking, console: Console) -> None:
    """Costs and verdict, a line a run; then every metric, a column a run."""
    for title, names, rows in tables(ranking):
        table = Table(*names, box=None, pad_edge=False, header_style="bold", title=title, title_justify="left")
        for row in rows:
            table.add_row(*row)
        console.print(table)
        console.print()
    for line in verdict(ranking):
        console.print(Text(line, style="bold"))


def markdown_ranking(ranking: Ranking) -> list[str]:
    """The same as lines of Markdown."""
    lines = [f"## {ranking.suite}: {len(ranking.entries)} runs side by side", ""]
    lines += [f"- {line}" for line in verdict(ranking)]
    for title, names, rows in tables(ranking):
        lines += ["", f"**{title}**", "", _line(names), _line(["---", *["---:"] * (len(names) - 1)])]
        lines += [_line(row) for row in rows]
    return [*lines, ""]


def verdict(ranking: Ranking) -> list[str]:
    """Which to take, and what is known too little to say."""
    lines = []
    if ranking.best is not None:
        best = ranking.entries[ranking.best]
        lines.append(f"Best by {ranking.by}: {best.label} ({number(best.overall.score.value)}).")
    if ranking.cheapest is not None:
        cheapest = ranking.entries[ranking.cheapest]
        lines.append(
            f"Cheapest that is not worse beyond noise: {cheapest.label} (${price_of(cheapest):.4f} a 1,000 words)."
        )
    unranked = [entry for entry in ranking.entries if entry.unranked]
    lines += [
        f"No verdict on {entry.label}: {entry.degraded} of {len(entry.report.run.documents)} documents were done "
        "in part by the offline engine, since the model's answers could not be used."
        for entry in unranked
    ]
    unpriced = [entry.label for entry in ranking.entries if price_of(entry) is None]
    if unpriced:
        lines.append(f"No price is known of {'; '.join(unpriced)}: add it to ARGMAP_PRICES.")
    return [*lines, *([ranking.remark] if ranking.remark else [])]


def tables(ranking: Ranking) -> list[tuple[str, list[str], Rows]]:
    """(title, names of columns, rows) of both tables."""
    return [_summary(ranking), _metrics(ranking)]


def _summary(ranking: Ranking) -> tuple[str, list[str], Rows]:
    names = ["run", "score", "95%", "to the first", "95%", "p", "$ / 1,000 words", "$ / right claim"]
    names += ["model s / 1,000 words", "input", "cached", "output", "reasoning", "verdict"]
    rows = []
    for place, entry in enumerate(ranking.entries):
        cost, price = entry.report.run.cost, price_of(entry)
        tokens = [cost.input_tokens, cost.cached, cost.output_tokens, cost.reasoning_tokens] if cost else []
        rows.append(
            [
                entry.label,
                *_score(entry.overall),
                *_change(entry.overall),
                "" if price is None else f"{price:.4f}",
                "" if entry.claim_cost is None else f"{entry.claim_cost:.6f}",
                "" if cost is None or cost.seconds is None else f"{cost.seconds:.1f}",
                *([f"{value:,.0f}" for value in tokens] or [""] * 4),
                _mark(ranking, place, entry),
            ]
        )
    return f"{ranking.suite}, ranked by {ranking.by}; tokens a 1,000 words", names, rows


def _mark(ranking: Ranking, place: int, entry: Entry) -> str:
    if entry.unranked:
        return "no verdict"
    marks = [name for name, at in (("best", ranking.best), ("cheapest within noise", ranking.cheapest)) if at == place]
    return ", ".join(marks) or ("within noise" if entry.no_worse else "worse")


def _metrics(ranking: Ranking) -> tuple[str, list[str], Rows]:
    first, *others = ranking.entries
    names = ["metric", first.label]
    for entry in others:
        names += [entry.label, "to the first", "95%", "p"]
    rows = []
    for metric in ranking.metrics:
        row = [metric.title, " ".join(_score(first.cells[metric.id]))]
        for entry in others:
            cell = entry.cells[metric.id]
            row += [" ".join(_score(cell)), *_change(cell)]
        rows.append(row)
    return f"{ranking.suite}, all metrics; changes paired by document, p Holm-corrected", names, rows


def _score(cell: Cell) -> list[str]:
    return [number(cell.score.value), bounds(cell.score.low, cell.score.high)]


def _change(cell: Cell) -> list[str]:
    if cell.change is None:
        return ["", "", ""]
    change = cell.change
    return [number(change.value, "+"), bounds(change.low, change.high, "+"), number(cell.p_holm)]


def _line(texts: list[str]) -> str:
    return f"| {' | '.join(text.replace('|', '&#124;').replace('<', '&lt;') for text in texts)} |"
