"""An index of a debate's units: ordered digests, unit vectors, and nearest neighbours of a new unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from service.domain.debates.digest import Digest, DigestUnit
from service.domain.debates.parts import UnitRef
from service.engines.debate_answers import Statement, Verdict
from service.engines.offline.debates.cues import cues_of
from service.engines.offline.debates.facts import figures_of
from service.engines.offline.debates.pairs import PairScorer, rarity
from service.engines.offline.debates.sentence_vectors import WIDTH, Vectors, centred

NEAREST = 8
"""Earlier units compared with each new one: candidates grow linearly with the units, not quadratically."""
CLOSE = 0.3
"""Minimum cosine, after subtracting the debate's mean, for two units to be compared."""
WORTH_KEEPING = 0.05
"""Verdicts below this confidence are dropped."""
FEW = 5
"""Weight of the prior: the mean is computed as if this many more units were zero vectors."""


@dataclass(frozen=True)
class Candidate:
    """A new unit and an earlier one (or an earlier one of the same article), with raw and mean-centred cosine."""

    new: int
    old: int
    cosine: float
    centred: float


@dataclass
class CandidateIndex:
    """Row `n` of `vectors` belongs to `units[n]` of the map `maps[n]`. Append-only: no article loses its rows.

    `counts`: in how many units each stem occurs.
    """

    digests: dict[str, Digest] = field(default_factory=dict)
    maps: list[str] = field(default_factory=list)
    units: list[DigestUnit] = field(default_factory=list)
    vectors: Vectors = field(default_factory=lambda: np.zeros((0, WIDTH), np.float32))
    counts: Counter[str] = field(default_factory=Counter)
    _figures: dict[str, list[tuple[UnitRef, DigestUnit]]] = field(default_factory=dict)
    _with_figures: int = 0

    def add(self, digest: Digest, vectors: Vectors) -> range:
        """Add an article; returns its units' rows."""
        first = len(self.units)
        self.digests[digest.map] = digest
        self.maps += [digest.map] * len(digest.units)
        self.units += digest.units
        self.vectors = np.vstack([self.vectors, vectors])
        self.counts.update(stem for unit in digest.units for stem in cues_of(unit.text).content)
        return range(first, len(self.units))

    def ref(self, row: int) -> UnitRef:
        return self.digests[self.maps[row]].ref(self.units[row])

    @property
    def mean(self) -> Vectors:
        """The mean vector, shrunk towards zero while units are few: a plain mean of two units leaves no similarity."""
        mean: Vectors = (self.vectors.sum(axis=0, dtype=np.float64) / (len(self.units) + FEW)).astype(np.float32)
        return mean

    def candidates(self, rows: range, least: float = CLOSE) -> list[Candidate]:
        """For each of these units its nearest predecessors, in one matrix product; `least`: as `CLOSE`."""
        if not rows:
            return []
        vectors = self.vectors[: rows.stop]
        rows_centred = centred(vectors, self.mean)
        close = rows_centred[rows.start :] @ rows_centred.T
        close[np.arange(rows.stop)[None, :] >= np.array(rows)[:, None]] = -1
        found = []
        for number, row in enumerate(rows):
            likeness = close[number]
            nearest = np.argpartition(-likeness, min(NEAREST, len(likeness) - 1))[:NEAREST]
            for other in sorted(nearest[likeness[nearest] >= least], key=lambda at: -likeness[at]):
                cosine = float(vectors[row] @ vectors[other])
                found.append(Candidate(row, int(other), cosine, float(likeness[other])))
        return found

    def judge(self, candidates: Iterable[Candidate], scorer: PairScorer) -> list[Verdict]:
        """The pair scorer's verdicts that are worth keeping."""
        weight, found = rarity(self.counts, len(self.units)), []
        for item in candidates:
            one, other = self.units[item.new], self.units[item.old]
            judged = scorer.judge(one.text, other.text, item.cosine, item.centred, weight)
            if max(judged.same, judged.opposite) >= WORTH_KEEPING:
                ends = {"a": self.ref(item.new), "b": self.ref(item.old)}
                found.append(Verdict(**ends, same=round(judged.same, 3), opposite=round(judged.opposite, 3)))
        return found

    def statement(self, row: int) -> Statement:
        """The unit as an engine is shown it."""
        return self.statement_of(self.maps[row], self.units[row])

    def statement_of(self, map_id: str, said: DigestUnit) -> Statement:
        """A unit or a place of that map as an engine is shown it."""
        digest = self.digests[map_id]
        label = next(holder.label for holder in digest.holders if holder.id == said.holder)
        known = (f"of {digest.published}" if digest.published else None, digest.outlet, digest.author)
        start = said.start if said.end else None
        return Statement(digest.ref(said), said.text, label, said.attitude, ", ".join(filter(None, known)), start)

    def figures(self, *, before: str) -> Mapping[str, Sequence[tuple[UnitRef, DigestUnit]]]:
        """Figure -> the units and places that state it, in the articles added before that map's."""
        for map_id, digest in list(self.digests.items())[self._with_figures :]:
            if map_id == before:
                break
            self._with_figures += 1
            for said in digest.said:
                for figure in figures_of(said.text):
                    self._figures.setdefault(figure, []).append((digest.ref(said), said))
        return self._figures
