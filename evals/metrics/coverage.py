"""Main claims, and what of them the brief tells: what a reader has to find."""

from __future__ import annotations

from evals.metrics.issues import positions_of
from evals.metrics.labels import Labels
from evals.metrics.pairing import Pair
from evals.metrics.scores import Counts


def main_claims(labels: Labels) -> frozenset[str]:
    """Ids of the units that are main claims: the article's conclusion, positions on its questions, and what is argued
    for or against and leads nowhere itself.

    >>> from evals.metrics.examples import example_gold, example_prediction
    >>> sorted(main_claims(example_gold())), sorted(main_claims(example_prediction()))
    (['u0', 'u1', 'u2'], ['p0', 'p1', 'p2'])
    """
    leading = {edge.source for edge in labels.edges}
    ends = {edge.target for edge in labels.edges} - leading
    return frozenset({*ends, *positions_of(labels), *([labels.conclusion] if labels.conclusion else [])})


def main_claim_coverage_counts(pair: Pair) -> Counts:
    """Main claims of the gold that are main claims of the prediction (for `Share`).

    >>> from evals.metrics.examples import example_pair
    >>> main_claim_coverage_counts(example_pair())
    (2, 3, 3)
    """
    gold, predicted = main_claims(pair.gold), main_claims(pair.predicted)
    found = sum(pair.units.get(name) in predicted for name in gold)
    return found, len(gold), len(gold)


def main_claim_precision_counts(pair: Pair) -> Counts:
    """Main claims of the prediction that are main claims of the gold (for `Share`).

    >>> from evals.metrics.examples import example_pair
    >>> main_claim_precision_counts(example_pair())
    (2, 3, 3)
    """
    gold, predicted = main_claims(pair.gold), main_claims(pair.predicted)
    found = sum(pair.units.get(name) in predicted for name in gold)
    return found, len(predicted), len(gold)


def brief_coverage_counts(pair: Pair) -> Counts:
    """The gold's conclusion and its questions, of which the prediction's brief tells (for `Share`); of a question, the
    positions of two sides. A brief has two hundred words, so that the gold's own does not tell them all.

    >>> from evals.metrics.examples import example_pair
    >>> brief_coverage_counts(example_pair())  # the brief has the conclusion, and one side only
    (1, 2, 2)
    """
    told = {name for name, other in pair.units.items() if other in pair.predicted.briefed}
    points = [bool(told & {pair.gold.conclusion})] if pair.gold.conclusion else []
    for issue in pair.gold.issues:
        sides = [set(units) for _, units in issue.positions if units]
        if len(sides) > 1:
            points.append(sum(bool(told & side) for side in sides) > 1)
    return sum(points), len(points), len(points)


def brief_mouth_counts(pair: Pair) -> Counts:
    """Aligned claims that the prediction's brief tells, and whose holder is right (for `Share`); 1 minus this is the
    rate of wrong mouths.

    >>> from evals.metrics.examples import example_pair
    >>> brief_mouth_counts(example_pair())  # of p0 and p2 the first is a claim of the gold
    (1, 1, 3)
    """
    told = [(one, other) for one, other in pair.aligned_units if other.id in pair.predicted.briefed]
    right = sum(pair.holder_of(other) == one.holder for one, other in told)
    return right, len(told), len(pair.gold.units)
