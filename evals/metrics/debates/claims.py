"""Which mentions there are, which of them share a claim, and whether agreeing ones are told from denying ones.

A pair is two mentions of one claim, whatever their stances. `shared` looks only at mentions that both sides have,
`given` at the debate that the engine made of the gold's own mentions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from evals.metrics.debates.labels import DebateLabels
from evals.metrics.debates.pairing import DebatePair
from evals.metrics.scores import Counts


def mention_counts(pair: DebatePair) -> Counts:
    """Mentions that another article has to do with, end to end (for `F1`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> mention_counts(example_pair())  # of the gold's five, m4 has no words; of the prediction's five, q9 is nowhere
    (4, 5, 4, 5)
    """
    return len(pair.shared), len(pair.predicted.taken_up), len(pair.shared), len(pair.gold.taken_up)


def pair_counts(pair: DebatePair) -> Counts:
    """Pairs that share a claim, end to end (for `F1`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> pair_counts(example_pair())  # gold: m0-m1, m0-m2, m1-m2, m3-m4; predicted: q0-q1, and q2, q3, q9 together
    (1, 4, 1, 4)
    """
    wanted = pair.gold.together(pair.gold.taken_up)
    there = pair.predicted.together(pair.predicted.taken_up)
    found = sum(pair.mapped(names) in there for names in wanted)
    return found, len(there), found, len(wanted)


def shared_pair_counts(pair: DebatePair) -> Counts:
    """Pairs that share a claim, among the mentions that both sides have (for `SharedF1`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> shared_pair_counts(example_pair())  # wanted three of m0, m1, m2; found q0-q1, and q2-q3 wrongly
    (1, 2, 1, 3, 4)
    """
    wanted, there, found = _shared(pair)
    return found, there, found, wanted, len(pair.gold.together(pair.gold.taken_up))


def across_pair_counts(pair: DebatePair) -> Counts:
    """As `pair_counts`, of pairs in articles of two languages (for `F1`; nothing to count where all have one).

    >>> from evals.metrics.debates.examples import example_pair
    >>> across_pair_counts(example_pair())  # p0 is in another language: m0-m1, m0-m2; q0-q1, q2-q9 and q3-q9
    (1, 3, 1, 2)
    """
    wanted = _across(pair, pair.gold, pair.gold.taken_up)
    there = _across(pair, pair.predicted, pair.predicted.taken_up)
    found = sum(pair.mapped(names) in there for names in wanted)
    return found, len(there), found, len(wanted)


def across_shared_pair_counts(pair: DebatePair) -> Counts:
    """As `shared_pair_counts`, of pairs in articles of two languages (for `SharedF1`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> across_shared_pair_counts(example_pair())
    (1, 1, 1, 2, 2)
    """
    wanted = _across(pair, pair.gold, frozenset(pair.shared))
    there = _across(pair, pair.predicted, frozenset(pair.shared.values()))
    found = sum(pair.mapped(names) in there for names in wanted)
    return found, len(there), found, len(wanted), len(_across(pair, pair.gold, pair.gold.taken_up))


def shared_precision_counts(pair: DebatePair) -> Counts:
    """Right ones of the pairs that the prediction joins, among the mentions that both sides have (for `Share`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> shared_precision_counts(example_pair())
    (1, 2, 4)
    """
    _, there, found = _shared(pair)
    return found, there, len(pair.gold.together(pair.gold.taken_up))


def claim_bcubed_counts(pair: DebatePair) -> Counts:
    """B-cubed precision and recall of claims, over the mentions that both sides have (for `BCubed`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> claim_bcubed_counts(example_pair())  # m0, m1, m2 are one claim and m3 another; q0, q1 are one and q2, q3
    (3.0, 2.6666666666666665, 4, 5)
    """
    named = [(pair.gold.by_id[a].claim, pair.predicted.by_id[b].claim) for a, b in pair.shared.items()]
    both, gold, predicted = Counter(named), Counter(one for one, _ in named), Counter(other for _, other in named)
    precision = sum(both[item] / predicted[item[1]] for item in named)
    recall = sum(both[item] / gold[item[0]] for item in named)
    return float(precision), float(recall), len(named), len(pair.gold.taken_up)


def polarity_counts(pair: DebatePair) -> Counts:
    """Of the pairs that both sides join, those with the right polarity (for `Share`; 1 minus it are the flips).

    >>> from evals.metrics.debates.examples import example_pair
    >>> polarity_counts(example_pair())  # m0 and m1 disagree, q0 and q1 do not
    (0, 1, 4)
    """
    there = pair.predicted.together(pair.predicted.taken_up)
    wanted = pair.gold.together(pair.gold.taken_up)
    joined = [(names, other) for names in wanted if (other := pair.mapped(names)) is not None and other in there]
    right = sum(_agree(pair.gold, names) == _agree(pair.predicted, other) for names, other in joined)
    return right, len(joined), len(wanted)


def given_pair_counts(pair: DebatePair) -> Counts:
    """Pairs that share a claim, where the engine was given the gold's mentions (for `F1`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> given_pair_counts(example_pair())  # it joins m0, m1 and m2, and leaves m3 and m4 apart
    (3, 3, 3, 4)
    """
    return (0, 0, 0, 0) if pair.given is None else pair_counts(pair.given)


def given_precision_counts(pair: DebatePair) -> Counts:
    """Right ones of the pairs that the engine joins of the gold's mentions (for `Share`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> given_precision_counts(example_pair())
    (3, 3, 4)
    """
    return (0, 0, 0) if pair.given is None else shared_precision_counts(pair.given)


def given_polarity_counts(pair: DebatePair) -> Counts:
    """As `polarity_counts`, where the engine was given the gold's mentions (for `Share`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> given_polarity_counts(example_pair())
    (3, 3, 4)
    """
    return (0, 0, 0) if pair.given is None else polarity_counts(pair.given)


def _across(pair: DebatePair, labels: DebateLabels, among: frozenset[str]) -> set[frozenset[str]]:
    languages = pair.gold.languages
    return {
        names
        for names in labels.together(among)
        if len({languages.get(labels.by_id[name].document) for name in names}) > 1
    }


def _shared(pair: DebatePair) -> tuple[int, int, int]:
    """Pairs among shared mentions: wanted, predicted, right."""
    wanted = pair.gold.together(frozenset(pair.shared))
    there = pair.predicted.together(frozenset(pair.shared.values()))
    return len(wanted), len(there), sum(pair.mapped(names) in there for names in wanted)


def _agree(labels: DebateLabels, names: Iterable[str]) -> bool:
    return len({labels.by_id[name].stance for name in names}) == 1
