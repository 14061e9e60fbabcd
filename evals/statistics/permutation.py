"""Paired permutation test at the level of documents: would it matter which system made which document's map?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.metrics.scores import Counts, Score
from evals.statistics.bootstrap import SEED

DRAWS = 5000


def sign_flip_p(
    score: Score, new: Sequence[Counts], old: Sequence[Counts], draws: int = DRAWS, seed: int = SEED
) -> float:
    """Two-sided p: how often the change is at least as great when each document's two results are swapped at random.

    NaN where there is nothing to judge; never 0, since the observed assignment is one of those possible.

    >>> from evals.metrics.scores import Share
    >>> good, bad = [(9.0, 10.0, 10.0)] * 12, [(3.0, 10.0, 10.0)] * 12
    >>> sign_flip_p(Share(), good, bad) < 0.01, sign_flip_p(Share(), good, good)
    (True, 1.0)
    """
    one, other = np.asarray(new, dtype=np.float64), np.asarray(old, dtype=np.float64)
    observed = float(score.value(one.sum(axis=0)) - score.value(other.sum(axis=0)))
    if np.isnan(observed):
        return float("nan")
    flips = np.random.default_rng(seed).integers(0, 2, size=(draws, len(one))).astype(np.float64)
    moved = flips @ (other - one)
    changes = score.value(one.sum(axis=0) + moved) - score.value(other.sum(axis=0) - moved)
    as_great = np.abs(changes) >= abs(observed) - 1e-12
    return float((1 + np.count_nonzero(as_great)) / (1 + draws))
