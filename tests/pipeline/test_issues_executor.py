"""The issues of a stored map that has none: asked for later, kept as a new version, never at the map's cost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from service.engines.answers import IssueAnswer, QuestionAnswer
from service.engines.engine import StepFailed
from service.errors import BudgetSpent
from service.storage.errors import HasIssues, NotFinished
from service.storage.store import MapStore
from tests.building import dispute_map
from tests.pipeline.conftest import StartRuns, one_database
from tests.pipeline.engines import Before, Source, WordEngine, at_once, slowly
from tests.storage.builders import make_document
from tests.waiting import come_true

FOUND = (
    IssueAnswer(
        id="x",
        question=QuestionAnswer(text="Why is the lake gone?"),
        positions=dispute_map().issues[0].positions,
        contrasts=dispute_map().issues[0].contrasts,
    ),
)


def finding(name: str = "llm", before: Before = at_once) -> WordEngine:
    engine = WordEngine(name, before)
    engine.found = FOUND
    return engine


def stored(store: MapStore, **changes: Any) -> str:
    map_ = dispute_map(issues=(), **changes)
    return store.create(map_, engine="import")


async def test_issues_come_as_a_new_version_with_their_cost(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs, Source(finding()))
    map_id = stored(store)
    work = await asyncio.to_thread(runs.find_issues, map_id, None, "llm")
    assert await runs.wait_for_step(map_id, work, 60)
    map_ = store.get(map_id, None).parse()
    assert (map_.version, map_.status, len(map_.issues)) == (2, "done", 1)
    assert map_.issues[0].positions == dispute_map().issues[0].positions
    assert map_.provenance.usage.calls == 1
    assert [info.made_by for info in store.versions(map_id, None)] == ["import", "engine:llm"]
    told = [event for event in store.events_after(map_id) if event.kind == "issues"]
    assert [event.data for event in told] == [{"issues": 1, "engine": "llm", "warning": None}]
    with pytest.raises(HasIssues):
        await asyncio.to_thread(runs.find_issues, map_id, None, "llm")


@one_database
@pytest.mark.parametrize("error", [StepFailed("it refused", reason="refused"), BudgetSpent("all spent")])
async def test_a_failed_question_is_answered_by_the_other_engine(
    store: MapStore, start_runs: StartRuns, error: Exception
) -> None:
    async def fail(_step: str, _paragraph: int | None) -> None:
        raise error

    runs = await asyncio.to_thread(start_runs, Source(finding("llm", fail), finding("offline")))
    map_id = stored(store)
    work = await asyncio.to_thread(runs.find_issues, map_id, None, "llm")
    assert await runs.wait_for_step(map_id, work, 60)
    map_ = store.get(map_id, None).parse()
    assert (len(map_.issues), len(map_.units)) == (1, 5)
    assert len(map_.provenance.warnings) == 1


async def test_a_correction_made_meanwhile_is_kept_and_the_question_put_again(
    store: MapStore, start_runs: StartRuns
) -> None:
    asked = asyncio.Event()
    corrected = asyncio.Event()

    async def hold(_step: str, _paragraph: int | None) -> None:
        asked.set()
        while not corrected.is_set():
            await asyncio.sleep(0.01)

    runs = await asyncio.to_thread(start_runs, Source(finding("llm", hold)))
    map_id = stored(store)
    work = await asyncio.to_thread(runs.find_issues, map_id, None, "llm")
    await come_true(asked.is_set)
    present = store.get(map_id, None).parse()
    fewer = present.model_copy(update={"conclusion": "u4"})
    store.put_version(fewer, None, expected_version=1, made_by="user")
    corrected.set()
    assert await runs.wait_for_step(map_id, work, 60)
    map_ = store.get(map_id, None).parse()
    assert (map_.version, map_.conclusion, len(map_.issues)) == (3, "u4", 1)


@one_database
# DBOS drops the tasks that it had not begun when its loop is closed.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_map_that_is_still_being_made_is_not_asked_about(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", slowly(5))))
    map_id = await asyncio.to_thread(runs.submit, make_document("One claim. Another claim."), engine="llm")
    with pytest.raises(NotFinished):
        await asyncio.to_thread(runs.find_issues, map_id, None)
    await asyncio.to_thread(runs.delete, map_id, None)
