"""The confidences of arcs and units, fitted from end to end on texts that the training did not see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from service.engines.offline.structure_model.confidence import Confidence, about_unit
from training.structure.endtoend import Observed

_WEAK = 10.0
"""Inverse strength of the penalty on large weights; there are three of them and hundreds of cases."""

Judgements = list[tuple[tuple[float, ...], bool]]


def of_arcs(observed: Sequence[Observed]) -> Judgements:
    """What is known of each arc, and whether gold has it."""
    return [(item.known(arc), item.right(arc)) for item in observed for arc in item.arcs]


def of_units(observed: Sequence[Observed]) -> Judgements:
    """What is known of each unit, and whether gold has it."""
    return [
        (about_unit(unit.probability, len(unit.words)), number in item.aligned)
        for item in observed
        for number, unit in enumerate(item.units)
    ]


def fitted(judgements: Judgements) -> Confidence:
    """The logistic model under which these judgements are likeliest; raises ValueError without right and wrong ones."""
    if len({verdict for _, verdict in judgements}) < 2:
        raise ValueError(f"{len(judgements)} judgements, none of them right or none wrong: more maps are needed")
    known, right = np.array([row for row, _ in judgements]), np.array([verdict for _, verdict in judgements])
    model = LogisticRegression(C=_WEAK).fit(known, right)
    return Confidence((float(model.intercept_[0]), *(float(value) for value in model.coef_[0])))
