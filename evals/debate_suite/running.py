"""Runs a predictor over all debates and counts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from evals.debate_suite.predicting import DebatePrediction, DebatePredictor
from evals.debate_suite.suite import DebateSuite, GoldDebate
from evals.metering import words_of
from evals.metrics.debates.labels import NOTHING
from evals.metrics.debates.pairing import DebatePair, pair_debates
from evals.metrics.debates.viewing import labels_of_debate, labels_of_given
from evals.metrics.scores import Counts
from evals.running import ScoredRun
from service.domain.provenance import MapWarning


@dataclass(frozen=True)
class ScoredDebate:
    """`counts`: metric id -> counts; `pair`: the alignment behind them; `problems`: why it is not valid."""

    id: str
    counts: Mapping[str, Counts]
    pair: DebatePair
    prediction: DebatePrediction
    problems: tuple[str, ...]

    @property
    def degraded(self) -> bool:
        """Whether the offline engine had to do a part of it."""
        debate = self.prediction.debate
        maps = self.prediction.maps.values()
        return any(map_.status == "partial" for map_ in maps) or (debate is not None and debate.status == "partial")

    @property
    def warnings(self) -> tuple[MapWarning, ...]:
        """Of its maps and its own."""
        debate = self.prediction.debate
        made = [item.provenance for item in self.prediction.maps.values()] + ([debate.provenance] if debate else [])
        return tuple(warning for item in made for warning in item.warnings)


class ScoredDebates(ScoredRun[DebateSuite, ScoredDebate]):
    """Of debates."""


async def run_debates(suite: DebateSuite, predictor: DebatePredictor) -> ScoredDebates:
    """Predicts and scores every debate."""
    made = await asyncio.gather(*(predictor.predict(gold) for gold in suite.documents))
    scored = [score_debate(suite, gold, found) for gold, found in zip(suite.documents, made, strict=True)]
    return ScoredDebates(
        suite=suite,
        engine=predictor.name,
        model=predictor.model,
        prompts=dict(predictor.prompts),
        documents=tuple(scored),
        words=words_of(
            part.cut(read.text) for gold in suite.documents for read in gold.texts.values() for part in read.body()
        ),
    )


def score_debate(suite: DebateSuite, gold: GoldDebate, prediction: DebatePrediction) -> ScoredDebate:
    """Counts of all metrics; no debate counts as nothing found."""
    debate, given = prediction.debate, prediction.given
    predicted = NOTHING if debate is None else labels_of_debate(debate, prediction.maps)
    pair = pair_debates(gold.labels, predicted, None if given is None else labels_of_given(given, gold.labels))
    counts = {metric.id: metric.count(pair) for metric in suite.metrics}
    found = ScoredDebate(gold.id, counts, pair, prediction, prediction.problems)
    crashes = tuple(f"[{item.code}] {item.detail}" for item in found.warnings if item.code == "internal-error")
    return ScoredDebate(gold.id, counts, pair, prediction, (*prediction.problems, *crashes))
