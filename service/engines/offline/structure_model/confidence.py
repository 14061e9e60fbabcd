"""Calibrated confidences: logistic models of the network's outputs (Platt 1999), fitted on texts unseen in training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_LEAST = 1e-4


@dataclass(frozen=True)
class Confidence:
    """`weights`: the intercept, then one weight per feature."""

    weights: tuple[float, ...]

    def of(self, known: tuple[float, ...]) -> float:
        """The probability of being right."""
        constant, *slopes = self.weights
        return float(1.0 / (1.0 + np.exp(-(constant + np.dot(slopes, known)))))


def about_arc(head: float, source: float, target: float) -> tuple[float, ...]:
    """Features of an arc: the network's probabilities of the head, the source unit and the target unit."""
    return log_odds(head), log_odds(source), log_odds(target)


def about_unit(begins: float, words: int) -> tuple[float, ...]:
    """Features of a unit: the probability that one begins there, and its length."""
    return log_odds(begins), float(np.log(words))


def log_odds(probability: float) -> float:
    """The logit, bounded."""
    kept = min(max(probability, _LEAST), 1.0 - _LEAST)
    return float(np.log(kept / (1.0 - kept)))
