"""Which corpora of pairs there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from evals.points import argkp, dna, perspectrum
from evals.points.report import PointReport

POINT_CORPORA: dict[str, Callable[[Path], PointReport]] = {
    "perspectrum": perspectrum.measure,
    "argkp": argkp.measure,
    "dna": dna.measure,
}


def split_points(specs: Sequence[str]) -> tuple[list[tuple[str, Path]], list[str]]:
    """The corpora of pairs among the suites named, and the other suites."""
    found, others = [], []
    for spec in specs:
        name, _, path = spec.partition("=")
        if path and name in POINT_CORPORA:
            found.append((name, Path(path)))
        else:
            others.append(spec)
    return found, others
