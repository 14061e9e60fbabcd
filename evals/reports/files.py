"""Writes the reports that were asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.evaluating import Outcome
from evals.reports.data import outcome_data
from evals.reports.junit import junit_xml
from evals.reports.markdown import markdown_summary
from evals.reports.page import html_page
from service.errors import InputError


def write_reports(
    outcome: Outcome,
    *,
    json_file: Path | None = None,
    junit: Path | None = None,
    markdown: Path | None = None,
    html: Path | None = None,
    diff: Path | None = None,
) -> None:
    """Each file that is not None. `diff`: an earlier JSON file, which the HTML page shows the changes from."""
    reports = outcome.reports
    data = outcome_data(outcome) if json_file or html else {}
    if json_file is not None:
        _write(json_file, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    if junit is not None:
        _write(junit, junit_xml(reports))
    if markdown is not None:
        _write(markdown, markdown_summary(reports, outcome.rankings) + "\n")
    if html is not None:
        _write(html, html_page(data, read_data(diff) if diff else None))


def read_data(path: Path) -> dict[str, Any]:
    """An earlier `--json` file. Raises InputError where it is none."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path.name} cannot be read: {error}", hint="Give a file that --json wrote.") from error
    if not isinstance(data, dict) or "reports" not in data:
        raise InputError(f"{path.name} is no report", hint="Give a file that --json wrote.")
    return data


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
