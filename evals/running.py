"""Runs a predictor over a suite and counts; what a run found is one value that can be stored and compared."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from evals.documents import GoldDocument
from evals.engines import Prediction, Predictor
from evals.metering import Cost, words_of
from evals.metrics.labels import NOTHING, Labels
from evals.metrics.pairing import Pair, pair
from evals.metrics.scores import Counts
from evals.metrics.viewing import labels_of
from evals.progress import SILENT, Watcher
from evals.suites import Suite
from service.domain.argument_map import ArgumentMap
from service.domain.provenance import MapWarning

SuiteT = TypeVar("SuiteT")
ItemT = TypeVar("ItemT")

AT_ONCE = 8
"""Documents in the works at the same time; engines limit their own calls."""


@dataclass(frozen=True)
class ScoredDocument:
    """`counts`: metric id -> counts; `pair`: the alignment behind them; `problems`: why it is not valid."""

    id: str
    counts: Mapping[str, Counts]
    pair: Pair
    prediction: Prediction
    problems: tuple[str, ...]

    @property
    def degraded(self) -> bool:
        """Whether the offline engine had to do a part of it."""
        return self.prediction.map is not None and self.prediction.map.status == "partial"

    @property
    def warnings(self) -> tuple[MapWarning, ...]:
        return self.prediction.map.provenance.warnings if self.prediction.map else ()


@dataclass(frozen=True)
class ScoredRun(Generic[SuiteT, ItemT]):
    """An engine's run over a suite.

    `words`: of body text that was read; `relayed`: who carried a model's answers, where not by direct calls.
    """

    suite: SuiteT
    engine: str
    model: str | None
    prompts: Mapping[str, str]
    documents: tuple[ItemT, ...]
    words: int
    cost: Cost | None = None
    relayed: str | None = None


class ScoredSuite(ScoredRun[Suite, ScoredDocument]):
    """Of maps."""


async def run_suite(
    suite: Suite, predictor: Predictor, watcher: Watcher = SILENT, at_once: int = AT_ONCE
) -> ScoredSuite:
    """Predicts and scores every document, `at_once` of them at the same time."""
    slots = asyncio.Semaphore(at_once)

    async def predict(document: GoldDocument) -> Prediction:
        async with slots:
            made = await predictor.predict(document)
        watcher.done(document.id)
        return made

    made = await asyncio.gather(*(predict(document) for document in suite.documents))
    scored = [score_document(suite, item, result) for item, result in zip(suite.documents, made, strict=True)]
    return ScoredSuite(
        suite,
        predictor.name,
        predictor.model,
        dict(predictor.prompts),
        tuple(scored),
        _words(result.map for result in made),
    )


def _words(maps: Iterable[ArgumentMap | None]) -> int:
    documents = [map_.document for map_ in maps if map_ is not None]
    return words_of(part.cut(document.text) for document in documents for part in document.body())


def score_document(suite: Suite, document: GoldDocument, prediction: Prediction) -> ScoredDocument:
    """Counts of all of the suite's metrics; no map counts as nothing found."""
    predicted = NOTHING if prediction.map is None else labels_of(prediction.map, suite.form)
    return score_labels(suite, document, predicted, prediction)


def score_labels(suite: Suite, document: GoldDocument, predicted: Labels, prediction: Prediction) -> ScoredDocument:
    """As `score_document`, for labels that need not be a map's."""
    aligned = pair(document.labels, predicted)
    counts = {metric.id: metric.count(aligned) for metric in suite.metrics}
    problems = (*prediction.problems, *predicted.violations, *_crashes(prediction))
    return ScoredDocument(document.id, counts, aligned, prediction, problems)


def _crashes(prediction: Prediction) -> list[str]:
    """Steps in which an engine failed: the map is valid, but its scores mean nothing."""
    warnings = prediction.map.provenance.warnings if prediction.map else ()
    return [f"[{item.code}] {item.detail}" for item in warnings if item.code == "internal-error"]
