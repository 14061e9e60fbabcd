"""Features of a pair of units besides their states: distance, holders, shared words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.engines.offline.attribution.encoding import Ints
from service.engines.offline.lexicon import words

_NEAR = 6
"""Up to here, distances within a paragraph are told apart; beyond, they fall into two bands."""
_FAR = 12
_STEPS = _NEAR + 2
_INSIDE = 2 * _STEPS
DISTANCES = _INSIDE + 8
HOLDERS = 5
PLACES = 12
AUTHOR_HOLDER = 0
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = words("words without topic")
_STEM = 6
"""Letters by which forms of a word are matched."""


def distances(paragraphs: Ints) -> Ints:
    """Kinds of distance [N, N] from each unit (row) to each (column); `paragraphs`: of each unit, in text order.

    Within a paragraph, the signed number of units; across, the direction, whether the paragraphs are neighbours, and
    whether the target is the last unit of its paragraph.
    """
    count = len(paragraphs)
    index = np.arange(count)
    step = index[None, :] - index[:, None]
    apart = np.where(np.abs(step) <= _NEAR, np.abs(step), np.where(np.abs(step) <= _FAR, _NEAR + 1, _NEAR + 2))
    inside = np.where(step > 0, _STEPS - 1 + apart, _STEPS - apart)
    across = paragraphs[None, :] - paragraphs[:, None]
    # Paragraphs without units do not count as a distance.
    order = np.unique(paragraphs, return_inverse=True)[1] if count else paragraphs
    hops = order[None, :] - order[:, None]
    closes = np.append(order[1:] != order[:-1], True) if count else np.zeros(0, dtype=bool)
    outside = _INSIDE + 4 * (across > 0) + 2 * (np.abs(hops) > 1) + closes[None, :].astype(np.int64)
    return np.asarray(np.where(across == 0, inside, outside), dtype=np.int64)


def holder_pairs(holders: Ints) -> Ints:
    """Kinds of pair [N, N]: both the author's; both the same other's; author to other; other to author; two others."""
    source, target = holders[:, None] == AUTHOR_HOLDER, holders[None, :] == AUTHOR_HOLDER
    same = holders[:, None] == holders[None, :]
    pairs = np.select([source & target, same, source, target], [0, 1, 2, 3], default=4)
    return pairs.astype(np.int64)


def places(paragraphs: Ints, holders: Ints) -> Ints:
    """Each unit's place [N]: in its paragraph; in an outer or inner paragraph; whether it is the author's."""
    count = len(paragraphs)
    if not count:
        return np.zeros(0, dtype=np.int64)
    opens = np.append(True, paragraphs[1:] != paragraphs[:-1])
    closes = np.append(paragraphs[1:] != paragraphs[:-1], True)
    inner = np.select([opens, closes], [0, 1], default=2)
    edge = (paragraphs == paragraphs[0]) | (paragraphs == paragraphs[-1])
    place = inner + 3 * edge + 6 * (holders != AUTHOR_HOLDER)
    return np.asarray(place, dtype=np.int64)


def shared_words(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Words in common [N, N] of these units, weighted by their inverse document frequency among the units (Sparck Jones
    1972).
    """
    stems = [frozenset(word.lower()[:_STEM] for word in _topical(text)) for text in texts]
    found = Counter(stem for item in stems for stem in item)
    names = {stem: number for number, stem in enumerate(sorted(found))}
    table = np.zeros((len(stems), len(names)), dtype=np.float32)
    for row, item in enumerate(stems):
        for stem in item:
            table[row, names[stem]] = np.sqrt(np.log((1 + len(stems)) / found[stem]))
    table /= np.sqrt(np.square(table).sum(axis=1, keepdims=True)) + 1.0
    result: npt.NDArray[np.float32] = table @ table.T
    return result


def _topical(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in _COMMON]
