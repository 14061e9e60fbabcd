"""The articles of a debate as they stand: digests in their order, the vectors of their units, and which are close."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from service.domain.debates.digest import Digest, DigestUnit
from service.domain.debates.parts import UnitRef
from service.engines.debate_answers import Statement, Verdict
from service.engines.offline.debates.cues import cues_of
from service.engines.offline.debates.pairs import PairScorer, Weight, rarity
from service.engines.offline.debates.sentence_vectors import WIDTH, Vectors, centred

NEAREST = 8
"""So many earlier units are looked at for each new one: candidates grow with the units, not with their square."""
CLOSE = 0.3
"""Cosine, the debate's mean taken away, below which two units are not looked at."""
WORTH_KEEPING = 0.05
"""Verdicts less sure than this are not kept."""


@dataclass(frozen=True)
class Candidate:
    """A new unit and an earlier one (or an earlier one of the same article); cosine plain, and without the mean."""

    new: int
    old: int
    cosine: float
    centred: float


@dataclass
class CandidateIndex:
    """Rows of `vectors` belong to `refs`. Articles are only added; one that left keeps no rows."""

    digests: dict[str, Digest] = field(default_factory=dict)
    refs: list[UnitRef] = field(default_factory=list)
    units: list[DigestUnit] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _blocks: list[Vectors] = field(default_factory=list)

    @property
    def vectors(self) -> Vectors:
        """All units' vectors [units, 384]; joined once, however many blocks were added."""
        if len(self._blocks) != 1:
            empty = np.zeros((0, WIDTH), np.float32)
            self._blocks = [np.concatenate([empty, *self._blocks])]
        return self._blocks[0]

    def add(self, digest: Digest, vectors: Vectors) -> range:
        """Take an article in; the rows that its units have now."""
        first = len(self.refs)
        self.digests[digest.map] = digest
        self.refs += [digest.ref(unit.id) for unit in digest.units]
        self.units += digest.units
        self._blocks.append(vectors)
        self.counts.update(stem for unit in digest.units for stem in cues_of(unit.text).content)
        return range(first, len(self.refs))

    @property
    def weight(self) -> Weight:
        return rarity(self.counts, len(self.refs))

    def candidates(self, rows: range) -> list[Candidate]:
        """For each of these units the nearest ones before it, in one matrix product."""
        if not rows:
            return []
        vectors, mean = self.vectors, self.vectors.mean(axis=0)
        bare = centred(vectors, mean)
        close = bare[rows.start : rows.stop] @ bare[: rows.stop].T
        close[np.arange(rows.stop)[None, :] >= np.array(rows)[:, None]] = -1
        found = []
        for number, row in enumerate(rows):
            likeness = close[number]
            nearest = np.argpartition(-likeness, min(NEAREST, len(likeness) - 1))[:NEAREST]
            for other in sorted(nearest[likeness[nearest] >= CLOSE], key=lambda at: -likeness[at]):
                cosine = float(vectors[row] @ vectors[other])
                found.append(Candidate(row, int(other), cosine, float(likeness[other])))
        return found

    def judge(self, candidates: Iterable[Candidate], scorer: PairScorer) -> list[Verdict]:
        """The pair scorer's verdicts, those that are worth keeping."""
        weight, found = self.weight, []
        for item in candidates:
            one, other = self.units[item.new], self.units[item.old]
            judged = scorer.judge(one.text, other.text, item.cosine, item.centred, weight)
            if max(judged.same, judged.opposite) >= WORTH_KEEPING:
                ends = {"a": self.refs[item.new], "b": self.refs[item.old]}
                found.append(Verdict(**ends, same=round(judged.same, 3), opposite=round(judged.opposite, 3)))
        return found

    def statement(self, ref: UnitRef) -> Statement:
        """The unit as an engine is shown it."""
        digest = self.digests[ref.map]
        unit = next(unit for unit in digest.units if unit.id == ref.unit)
        labels = {holder.id: holder.label for holder in digest.holders}
        return Statement(ref, unit.text, labels[unit.holder], unit.attitude)
