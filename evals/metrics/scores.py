"""From counts to scores.

A metric counts per document; counts of documents are summed, and a score is computed from the sums. So a resampled
suite costs one matrix product, and a document weighs as much as it has to judge. All scores lie in 0..1, 1 is best,
NaN says that there was nothing to judge. Every `value` takes an array `[..., width]` and gives `[...]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = tuple[float, ...]


class Score(Protocol):
    @property
    def width(self) -> int:
        """How many counts a document gives."""

    def value(self, sums: Floats) -> Floats:
        """The score of summed counts."""


def _divide(above: Floats, below: Floats, otherwise: float | Floats = 0.0) -> Floats:
    safe = np.where(below > 0, below, 1.0)
    return np.asarray(np.where(below > 0, above / safe, otherwise), dtype=np.float64)


@dataclass(frozen=True)
class F1:
    """Counts: right of the predicted, predicted, right of the gold, gold.

    >>> float(F1().value(np.array([3.0, 4.0, 3.0, 6.0])))
    0.6
    >>> float(F1().value(np.array([0.0, 0.0, 0.0, 6.0]))), float(F1().value(np.zeros(4)))
    (0.0, nan)
    """

    width: int = 4

    def value(self, sums: Floats) -> Floats:
        precision = _divide(sums[..., 0], sums[..., 1])
        recall = _divide(sums[..., 2], sums[..., 3])
        nothing = (sums[..., 1] == 0) & (sums[..., 3] == 0)
        harmonic = _divide(2 * precision * recall, precision + recall)
        return np.where(nothing, np.nan, harmonic)


@dataclass(frozen=True)
class SharedF1:
    """`F1` over what both sides share; a fifth count says how much was applicable. Where nothing is shared, 0.

    >>> float(SharedF1().value(np.array([3.0, 4.0, 3.0, 6.0, 9.0])))
    0.6
    >>> float(SharedF1().value(np.array([0.0, 0.0, 0.0, 0.0, 9.0]))), float(SharedF1().value(np.zeros(5)))
    (0.0, nan)
    """

    width: int = 5

    def value(self, sums: Floats) -> Floats:
        nothing = np.isnan(f1 := F1().value(sums[..., :4])) & (sums[..., 4] > 0)
        return np.where(nothing, 0.0, f1)


@dataclass(frozen=True)
class Share:
    """Counts: right, judged, applicable. What could have been judged and was not (nothing was aligned) scores 0.

    >>> float(Share().value(np.array([3.0, 4.0, 9.0])))
    0.75
    >>> float(Share().value(np.array([0.0, 0.0, 9.0]))), float(Share().value(np.zeros(3)))
    (0.0, nan)
    """

    width: int = 3

    def value(self, sums: Floats) -> Floats:
        return _divide(sums[..., 0], sums[..., 1], np.where(sums[..., 2] > 0, 0.0, np.nan))


@dataclass(frozen=True)
class ClassF1:
    """F1 of each class, averaged over the classes that occur. `weighted`: by their number in the gold.

    Counts: right, predicted and gold of each class in turn, then how many were applicable.

    >>> two = ClassF1(2)
    >>> round(float(two.value(np.array([8.0, 10.0, 8.0, 0.0, 0.0, 2.0, 10.0]))), 3)  # .889 and 0
    0.444
    >>> float(two.value(np.zeros(7) + [0, 0, 0, 0, 0, 0, 5]))
    0.0
    """

    classes: int
    weighted: bool = False

    @property
    def width(self) -> int:
        return 3 * self.classes + 1

    def value(self, sums: Floats) -> Floats:
        right, predicted, gold = (sums[..., start : 3 * self.classes : 3] for start in range(3))
        scores = _divide(2 * right, predicted + gold)
        weights = gold if self.weighted else ((predicted + gold) > 0).astype(np.float64)
        nothing = np.where(sums[..., -1] > 0, 0.0, np.nan)
        return _divide((scores * weights).sum(axis=-1), weights.sum(axis=-1), nothing)


@dataclass(frozen=True)
class BCubed:
    """Harmonic mean of mean precision and mean recall (Bagga & Baldwin 1998).

    Counts: summed precision, summed recall, items, applicable items.

    >>> round(float(BCubed().value(np.array([4.0, 2.0, 4.0, 4.0]))), 3)
    0.667
    """

    width: int = 4

    def value(self, sums: Floats) -> Floats:
        precision, recall = _divide(sums[..., 0], sums[..., 2]), _divide(sums[..., 1], sums[..., 2])
        nothing = np.where(sums[..., 3] > 0, 0.0, np.nan)
        return np.where(sums[..., 2] > 0, _divide(2 * precision * recall, precision + recall), nothing)


def class_counts(pairs: list[tuple[str, str | None]], classes: tuple[str, ...], applicable: int) -> Counts:
    """The counts of `ClassF1` from pairs (gold, predicted); a predicted None is a miss of the gold class only.

    >>> class_counts([("a", "a"), ("a", "b"), ("b", None)], ("a", "b"), 3)
    (1, 1, 2, 0, 1, 1, 3)
    """
    counts: list[float] = []
    for name in classes:
        counts.append(sum(one == other == name for one, other in pairs))
        counts.append(sum(other == name for _, other in pairs))
        counts.append(sum(one == name for one, _ in pairs))
    return (*counts, applicable)
