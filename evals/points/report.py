"""What is printed of a corpus of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.statistics.bootstrap import Interval

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class PointRow:
    """`change`: whether it is a difference between two scores."""

    name: str
    interval: Interval
    change: bool = False

    @property
    def note(self) -> str:
        """What the interval of a difference leaves open."""
        open_ = self.change and self.interval.low <= 0 <= self.interval.high
        return "  includes 0: no difference is shown" if open_ else ""


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
        console.print(
            f"  {row.name:28} {found.value:6.3f}  [{found.low:.3f}, {found.high:.3f}]{row.note}", highlight=False
        )
