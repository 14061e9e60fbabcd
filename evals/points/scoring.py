"""The pair scorer and the plain cosine on one topic's texts, as a debate sees them: the topic's mean taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.engines.offline.debates.cues import cues_of
from service.engines.offline.debates.pairs import Judged, pair_scorer, rarity
from service.engines.offline.debates.sentence_vectors import centred, sentence_encoder


@dataclass(frozen=True)
class Topic:
    """Everything that is said in one topic; a text is known by its number."""

    texts: Sequence[str]

    def judge(self, pairs: Sequence[tuple[int, int]]) -> tuple[list[Judged], list[float]]:
        """The scorer's judgement of each pair, and the cosine of its vectors."""
        vectors = sentence_encoder().encode(self.texts)
        bare = centred(vectors, np.asarray(vectors.mean(axis=0)))
        weight = rarity(Counter(stem for text in self.texts for stem in cues_of(text).content), len(self.texts))
        cosines = [float(vectors[a] @ vectors[b]) for a, b in pairs]
        judged = [
            pair_scorer().judge(self.texts[a], self.texts[b], cosine, float(bare[a] @ bare[b]), weight)
            for (a, b), cosine in zip(pairs, cosines, strict=True)
        ]
        return judged, cosines


def best_threshold(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Where the F1 of these pairs is best."""
    values, truth = np.asarray(scores), np.asarray(labels, dtype=float)
    order = np.argsort(-values)
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(values) + 1) + truth.sum())
    return float(values[order][int(f1.argmax())])
