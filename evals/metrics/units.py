"""Units: found or missed, how exactly bounded, and their roles."""

from __future__ import annotations

from evals.metrics.pairing import Pair
from evals.metrics.scores import Counts, class_counts
from evals.metrics.tokens import iou

ROLES = ("conclusion", "premise")


def unit_counts(pair: Pair) -> Counts:
    """Aligned units among the predicted and among the gold ones (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> unit_counts(example_pair())  # 3 gold units, 2 of them found, 1 invented
    (2, 3, 2, 3)
    """
    found = len(pair.units)
    return found, len(pair.predicted.units), found, len(pair.gold.units)


def boundary_counts(pair: Pair) -> Counts:
    """Token IoU summed over aligned units (for `Share`): 1 where every aligned unit has the gold's words exactly.

    >>> from evals.metrics.examples import example_pair
    >>> boundary_counts(example_pair())  # one exact, one with 3 of 4 words
    (1.75, 2, 3)
    """
    overlap = sum(iou(one.words, other.words) for one, other in pair.aligned_units)
    return overlap, len(pair.units), len(pair.gold.units)


def role_counts(pair: Pair) -> Counts:
    """Roles of aligned units (for `ClassF1` over conclusion and premise).

    >>> from evals.metrics.examples import example_pair
    >>> role_counts(example_pair())
    (1, 1, 1, 1, 1, 1, 3)
    """
    roles: list[tuple[str, str | None]] = [(one.role, other.role) for one, other in pair.aligned_units]
    return class_counts(roles, ROLES, len(pair.gold.units))
