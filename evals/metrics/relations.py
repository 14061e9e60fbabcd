"""Relations: heads, labels, edges, and the article's conclusion."""

from __future__ import annotations

from evals.metrics.pairing import Pair
from evals.metrics.scores import Counts, class_counts

KINDS = ("support", "attack")


def head_counts(pair: Pair) -> Counts:
    """Right heads among the gold edges whose two ends are aligned (for `Share`).

    >>> from evals.metrics.examples import example_pair
    >>> head_counts(example_pair())  # of 2 gold edges one has both ends aligned, and its head is right
    (1, 1, 2)
    """
    judged = sum(edge.source in pair.units and edge.target in pair.units for edge in pair.gold.edges)
    return len(pair.right_edges), judged, len(pair.gold.edges)


def label_counts(pair: Pair) -> Counts:
    """Right kinds among the right edges (for `Share`).

    >>> from evals.metrics.examples import example_pair
    >>> label_counts(example_pair())  # the right edge is called a support and is a rebuttal
    (0, 1, 2)
    """
    right = sum(one.kind == other.kind for one, other in pair.right_edges)
    return right, len(pair.right_edges), len(pair.gold.edges)


def edge_counts(pair: Pair) -> Counts:
    """Edges with both ends right, end to end (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> edge_counts(example_pair())
    (1, 2, 1, 2)
    """
    found = len(pair.right_edges)
    return found, len(pair.predicted.edges), found, len(pair.gold.edges)


def chained_edge_counts(pair: Pair) -> Counts:
    """Edges with both ends right where linked premises are chained, as evidence graphs count (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> chained_edge_counts(example_pair())
    (1, 2, 1, 2)
    """
    found = {(edge.source, edge.target) for edge in pair.predicted.chained}
    right = sum((pair.units.get(edge.source), pair.units.get(edge.target)) in found for edge in pair.gold.chained)
    return right, len(pair.predicted.chained), right, len(pair.gold.chained)


def labelled_edge_counts(pair: Pair) -> Counts:
    """Edges with both ends and the kind right, end to end (for `F1`): the headline.

    >>> from evals.metrics.examples import example_pair
    >>> labelled_edge_counts(example_pair())
    (0, 2, 0, 2)
    """
    found = sum(one.kind == other.kind for one, other in pair.right_edges)
    return found, len(pair.predicted.edges), found, len(pair.gold.edges)


def root_counts(pair: Pair) -> Counts:
    """Whether the article's conclusion is the gold's, which may be none (for `Share`).

    >>> from evals.metrics.examples import example_pair
    >>> root_counts(example_pair())
    (1.0, 1, 1)
    """
    gold, predicted = pair.gold.conclusion, pair.predicted.conclusion
    right = predicted is None if gold is None else predicted is not None and pair.units.get(gold) == predicted
    return float(right and not pair.predicted.missing), 1, 1


def edge_kind_counts(pair: Pair) -> Counts:
    """Support or attack on the right edges (for `ClassF1`).

    >>> from evals.metrics.examples import example_pair
    >>> edge_kind_counts(example_pair())  # gold attack, predicted support
    (0, 1, 0, 0, 0, 1, 2)
    """
    kinds: list[tuple[str, str | None]] = [(_sign(one.kind), _sign(other.kind)) for one, other in pair.right_edges]
    return class_counts(kinds, KINDS, len(pair.gold.edges))


def _sign(kind: str) -> str:
    return "support" if kind == "support" else "attack"
