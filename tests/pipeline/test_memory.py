"""Very large articles wait for each other outside of the queue, so that any number of them fits into memory."""

from __future__ import annotations

import asyncio

import pytest

from service.pipeline import worker_context
from service.pipeline.worker_context import Parked, WorkerContext
from service.settings import Settings
from service.storage.store import MapStore
from tests.pipeline.conftest import StartRuns
from tests.pipeline.engines import Source, WordEngine, article
from tests.storage.builders import make_document
from tests.waiting import come_true


def test_one_that_is_larger_than_all_may_be_is_worked_on_alone(store: MapStore, database_url: str) -> None:
    context = WorkerContext(Settings(database_url=database_url), store, Source())
    with context.memory_for(40 << 20):
        with context.memory_for(1 << 10):
            pass
        with pytest.raises(Parked), context.memory_for(2 << 20):
            pass


async def test_large_articles_wait_for_each_other_without_a_place_in_the_queue(
    store: MapStore, start_runs: StartRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_context, "LARGE_INPUT", 4_000)
    monkeypatch.setattr(worker_context, "MOST_LARGE_INPUTS", 5_000)
    let_go = asyncio.Event()

    async def hold(_step: str, paragraph: int | None) -> None:
        while paragraph == 20 and not let_go.is_set():
            await asyncio.sleep(0.02)

    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", hold)), max_runs=2)
    large = [await asyncio.to_thread(runs.submit, make_document(article(30)), engine="llm") for _ in range(3)]
    await come_true(lambda: runs.queue_depths()["runs"] == 0)
    small = await asyncio.to_thread(runs.submit, make_document(article(1)), engine="llm")
    assert await runs.wait(small, 60)
    assert not any(store.summary(map_id, None).finished for map_id in large)
    let_go.set()
    for map_id in large:
        assert await runs.wait(map_id, 60)
        assert store.summary(map_id, None).status == "done"
