"""What the rules say about the units of a document, paragraph by paragraph, as features of the trained model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.engines.offline.arguing.scorer import Node, score

Floats = npt.NDArray[np.float32]
_LIMIT = 6.0


@dataclass(frozen=True)
class Ruled:
    """`arcs` [N, N]: score of each unit (row) leading to each; `attack` [N, N]: log odds that it attacks; `roots` [N].

    Zero between paragraphs.
    """

    arcs: Floats
    attack: Floats
    roots: Floats


def rule_features(paragraphs: Iterable[Sequence[Node]]) -> Ruled:
    """The features of all units, in text order."""
    scored = [score(nodes) for nodes in paragraphs]
    count = sum(len(item.roots) for item in scored)
    arcs, attack = np.zeros((count, count), dtype=np.float32), np.zeros((count, count), dtype=np.float32)
    roots = np.zeros(count, dtype=np.float32)
    at = 0
    for item in scored:
        end = at + len(item.roots)
        arcs[at:end, at:end] = np.clip(item.arcs, -_LIMIT, _LIMIT)
        attack[at:end, at:end] = np.clip(item.attack, -_LIMIT, _LIMIT)
        roots[at:end] = np.clip(item.roots, -_LIMIT, _LIMIT)
        at = end
    return Ruled(arcs, attack, roots)
