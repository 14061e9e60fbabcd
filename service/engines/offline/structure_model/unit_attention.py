"""Self-attention among the units of a document, as `training/structure/network.py` trains it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from service.engines.offline.attribution.encoding import Ints

Floats = npt.NDArray[np.float32]
CONTEXT_LAYERS = 2
CONTEXT_HEADS = 4


def in_context(weights: Mapping[str, Floats], units: Floats, distances: Ints, holders: Ints) -> Floats:
    """Contextual unit vectors [N, width]; `distances` and `holders` [N, N] as in `pair_features`."""
    count, width = units.shape
    if not count:
        return units
    for number in range(CONTEXT_LAYERS):
        layer = f"context.{number}"
        normed = _norm(weights, f"{layer}.before", units)
        q, k, v = _linear(weights, f"{layer}.qkv", normed).reshape(count, 3, CONTEXT_HEADS, -1).transpose(1, 2, 0, 3)
        bias = weights[f"{layer}.near.weight"][distances] + weights[f"{layer}.held.weight"][holders]
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[2]) + bias.transpose(2, 0, 1)
        scores = np.exp(scores - scores.max(axis=2, keepdims=True, initial=0.0))
        seen = (scores / scores.sum(axis=2, keepdims=True) @ v).transpose(1, 0, 2).reshape(count, width)
        units = units + _linear(weights, f"{layer}.out", seen)
        raised = np.maximum(_linear(weights, f"{layer}.up", _norm(weights, f"{layer}.between", units)), 0.0)
        units = units + _linear(weights, f"{layer}.down", raised)
    return units


def _linear(weights: Mapping[str, Floats], name: str, x: Floats) -> Floats:
    product: Floats = x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return product


def _norm(weights: Mapping[str, Floats], name: str, x: Floats) -> Floats:
    spread = np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
    result: Floats = (x - x.mean(axis=1, keepdims=True)) / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return result
