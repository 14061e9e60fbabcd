"""Whose view each unit is: holders, voice leak, and the clusters that they form."""

from __future__ import annotations

from collections import Counter

from evals.metrics.pairing import Pair
from evals.metrics.scores import Counts
from service.domain.argument import AUTHOR


def holder_counts(pair: Pair) -> Counts:
    """Right holders among aligned units (for `Share`).

    >>> from evals.metrics.examples import example_pair
    >>> holder_counts(example_pair())  # the union's claim is given to the author
    (1, 2, 3)
    """
    right = sum(pair.holder_of(other) == one.holder for one, other in pair.aligned_units)
    return right, len(pair.units), len(pair.gold.units)


def attributed_unit_counts(pair: Pair) -> Counts:
    """Units in somebody else's mouth: aligned, and held by the same one (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> attributed_unit_counts(example_pair())
    (0, 0, 0, 1)
    """
    found = sum(one.holder != AUTHOR and pair.holder_of(other) == one.holder for one, other in pair.aligned_units)
    predicted = sum(unit.holder != AUTHOR for unit in pair.predicted.units)
    return found, predicted, found, sum(unit.holder != AUTHOR for unit in pair.gold.units)


def others_kept_counts(pair: Pair) -> Counts:
    """Others' aligned claims that are not given to the author (for `Share`); 1 minus this is the leak.

    >>> from evals.metrics.examples import example_pair
    >>> others_kept_counts(example_pair())
    (0, 1, 1)
    """
    judged = [other for one, other in pair.aligned_units if one.holder != AUTHOR]
    kept = sum(other.holder != AUTHOR for other in judged)
    return kept, len(judged), sum(unit.holder != AUTHOR for unit in pair.gold.units)


def author_kept_counts(pair: Pair) -> Counts:
    """The author's aligned claims that are not put into another's mouth (for `Share`); 1 minus this is the leak.

    >>> from evals.metrics.examples import example_pair
    >>> author_kept_counts(example_pair())
    (1, 1, 2)
    """
    judged = [other for one, other in pair.aligned_units if one.holder == AUTHOR]
    kept = sum(other.holder == AUTHOR for other in judged)
    return kept, len(judged), sum(unit.holder == AUTHOR for unit in pair.gold.units)


def own_mouth_counts(pair: Pair) -> Counts:
    """Aligned claims that are put into the mouth of somebody else than the author, and are that one's (for `Share`);
    1 minus this is misattribution.

    >>> from evals.metrics.examples import example_pair
    >>> own_mouth_counts(example_pair())  # the prediction gives everything to the author
    (0, 0, 1)
    """
    judged = [(one, other) for one, other in pair.aligned_units if other.holder != AUTHOR]
    right = sum(pair.holder_of(other) == one.holder for one, other in judged)
    return right, len(judged), sum(unit.holder != AUTHOR for unit in pair.gold.units)


def cluster_counts(pair: Pair) -> Counts:
    """B-cubed precision and recall of the clusters that holders make of the aligned units (for `BCubed`).

    >>> from evals.metrics.examples import example_pair
    >>> cluster_counts(example_pair())  # two holders in the gold, one in the prediction
    (1.0, 2.0, 2, 3)
    """
    named = [(one.holder, other.holder) for one, other in pair.aligned_units]
    both, gold, predicted = Counter(named), Counter(one for one, _ in named), Counter(other for _, other in named)
    precision = sum(both[item] / predicted[item[1]] for item in named)
    recall = sum(both[item] / gold[item[0]] for item in named)
    return float(precision), float(recall), len(named), len(pair.gold.units)
