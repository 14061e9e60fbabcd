"""Who answers whom: from a mention of a later article to the mention of an earlier one that it takes up."""

from __future__ import annotations

from evals.metrics.debates.pairing import DebatePair
from evals.metrics.scores import Counts


def answer_counts(pair: DebatePair) -> Counts:
    """Answers with both ends right, end to end (for `F1`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> answer_counts(example_pair())  # m2 answers m0, and m3 does; predicted is q2 to q0 only
    (1, 1, 1, 2)
    """
    right = _right(pair)
    return len(right), len(pair.predicted.answers), len(right), len(pair.gold.answers)


def answer_kind_counts(pair: DebatePair) -> Counts:
    """Right kinds (support, rebut, undercut) of the answers with both ends right (for `Share`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> answer_kind_counts(example_pair())  # undercut, and rebut in the prediction
    (0, 1, 2)
    """
    right = _right(pair)
    return sum(one == other for one, other in right), len(right), len(pair.gold.answers)


def answered_counts(pair: DebatePair) -> Counts:
    """Which article answers which mention, whatever it answers with (for `F1`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> answered_counts(example_pair())  # p1 and p2 answer m0; predicted is p1
    (1, 1, 1, 2)
    """
    gold = {(pair.gold.by_id[item.source].document, item.target) for item in pair.gold.answers}
    there = {(pair.predicted.by_id[item.source].document, item.target) for item in pair.predicted.answers}
    found = sum((document, pair.mentions.get(target)) in there for document, target in gold)
    return found, len(there), found, len(gold)


def _right(pair: DebatePair) -> list[tuple[str, str]]:
    """Kinds (gold, predicted) of the answers that both sides have."""
    there = {(item.source, item.target): item.kind for item in pair.predicted.answers}
    ends = [(item.kind, pair.mentions.get(item.source), pair.mentions.get(item.target)) for item in pair.gold.answers]
    return [(kind, there[one, other]) for kind, one, other in ends if one and other and (one, other) in there]
