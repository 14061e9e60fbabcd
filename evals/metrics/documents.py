"""The document as a whole: what is furniture, and whether the map is valid."""

from __future__ import annotations

from evals.metrics.labels import Block
from evals.metrics.pairing import Pair
from evals.metrics.scores import Counts


def furniture_counts(pair: Pair) -> Counts:
    """Gold paragraphs whose kind (body, heading, furniture) the prediction has too (for `Share`).

    A predicted paragraph stands for the gold one that it overlaps most.

    >>> from evals.metrics.examples import example_pair
    >>> furniture_counts(example_pair())
    (1, 2, 2)
    """
    blocks = pair.gold.blocks
    right = sum(_kind_at(block, pair.predicted.blocks) == block.kind for block in blocks)
    return right, len(blocks), len(blocks)


def validity_counts(pair: Pair) -> Counts:
    """1 where there is a map that keeps every rule, with spans of whole words (for `Share`).

    >>> from evals.metrics.examples import example_pair
    >>> validity_counts(example_pair())
    (1.0, 1, 1)
    """
    return float(not pair.predicted.missing and not pair.predicted.violations), 1, 1


def _kind_at(block: Block, others: tuple[Block, ...]) -> str | None:
    def shared(other: Block) -> int:
        return min(block.end, other.end) - max(block.start, other.start)

    best = max(others, key=shared, default=None)
    return best.kind if best is not None and shared(best) > 0 else None
