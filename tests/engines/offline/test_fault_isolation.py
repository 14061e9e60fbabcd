from __future__ import annotations

from collections.abc import Sequence

import pytest

from service.domain.document import Document
from service.engines.offline.analysis import Analysis, Analyst
from service.engines.offline.attribution.attribution import Stretch
from service.engines.offline.engine import OfflineEngine
from service.engines.offline.fault_isolation import failing_sentences
from service.engines.offline.findings import Findings
from service.pipeline.direct import map_document
from service.reading import read_text

NOTHING = Findings()
ARTICLE = (
    "The quay should be longer. Two ferries cannot berth at once, and both are late.\n\n"
    "Critics say that the town has no money. The mayor argues that the state will pay. Nobody believes her.\n\n"
    "But the ferries will not wait. So the town should borrow."
)


class FailingAnalyst(Analyst):
    """Fails on certain words, or always from a certain number of sentences on; counts how often it was asked."""

    def __init__(self, real: Analyst, words: str = "", *, always: bool = False) -> None:
        self.real, self.words, self.always, self.asked = real, words, always, 0

    def analyse(self, document: Document) -> Analysis:
        self.asked += 1
        if self.always or (self.words and self.words in document.text):
            raise ValueError("a bug, with words of the article in its message")
        return self.real.analyse(document)


@pytest.fixture
def real(engine: OfflineEngine) -> Analyst:
    return engine.analyst


async def test_what_fails_costs_its_own_sentence_and_says_so(engine: OfflineEngine, real: Analyst) -> None:
    failing = FailingAnalyst(real, "Nobody believes")
    document = read_text(ARTICLE)
    limping = OfflineEngine(failing)

    map_ = await map_document(document, limping, limping)

    whole = await map_document(document, engine, engine)
    assert [unit.text for unit in map_.units] == [
        unit.text for unit in whole.units if not unit.text.startswith("Nobody")
    ]
    (warning,) = map_.provenance.warnings
    assert (warning.code, warning.paragraph) == ("sentence-failed", 1)
    assert "test_fault_isolation.py" in warning.detail
    assert "words of the article" not in warning.detail


async def test_a_failure_is_not_repeated_for_every_paragraph(real: Analyst) -> None:
    failing = FailingAnalyst(real, always=True)
    limping = OfflineEngine(failing)
    document = read_text(ARTICLE)

    map_ = await map_document(document, limping, limping)
    asked = failing.asked
    await limping.structure(document, (await limping.voices(document)).answer, 0)

    assert failing.asked == asked
    assert map_.status == "done"
    assert [warning.code for warning in map_.provenance.warnings] == ["analysis-failed"]
    assert "The quay should be longer" in [unit.text for unit in map_.units]


def test_failing_sentences_are_found_by_halving() -> None:
    sentences = [(10 * n, 10 * n + 9) for n in range(64)]
    bad, asked = [(30, 39), (500, 509)], []

    def trial(without: Sequence[Stretch]) -> Findings | Exception:
        asked.append(without)
        return ValueError() if set(bad) - set(without) else NOTHING

    assert failing_sentences(sentences, trial) == bad
    assert len(asked) <= 24, "twelve for each"


def test_where_too_many_fail_the_search_ends() -> None:
    sentences = [(10 * n, 10 * n + 9) for n in range(1_000)]
    asked = []

    def trial(without: Sequence[Stretch]) -> Findings | Exception:
        asked.append(without)
        return ValueError()

    assert failing_sentences(sentences, trial) == sentences
    assert len(asked) <= 60


async def test_the_same_document_is_analysed_once(real: Analyst) -> None:
    counting = FailingAnalyst(real)
    engine = OfflineEngine(counting)

    assert await engine.find(read_text(ARTICLE)) is await engine.find(read_text(ARTICLE))
    assert counting.asked == 1
