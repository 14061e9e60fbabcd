"""Attributions: the spans of source, cue and content, and who says what.

Source, cue and content are scored as PARC and PolNeAR systems are: `exact` spans, `overlap` (a span counts if it
touches one of the other side), and `character` (code points that are covered).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Literal

from evals.metrics.labels import AttributionLabels, Labels
from evals.metrics.pairing import Pair
from evals.metrics.scores import Counts
from evals.metrics.tokens import Stretch

Part = Literal["source", "cue", "content"]
PARTS: tuple[Part, ...] = ("source", "cue", "content")


def stretches_of(item: AttributionLabels, part: Part) -> tuple[Stretch, ...]:
    """The pieces of one part of an attribution; () where it has none."""
    if part == "content":
        return item.content
    single = item.source if part == "source" else item.cue
    return () if single is None else (single,)


def exact_counts(part: Part) -> Callable[[Pair], Counts]:
    """Spans that are equal to the code point, all pieces of them (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> [exact_counts(part)(example_pair()) for part in PARTS]
    [(1, 1, 1, 2), (0, 1, 0, 2), (0, 1, 0, 2)]
    """

    def count(pair: Pair) -> Counts:
        gold, predicted = (Counter(_all(side, part)) for side in (pair.gold, pair.predicted))
        found = (gold & predicted).total()
        return found, predicted.total(), found, gold.total()

    return count


def overlap_counts(part: Part) -> Callable[[Pair], Counts]:
    """Spans that share a code point with some span of the other side (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> [overlap_counts(part)(example_pair()) for part in PARTS]
    [(1, 1, 1, 2), (1, 1, 1, 2), (1, 1, 1, 2)]
    """

    def count(pair: Pair) -> Counts:
        gold, predicted = (_all(side, part) for side in (pair.gold, pair.predicted))
        right_predicted = sum(any(touch(one, other) for other in gold) for one in predicted)
        right_gold = sum(any(touch(one, other) for other in predicted) for one in gold)
        return right_predicted, len(predicted), right_gold, len(gold)

    return count


def character_counts(part: Part) -> Callable[[Pair], Counts]:
    """Code points that stand in some span of this part (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> [character_counts(part)(example_pair()) for part in PARTS]
    [(9, 9, 9, 15), (3, 3, 3, 8), (16, 21, 16, 24)]
    """

    def count(pair: Pair) -> Counts:
        gold, predicted = (_covered(_all(side, part)) for side in (pair.gold, pair.predicted))
        both = len(gold & predicted)
        return both, len(predicted), both, len(gold)

    return count


def who_says_what_counts(pair: Pair) -> Counts:
    """Attributions whose contents are aligned (token IoU >= .5) and whose sources overlap (for `F1`).

    Two attributions that both lack a source agree in it.

    >>> from evals.metrics.examples import example_pair
    >>> who_says_what_counts(example_pair())
    (1, 1, 1, 2)
    """
    found = sum(same_source(one, other) for one, other in aligned_attributions(pair))
    said = [sum(bool(item.content) for item in side.attributions) for side in (pair.predicted, pair.gold)]
    return found, said[0], found, said[1]


def attitude_counts(pair: Pair) -> Counts:
    """Right attitudes among the attributions whose contents are aligned (for `Share`).

    >>> from evals.metrics.examples import example_pair
    >>> attitude_counts(example_pair())
    (1, 1, 2)
    """
    aligned = aligned_attributions(pair)
    right = sum(one.attitude == other.attitude for one, other in aligned)
    return right, len(aligned), len(pair.gold.attributions)


def nesting_counts(pair: Pair) -> Counts:
    """Nested attributions whose content and whose outer attribution are both aligned (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> nesting_counts(example_pair())
    (0, 0, 0, 1)
    """
    aligned = aligned_attributions(pair)
    found = sum(
        one.within is not None and other.within is not None and pair.attributions.get(one.within) == other.within
        for one, other in aligned
    )
    nested = [sum(item.within is not None for item in side.attributions) for side in (pair.predicted, pair.gold)]
    return found, nested[0], found, nested[1]


def aligned_attributions(pair: Pair) -> list[tuple[AttributionLabels, AttributionLabels]]:
    """Pairs (gold, predicted) whose contents are aligned."""
    predicted = {item.id: item for item in pair.predicted.attributions}
    gold = [item for item in pair.gold.attributions if item.id in pair.attributions]
    return [(item, predicted[pair.attributions[item.id]]) for item in gold]


def same_source(one: AttributionLabels, other: AttributionLabels) -> bool:
    """Whether two sources overlap, or are both absent."""
    if one.source is None or other.source is None:
        return one.source is other.source
    return touch((one.source,), (other.source,))


def touch(one: tuple[Stretch, ...], other: tuple[Stretch, ...]) -> bool:
    """Whether two stretches in pieces share a code point.

    >>> touch(((0, 4),), ((4, 6), (9, 10))), touch(((0, 5),), ((4, 6),))
    (False, True)
    """
    return any(a < d and c < b for a, b in one for c, d in other)


def _all(labels: Labels, part: Part) -> list[tuple[Stretch, ...]]:
    found = [stretches_of(item, part) for item in labels.attributions]
    return [pieces for pieces in found if pieces]


def _covered(spans: list[tuple[Stretch, ...]]) -> set[int]:
    return {position for pieces in spans for start, end in pieces for position in range(start, end)}
