"""Which predicted perspective is which gold perspective."""

from __future__ import annotations

from collections import defaultdict

from evals.metrics.alignment import assign
from evals.metrics.labels import HolderLabels, Labels
from service.domain.argument import AUTHOR

LEAST = 0.1
_SAME_LABEL = 0.1


def match_holders(gold: Labels, predicted: Labels) -> dict[str, str]:
    """Predicted holder id -> gold holder id, one to one; the author is the author.

    Two holders are alike as far as the text names them in the same places (Dice over the words of their mentions and
    sources), a little more where their labels are equal. Holders that the text does not name are compared by the
    words that they are made to say. What a named holder says plays no part: a swapped holder stays a wrong holder.

    >>> mayor, union = HolderLabels("v1", "Mayor", frozenset({0, 9})), HolderLabels("v2", "Union", frozenset({4}))
    >>> workers, she = HolderLabels("a", "The workers", frozenset({4})), HolderLabels("b", "mayor", frozenset({0}))
    >>> match_holders(Labels(holders=(mayor, union)), Labels(holders=(workers, she)))
    {'b': 'v1', 'a': 'v2'}
    """
    named_gold = [item for item in gold.holders if item.id != AUTHOR]
    named_predicted = [item for item in predicted.holders if item.id != AUTHOR]
    said_gold, said_predicted = _said(gold), _said(predicted)

    def likeness(one: HolderLabels, other: HolderLabels) -> float:
        if one.names or other.names:
            evidence = _dice(one.names, other.names)
        else:
            evidence = _dice(said_gold[one.id], said_predicted[other.id])
        return evidence + (_SAME_LABEL if one.label.casefold() == other.label.casefold() else 0.0)

    pairs = assign(named_gold, named_predicted, likeness, LEAST)
    matched = {named_predicted[column].id: named_gold[row].id for row, column in pairs}
    if any(item.id == AUTHOR for item in predicted.holders):
        matched[AUTHOR] = AUTHOR
    return matched


def _said(labels: Labels) -> dict[str, frozenset[int]]:
    said: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
    for item in labels.attributions:
        said[item.holder] |= item.content_words
    for unit in labels.units:
        said[unit.holder] |= unit.words
    return said


def _dice(one: frozenset[int], other: frozenset[int]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0
