"""How far a run is, on stderr: documents done, dollars spent, dollars to come."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console

_SECONDS_BETWEEN = 5.0


class Watcher(Protocol):
    def done(self, document: str) -> None:
        """A document has been mapped."""


class Silent:
    """Tells nobody."""

    def done(self, document: str) -> None:
        pass


SILENT = Silent()


@dataclass
class Progress:
    """A line for each run, and one every few seconds within it. `total`: documents of all runs together.

    `spent`: dollars that have been paid so far; `limit`: of the budget, None without one.
    """

    console: Console
    total: int
    spent: Callable[[], float]
    limit: float | None = None
    _done: int = 0
    _label: str = ""
    _told: float = field(default_factory=time.monotonic)

    def begin(self, label: str) -> None:
        """A run begins."""
        self._label = label
        self._tell("")

    def done(self, document: str) -> None:
        self._done += 1
        if time.monotonic() - self._told >= _SECONDS_BETWEEN:
            self._tell(document)

    def _tell(self, document: str) -> None:
        self._told = time.monotonic()
        self.console.print(self.line(document), highlight=False, markup=False)

    def line(self, document: str) -> str:
        """Such as `12/48 articles: model A, 07-fares; $0.0312 spent of $1, about $0.0936 to come`."""
        spent = self.spent()
        parts = [f"${spent:.4f} spent" + ("" if self.limit is None else f" of ${self.limit:g}")] if spent else []
        if spent and self._done:
            parts.append(f"about ${spent / self._done * (self.total - self._done):.4f} to come")
        where = ", ".join(part for part in (self._label, document) if part)
        return f"{self._done}/{self.total} {where}" + (f"; {', '.join(parts)}" if parts else "")
