"""What is printed of a corpus of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.statistics.bootstrap import Interval

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class PointRow:
    name: str
    interval: Interval


@dataclass(frozen=True)
class PointReport:
    name: str
    detail: str
    rows: tuple[PointRow, ...]


def print_points(report: PointReport, console: Console) -> None:
    """One line a figure, with its 95% interval."""
    console.print(f"{report.name}: {report.detail}", highlight=False)
    for row in report.rows:
        found = row.interval
        console.print(f"  {row.name:28} {found.value:6.3f}  [{found.low:.3f}, {found.high:.3f}]", highlight=False)
