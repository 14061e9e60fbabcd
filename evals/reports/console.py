"""The table on the terminal."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.agreement import MapAgreement
from evals.reports.model import TOO_OFTEN, MetricRow, Report
from evals.storing import renewal, store_run

OLD_DAYS = 90
"""Age from which a baseline is warned about."""
_FLIPS = 12


def number(value: float | None, sign: str = "") -> str:
    """Three decimals without the leading zero, as the field writes scores.

    >>> number(0.5), number(1.0), number(-0.02, "+"), number(None)
    ('.500', '1.000', '-.020', '')
    """
    if value is None:
        return ""
    if math.isnan(value):
        return "n/a"
    return format(value, f"{sign}.3f").replace("0.", ".", 1) if abs(value) < 1 else format(value, f"{sign}.3f")


def print_report(report: Report, console: Console, *, brief: bool = False) -> None:
    """The run's head line, its table (not where `brief`, since another table compares it), and what its gates say."""
    run = report.run
    console.print(Text(headline(report), style="bold"))
    if not brief:
        console.print(_table(report))
    for line in notes(report):
        console.print(Text(line))
    if report.published:
        console.print(_published(report))
    for line in verdict_lines(report):
        console.print(Text(line, style="red" if line.startswith("FAILED") else "green"))
    invalid = [item for item in run.documents if item.problems]
    for item in invalid[:5]:
        console.print(Text(f"  {item.id}: {item.problems[0]}", style="red"))


def headline(report: Report) -> str:
    run = report.run
    named = [part for part in (run.model, report.label) if part and part != run.engine]
    model = f" ({', '.join(dict.fromkeys(named))})" if named else ""
    times = f", {len(report.runs)} runs" if len(report.runs) > 1 else ""
    return (
        f"{run.suite.name}: {run.engine}{model}, {len(run.documents)} {_things(report)}{times}, {report.seconds:.1f} s"
    )


def notes(report: Report) -> list[str]:
    """Voice leak in numbers, and the coefficients of agreement."""
    lines = []
    if report.leaks:
        to_author, from_author = report.leaks
        lines.append(
            f"Voice leak: {to_author.leaked} of {to_author.judged} claims of others given to the author; "
            f"{from_author.leaked} of {from_author.judged} of the author's given to others."
        )
    people = report.agreement
    if isinstance(people, MapAgreement):
        lines.append(
            f"Two annotators ({' and '.join(people.annotators)}, {len(people.documents)} documents): "
            f"alpha of unitising {number(people.alpha_units)}; kappa of roles {number(people.kappa_role)}, "
            f"of relations {number(people.kappa_relation)}, of holders {number(people.kappa_holder)}."
        )
    elif people:
        lines.append(f"Two annotators: {' and '.join(people.annotators)}, {len(people.documents)} {_things(report)}.")
    if report.run.suite.left_out:
        lines.append(
            f"{report.run.suite.left_out} units of the corpus stand nowhere in its texts (left unsaid); they and their "
            "relations are left out of the score."
        )
    if report.baseline:
        lines += baseline_lines(report)
    warned = Counter(warning.code for item in report.run.documents for warning in item.warnings)
    if warned:
        listed = ", ".join(f"{count} {code}" for code, count in warned.most_common())
        lines.append(f"Warnings in the maps: {listed}.")
    if report.run.cost is not None:
        lines += report.run.cost.lines()
    if report.run.relayed:
        lines.append(f"Recorded: {report.run.relayed}; another model may answer otherwise.")
    lines += stability_lines(report)
    if report.remark:
        lines.append(report.remark)
    return lines


def baseline_lines(report: Report) -> list[str]:
    """What the changes are against, and whether that is too old to say much."""
    lines = [f"Changes are against {report.baseline}; p by sign flips, Holm-corrected."]
    if report.baseline_made is not None and (days := (datetime.now(UTC) - report.baseline_made).days) > OLD_DAYS:
        lines.append(
            f"WARNING: the baseline is {days} days old. Renew it: {renewal(store_run(report.run))} "
            "(in the change that explains it)."
        )
    return lines


def stability_lines(report: Report) -> list[str]:
    """How often each gate would flip though nothing changed, and which documents are unstable."""
    found = report.stability
    if found is None:
        return []
    flipping = [flip for flip in found.flips if flip.rate > 0]
    listed = ", ".join(f"{flip.gate} {flip.metric} {flip.rate:.0%}" for flip in flipping[:_FLIPS]) or "none"
    lines = [f"The same input answered {found.runs} times; gates that would flip though nothing changed: {listed}."]
    if too_often := [flip for flip in flipping if flip.too_often]:
        names = ", ".join(f"{flip.gate} {flip.metric}" for flip in too_often)
        lines.append(f"NOT TO BE TRUSTED (flips in more than {TOO_OFTEN:.0%}): {names}.")
    unstable = ", ".join(f"{item.document} {item.spread:.3f}" for item in found.unstable[:_FLIPS])
    return [*lines, f"Unstable documents (range of the mean headline score): {unstable or 'none'}."]


def _things(report: Report) -> str:
    return "debates" if report.run.suite.kind == "debate" else "documents"


def verdict_lines(report: Report) -> list[str]:
    """One line a failed gate, new failures first, then the verdict; none where gates do not decide."""
    if not report.gated:
        return []
    lines = []
    for place, verdict in enumerate(report.verdicts, start=1):
        where = f" (run {place})" if len(report.verdicts) > 1 else ""
        failed = sorted((result for result in verdict.results if not result.passed), key=lambda result: result.known)
        for result in failed:
            known = " (the baseline failed, too)" if result.known else ""
            lines.append(f"FAILED{where} {result.gate} {result.metric}: {result.detail}{known}")
    count = sum(len(verdict.results) for verdict in report.verdicts)
    if report.passed:
        lines.append(f"Gates passed: {count} checks, {report.failing_runs} failing run(s) of {len(report.runs)}.")
    else:
        lines.append(f"FAILED: {report.failing_runs} of {len(report.runs)} run(s), {count} checks.")
    return lines


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("metric")
    for name in columns(report):
        table.add_column(name, justify="right")
    for row in report.rows:
        style = "red" if row.failed else ""
        table.add_row(row.title, *cells(row, report), style=style)
    return table


def columns(report: Report) -> list[str]:
    """Column names: those that have nothing to show are left out."""
    names = ["score", "95%"]
    if any(row.spread is not None for row in report.rows):
        names.append("spread")
    names.append("position")
    if report.agreement:
        names += ["human", "normalised"]
    if report.baseline:
        names += ["baseline", "change", "95% of change", "p"]
    return [*names, "gate"] if report.gated else names


def cells(row: MetricRow, report: Report) -> list[str]:
    """A row's cells under `columns`."""
    texts = [number(row.score.value), bounds(row.score.low, row.score.high)]
    if any(other.spread is not None for other in report.rows):
        texts.append(number(row.spread))
    texts.append(number(row.simple))
    if report.agreement:
        texts += [number(row.human), number(row.normalised)]
    if report.baseline and row.change:
        change = row.change
        texts += [
            number(row.stored),
            number(change.value, "+"),
            bounds(change.low, change.high, "+"),
            number(row.p_holm),
        ]
    if report.gated:
        texts.append(", ".join(row.failed) or ("ok" if row.gated else ""))
    return texts


def bounds(low: float, high: float, sign: str = "") -> str:
    """An interval in a cell."""
    return "" if math.isnan(low) else f"{number(low, sign)} {number(high, sign)}"


def _published(report: Report) -> Table:
    names = [row.id for row in report.rows if any(row.id in item.scores for item in report.published)]
    table = Table(box=None, pad_edge=False, header_style="bold", title="Published", title_justify="left")
    table.add_column("system")
    table.add_column("setting")
    for name in names:
        table.add_column(name.removesuffix("_f1").replace("_", " "), justify="right")
    own = {row.id: row.score.value for row in report.rows}
    table.add_row("this run", "end to end", *(number(own[name]) for name in names), style="bold")
    for item in report.published:
        table.add_row(item.system, f"{item.setting}; {item.source}", *(number(item.scores.get(name)) for name in names))
    return table
