"""Objections with their replies, concessions, what is only supposed, and each side's main claim: as the map is read."""

from __future__ import annotations

from evals.metrics.pairing import Pair
from evals.metrics.scores import Counts


def reply_counts(pair: Pair) -> Counts:
    """Pairs of an objection between sides and what answers it (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> reply_counts(example_pair())  # gold: u0 answers u1; the prediction has no objection
    (0, 0, 0, 1)
    """
    gold, predicted = pair.gold.replies, pair.predicted.replies
    found = sum((pair.units.get(one), pair.units.get(other)) in predicted for one, other in gold)
    return found, len(predicted), found, len(gold)


def concession_counts(pair: Pair) -> Counts:
    """Units that their holder grants to the other side (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> concession_counts(example_pair())
    (1, 1, 1, 1)
    """
    return _shared(pair, pair.gold.granted, pair.predicted.granted)


def supposed_counts(pair: Pair) -> Counts:
    """Units that their holder does not say, but is supposed or foreseen to (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> supposed_counts(example_pair())
    (0, 1, 0, 0)
    """
    return _shared(pair, pair.gold.supposed, pair.predicted.supposed)


def main_claim_of_holder_counts(pair: Pair) -> Counts:
    """The gold's sides whose main claim is one of the prediction's sides' (for `Share`).

    >>> from evals.metrics.examples import example_pair
    >>> main_claim_of_holder_counts(example_pair())  # the author's, not the union's
    (1, 2, 2)
    """
    found = sum(pair.units.get(name) in pair.predicted.chief for name in pair.gold.chief)
    return found, len(pair.gold.chief), len(pair.gold.chief)


def _shared(pair: Pair, gold: frozenset[str], predicted: frozenset[str]) -> Counts:
    found = sum(pair.units.get(name) in predicted for name in gold)
    return found, len(predicted), found, len(gold)
