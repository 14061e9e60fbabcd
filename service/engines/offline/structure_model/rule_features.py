"""What the rules say about the units of a document, as features of the trained model: arcs, signals, shared words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from service.engines.offline.structure_model.rule_scorer import Node, score
from service.engines.offline.structure_model.signals import Signals

Floats = npt.NDArray[np.float32]
_LIMIT = 6.0
SIGNALS = tuple(item.name for item in fields(Signals) if item.type in ("bool", bool))
_STEM = 6
"""Letters by which a word is known again in another form."""


@dataclass(frozen=True)
class Ruled:
    """`arcs` [N, N]: score of each unit (row) leading to each; `attack` [N, N]: log odds that it attacks; `roots` [N].
    These are zero between paragraphs. `signals` [N, SIGNALS]: 0 or 1; `overlap` [N, N]: share of words in common, rare
    ones counting more.
    """

    arcs: Floats
    attack: Floats
    roots: Floats
    signals: Floats
    overlap: Floats


def rule_features(paragraphs: Iterable[Sequence[Node]]) -> Ruled:
    """The features of all units, in text order."""
    listed = [list(nodes) for nodes in paragraphs]
    scored = [score(nodes) for nodes in listed]
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
    signals = [node.signals for nodes in listed for node in nodes]
    flags = np.array([[getattr(item, name) for name in SIGNALS] for item in signals], dtype=np.float32)
    return Ruled(arcs, attack, roots, flags.reshape(count, len(SIGNALS)), _overlap([item.words for item in signals]))


def _overlap(words: Sequence[frozenset[str]]) -> Floats:
    """Words in common, weighted by their inverse document frequency among the units (Sparck Jones 1972)."""
    stems = [frozenset(word[:_STEM] for word in item) for item in words]
    found = Counter(stem for item in stems for stem in item)
    names = {stem: number for number, stem in enumerate(sorted(found))}
    table = np.zeros((len(stems), len(names)), dtype=np.float32)
    for row, item in enumerate(stems):
        for stem in item:
            table[row, names[stem]] = np.sqrt(np.log((1 + len(stems)) / found[stem]))
    length = np.sqrt(np.square(table).sum(axis=1, keepdims=True)) + 1.0
    table /= length
    result: Floats = table @ table.T
    return result
