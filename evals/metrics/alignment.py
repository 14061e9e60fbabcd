"""Aligns the prediction with the gold, once for all metrics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from evals.metrics.tokens import iou

Item = TypeVar("Item")
THRESHOLD = 0.5
"""Least token IoU at which two units count as the same one."""


def align(gold: Sequence[frozenset[int]], predicted: Sequence[frozenset[int]]) -> list[tuple[int, int]]:
    """Index pairs (gold, predicted): the assignment with the greatest summed token IoU, pairs of IoU >= .5 kept.

    >>> align([frozenset({1, 2}), frozenset({3, 4, 5})], [frozenset({3, 4}), frozenset({9}), frozenset({1, 2})])
    [(0, 2), (1, 0)]
    >>> align([frozenset({1, 2, 3})], [frozenset({1})])
    []
    """
    return assign(gold, predicted, iou, THRESHOLD)


def assign(
    gold: Sequence[Item], predicted: Sequence[Item], likeness: Callable[[Item, Item], float], threshold: float
) -> list[tuple[int, int]]:
    """The one-to-one assignment with the greatest summed likeness; pairs below the threshold are dropped.

    >>> assign([10, 20], [19, 11], lambda one, other: 1 / (1 + abs(one - other)), 0.4)
    [(0, 1), (1, 0)]
    """
    if not gold or not predicted:
        return []
    table = np.array([[likeness(one, other) for other in predicted] for one in gold])
    rows, columns = linear_sum_assignment(table, maximize=True)
    return [
        (int(row), int(column)) for row, column in zip(rows, columns, strict=True) if table[row, column] >= threshold
    ]
