"""How well two annotators agree, by the same code that scores systems, and by the coefficients of the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score

from evals.documents import GoldDocument
from evals.metrics.labels import Labels
from evals.metrics.pairing import Pair, pair
from evals.metrics.scores import Counts
from evals.metrics.tokens import Words
from evals.metrics.viewing import labels_of
from evals.statistics.unitising import Stretch, unitising_alpha
from evals.suites import Suite

NO_EDGE = "none"


@dataclass(frozen=True)
class Agreement:
    """`counts`: metric -> counts of both directions, one entry per document labelled twice."""

    annotators: tuple[str, str]
    documents: tuple[str, ...]
    counts: dict[str, list[Counts]]


@dataclass(frozen=True)
class MapAgreement(Agreement):
    """Of maps, with the coefficients of the field; NaN: nothing to judge.

    `alpha_units`: Krippendorff's alpha for unitising; `alpha_words`: his nominal alpha over words (outside, first of a
    unit, inside one). Kappas are Cohen's, over aligned units (role) and all ordered pairs of them (relation or none).
    """

    alpha_units: float
    alpha_words: float
    kappa_role: float
    kappa_relation: float
    kappa_holder: float


def agreement_of(suite: Suite) -> MapAgreement | None:
    """Of the documents that two annotators labelled; None where there are none."""
    twice = [item for item in suite.documents if len(item.layers) >= 2]
    if not twice:
        return None
    names = sorted({name for item in twice for name in item.layers})[:2]
    both = [item for item in twice if all(name in item.layers for name in names)]
    first, second = names
    sides = [
        (item, labels_of(item.layers[first], suite.form), labels_of(item.layers[second], suite.form)) for item in both
    ]
    both_ways = [(pair(one, other), pair(other, one)) for _, one, other in sides]
    pairs = [there for there, _ in both_ways]
    issues = [(pair(one, other), pair(other, one)) for one, other in _issue_sides(suite)] or both_ways
    counts = {
        metric.id: [
            added(metric.count(there), metric.count(back))
            for there, back in (issues if metric.family == "issues" else both_ways)
        ]
        for metric in suite.metrics
    }
    segmented = [(_words(item), one, other) for item, one, other in sides]
    return MapAgreement(
        annotators=(names[0], names[1]),
        documents=tuple(item.id for item in both),
        counts=counts,
        alpha_units=segmentation_alpha(segmented),
        alpha_words=word_alpha(segmented),
        kappa_role=kappa([(one.role, other.role) for item in pairs for one, other in item.aligned_units]),
        kappa_relation=kappa([labels for item in pairs for labels in _relation_pairs(item)]),
        kappa_holder=kappa([labels for item in pairs for labels in _holder_pairs(item)]),
    )


def _issue_sides(suite: Suite) -> list[tuple[Labels, Labels]]:
    """Both annotators' issues on the gold's units, of the documents whose issues two labelled."""
    found = []
    for item in suite.documents:
        if len(item.issue_layers) >= 2:
            one, other = (labels_of(item.issue_layers[name], suite.form) for name in sorted(item.issue_layers)[:2])
            found.append((one, other))
    return found


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of paired labels; NaN without any, 1 where both sides always use the same one label.

    >>> kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")])
    0.5
    >>> kappa([("a", "a"), ("a", "a")])
    1.0
    """
    if not pairs:
        return float("nan")
    one, other = zip(*pairs, strict=True)
    if len({*one, *other}) == 1:
        return 1.0
    return float(cohen_kappa_score(one, other))


def segmentation_alpha(documents: Sequence[tuple[int, Labels, Labels]]) -> float:
    """Krippendorff's alpha for unitising, over the words of all documents laid end to end.

    Each entry: the number of words, and both sides' labels. A unit in pieces counts as several stretches.

    >>> from evals.metrics.examples import example_gold, example_prediction
    >>> segmentation_alpha([(24, example_gold(), example_gold())])
    1.0
    >>> round(segmentation_alpha([(24, example_gold(), example_prediction())]), 3)
    0.492
    """
    stretches: tuple[list[Stretch], list[Stretch]] = ([], [])
    ends = [0]
    for size, *sides in documents:
        for found, labels in zip(stretches, sides, strict=True):
            found += [(ends[-1] + start, ends[-1] + end) for start, end in _stretches(size, labels)]
        ends.append(ends[-1] + size)
    return unitising_alpha(ends[-1], stretches, ends)


def word_alpha(documents: Sequence[tuple[int, Labels, Labels]]) -> float:
    """Krippendorff's nominal alpha over words, for those who publish that; entries as in `segmentation_alpha`.

    >>> from evals.metrics.examples import example_gold, example_prediction
    >>> word_alpha([(24, example_gold(), example_gold())])
    1.0
    >>> 0 < word_alpha([(24, example_gold(), example_prediction())]) < 1
    True
    """
    rows = np.hstack([np.array([_marks(size, one), _marks(size, other)]) for size, one, other in documents])
    if len(np.unique(rows)) == 1:
        return 1.0
    return float(krippendorff.alpha(reliability_data=rows, level_of_measurement="nominal"))


def _stretches(size: int, labels: Labels) -> list[Stretch]:
    """Runs of words that belong to the same unit."""
    owners = [-1] * size
    for number, unit in enumerate(labels.units):
        for place in unit.words:
            owners[place] = number
    edges = [0, *(place for place in range(1, size) if owners[place] != owners[place - 1]), size]
    return [(start, end) for start, end in pairwise(edges) if end > start and owners[start] >= 0]


def _marks(size: int, labels: Labels) -> list[int]:
    """For each word: 0 outside of units, 1 first of a unit, 2 inside one."""
    marks = [0] * size
    for unit in labels.units:
        for place in unit.words:
            marks[place] = 2
    for unit in labels.units:
        if unit.words:
            marks[min(unit.words)] = 1
    return marks


def _words(document: GoldDocument) -> int:
    words = Words(document.text)
    return len(words.within([(0, len(document.text))]))


def added(one: Counts, other: Counts) -> Counts:
    """Both directions together."""
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _relation_pairs(item: Pair) -> list[tuple[str, str]]:
    """For every ordered pair of aligned units, both kinds of the edge between them, or none."""
    gold = {(edge.source, edge.target): edge.kind for edge in item.gold.edges}
    other = {(edge.source, edge.target): edge.kind for edge in item.predicted.edges}
    names = [unit.id for unit, _ in item.aligned_units]
    return [
        (gold.get((a, b), NO_EDGE), other.get((item.units[a], item.units[b]), NO_EDGE))
        for a in names
        for b in names
        if a != b
    ]


def _holder_pairs(item: Pair) -> list[tuple[str, str]]:
    """Holders of aligned units, the second side's in the first one's terms."""
    return [(one.holder, item.holder_of(other) or f"other {other.holder}") for one, other in item.aligned_units]
