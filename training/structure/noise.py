"""What goes wrong at run time, done to the gold units of a training example: units missed, added, cut otherwise;
holders told wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

import numpy as np

from service.engines.offline.attribution.encoding import Ints
from service.engines.offline.structure_model.labels import NOWHERE, OUTSIDE
from service.engines.offline.structure_model.token_features import INNER
from training.structure.corpus import Example, Floats, told_holders
from training.structure.losses import with_other_holders

NOISY = 0.6
"""Share of passes over a document in which its units are changed."""
MISSED, ADDED, CUT_OTHERWISE = 0.06, 0.12, 0.2
"""Of units: left out; put where there is none; begun or ended a few words off."""
_LEAST_WORDS = 4


@dataclass(frozen=True)
class Noised:
    """`example` with other units; `told`: their holders, as the network is told."""

    example: Example
    told: Ints


def with_noise(example: Example, marks: Ints, random: Random) -> Noised:
    """`marks`: of the document's tokens by its attributions, as told."""
    if random.random() < NOISY:
        example = _other_units(example, random)
    return Noised(example, with_other_holders(told_holders(example, marks), random))


def _other_units(example: Example, random: Random) -> Example:
    """`former`: which unit each new one was, or -1."""
    kept = [
        (_recut(example, words, random), number)
        for number, words in enumerate(example.units)
        if random.random() >= MISSED
    ]
    added = [(words, -1) for words in _gaps(example) if random.random() < ADDED * _per_gap(example)]
    listed = sorted(kept + added, key=lambda item: item[0][0])
    former = np.array([number for _, number in listed], dtype=np.int64)
    now = {number: place for place, number in enumerate(former.tolist()) if number >= 0}
    text = example.text
    paragraphs = [int(text.paragraph[text.word_tokens[words[0]]]) for words, _ in listed]
    heads = [now.get(int(example.heads[number]), NOWHERE) if number >= 0 else NOWHERE for number in former.tolist()]
    return replace(
        example,
        units=tuple(words for words, _ in listed),
        paragraphs=np.array(paragraphs, dtype=np.int64),
        holders=_taken(example.holders, former, 0),
        heads=np.array(heads, dtype=np.int64),
        kinds=_taken(example.kinds, former, 0),
        conclusion=now.get(example.conclusion, NOWHERE),
        shared=_shared(example.shared, former),
        linked=tuple((now[a], now[b]) for a, b in example.linked if a in now and b in now),
    )


def _recut(example: Example, words: tuple[int, ...], random: Random) -> tuple[int, ...]:
    """Up to three words off at one end, never into another unit or none."""
    if random.random() >= CUT_OTHERWISE or len(words) <= _LEAST_WORDS:
        return words
    count = random.randint(1, min(3, len(words) - 2))
    return words[count:] if random.random() < 0.5 else words[:-count]


def _gaps(example: Example) -> list[tuple[int, ...]]:
    """Runs of words outside of units, cut where segments start."""
    segments = example.segments[example.text.word_tokens]
    runs: list[list[int]] = []
    for word, label in enumerate(example.labels):
        if label != OUTSIDE:
            continue
        if runs and runs[-1][-1] == word - 1 and segments[word] == INNER:
            runs[-1].append(word)
        else:
            runs.append([word])
    return [tuple(run) for run in runs if len(run) >= _LEAST_WORDS]


def _per_gap(example: Example) -> float:
    return len(example.units) / max(1, len(_gaps(example)))


def _taken(values: Ints, former: Ints, otherwise: int) -> Ints:
    if not len(values):
        return np.full(len(former), otherwise, dtype=np.int64)
    return np.where(former >= 0, values[former], otherwise)


def _shared(shared: Floats, former: Ints) -> Floats:
    if not len(shared):
        return np.zeros((len(former), len(former)), dtype=np.float32)
    known = (former >= 0).astype(np.float32)
    kept: Floats = shared[np.ix_(former, former)] * known[:, None] * known[None, :]
    return kept
