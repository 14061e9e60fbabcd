"""Bootstrap over documents (Efron & Tibshirani 1993): percentile intervals of a score and of a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.metrics.scores import Counts, Floats, Score

DRAWS = 2000
CONFIDENCE = 0.95
SEED = 20150901


@dataclass(frozen=True)
class Interval:
    """A score or a change, with the bounds of its interval; NaN where there is nothing to judge."""

    value: float
    low: float
    high: float


def draw_weights(documents: int, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """How often each document stands in each resampled suite, `[draws, documents]`; the same for the same seed.

    >>> weights = draw_weights(3, draws=4)
    >>> weights.shape, weights.sum(axis=1).tolist()
    ((4, 3), [3.0, 3.0, 3.0, 3.0])
    """
    generator = np.random.default_rng(seed)
    return generator.multinomial(documents, np.full(documents, 1 / documents), size=draws).astype(np.float64)


def score_interval(score: Score, counts: Sequence[Counts], weights: Floats, confidence: float = CONFIDENCE) -> Interval:
    """A suite's score and its interval. `counts`: one entry for each document.

    >>> from evals.metrics.scores import Share
    >>> found = score_interval(Share(), [(1.0, 1.0, 1.0)] * 5 + [(0.0, 1.0, 1.0)] * 5, draw_weights(10))
    >>> found.value, 0.1 <= found.low <= 0.3, 0.7 <= found.high <= 0.9
    (0.5, True, True)
    """
    table = np.asarray(counts, dtype=np.float64)
    low, high = _bounds(score.value(weights @ table), confidence)
    return Interval(float(score.value(table.sum(axis=0))), low, high)


def change_interval(
    score: Score,
    new: Sequence[Counts],
    old: Sequence[Counts],
    weights: Floats,
    confidence: float = CONFIDENCE,
) -> Interval:
    """New score minus old score of the same documents, resampled together (paired).

    >>> from evals.metrics.scores import Share
    >>> same = [(1.0, 2.0, 2.0)] * 8
    >>> change_interval(Share(), same, same, draw_weights(8))
    Interval(value=0.0, low=0.0, high=0.0)
    """
    one, other = np.asarray(new, dtype=np.float64), np.asarray(old, dtype=np.float64)
    low, high = _bounds(score.value(weights @ one) - score.value(weights @ other), confidence)
    return Interval(float(score.value(one.sum(axis=0)) - score.value(other.sum(axis=0))), low, high)


def _bounds(values: Floats, confidence: float) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if known.size == 0:
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)
