"""Scores -> probabilities that a reader can take at their word; the slopes are set by hand."""

from __future__ import annotations

import math

from service.engines.offline.arguing.decoding import Arc
from service.engines.offline.arguing.scorer import Node

_ARC_SLOPE, _ARC_SHIFT = 0.5, -0.9


def confidence_of_arc(arc: Arc, threshold: float) -> float:
    """How likely it is that the relation is right, 0 to 1."""
    return _rounded(1 / (1 + math.exp(-(_ARC_SLOPE * (arc.score - threshold) + _ARC_SHIFT))))


def confidence_of_unit(node: Node) -> float:
    """How likely it is that the unit is one, 0 to 1."""
    signals = node.signals
    return 0.8 if signals.stance or signals.evaluation or signals.reason or signals.contrast else 0.65


def _rounded(value: float) -> float:
    return round(min(max(value, 0.01), 0.99), 3)
