"""What Poiaganova & Stede (2025) measure on speeches: which sentences argue, and claims against premises."""

from __future__ import annotations

from evals.metrics.pairing import Pair
from evals.metrics.scores import Counts, class_counts

ARGUES = ("plain", "argues")
ROLES = ("claim", "premise")


def sentence_counts(pair: Pair) -> Counts:
    """Segmentation: which blocks (here: the corpus' sentences) hold a unit, for the gold and for the prediction.

    >>> from evals.metrics.examples import example_pair
    >>> sentence_counts(example_pair())  # units without places in the text argue nowhere
    (2, 2, 2, 0, 0, 0, 2)
    """
    compared: list[tuple[str, str | None]] = []
    for block in pair.gold.blocks:
        held = []
        for side in (pair.gold, pair.predicted):
            places = [stretch for unit in side.units for stretch in unit.stretches]
            held.append(ARGUES[any(start < block.end and block.start < end for start, end in places)])
        compared.append((held[0], None if pair.predicted.missing else held[1]))
    return class_counts(compared, ARGUES, len(compared))


def claim_counts(pair: Pair) -> Counts:
    """Claim or premise on aligned units (for a weighted `ClassF1`); a conclusion is a claim.

    >>> from evals.metrics.examples import example_pair
    >>> claim_counts(example_pair())
    (1, 1, 1, 1, 1, 1, 3)
    """
    named = {"conclusion": "claim"}
    compared: list[tuple[str, str | None]] = [
        (named.get(one.role, one.role), named.get(other.role, other.role)) for one, other in pair.aligned_units
    ]
    return class_counts(compared, ROLES, len(pair.gold.units))
