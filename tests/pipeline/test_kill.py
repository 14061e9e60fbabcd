"""Real worker processes that are killed, frozen and told to end while they make a map with a real HTTP model."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from service.domain.argument_map import ArgumentMap
from service.pipeline.runs import Runs
from service.storage.heartbeats import HeartbeatTable
from service.storage.store import MapStore
from tests.pipeline.engines import article
from tests.pipeline.ledger import Ledger, marked_chain
from tests.pipeline.processes import Process
from tests.pipeline.test_runs import same
from tests.pipeline.undisturbed import undisturbed
from tests.scripted_llm import ScriptedLLM
from tests.storage.builders import make_document
from tests.waiting import come_true

PARAGRAPHS = 40
MANY = 240
"""Paragraphs in 24 groups: six calls at once, in four rounds."""
TAKEOVER_SECONDS = 90
"""Many times what a silent worker is given, since the machine may be busy."""

several_workers = pytest.mark.parametrize(
    "database_url", ["postgres", pytest.param("sqlite", marks=pytest.mark.slow)], indirect=True
)
"""Several workers have PostgreSQL, as the documentation advises; such a test waits until one of them counts as dead."""


@pytest.fixture
def model() -> Iterator[ScriptedLLM]:
    with ScriptedLLM(marked_chain, delay=0.4) as server:
        yield server


async def expected(text: str) -> ArgumentMap:
    return await asyncio.to_thread(undisturbed, make_document(text))


def finished_paragraphs(store: MapStore, map_id: str) -> int:
    return sum(event.kind == "paragraph" for event in store.events_after(map_id))


async def freeze_between_writes(process: Process, database_url: str) -> None:
    """Whoever freezes while it holds SQLite's write lock holds up all others, which is not what is tested."""
    file = make_url(database_url).database or ""
    files = [file, f"{file.removesuffix('.db')}-dbos.db"] if database_url.startswith("sqlite") else []
    while True:
        process.freeze()
        try:
            for name in files:
                with closing(sqlite3.connect(name, timeout=0.2, isolation_level=None)) as connection:
                    connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError:
            process.wake()
            await asyncio.sleep(0.1)


def check_events(store: MapStore, map_id: str, paragraphs: int = PARAGRAPHS) -> None:
    told = store.events_after(map_id)
    assert [event.seq for event in told] == list(range(1, len(told) + 1))
    kinds = [event.kind for event in told]
    assert kinds[:3] == ["queued", "started", "voices"]
    assert kinds[-4:] == ["references", "links", "issues", "finished"]
    numbers = sorted(event.data["paragraph"] for event in told if event.kind == "paragraph")
    assert numbers == list(range(paragraphs))


async def test_a_killed_worker_finishes_after_a_restart_and_pays_for_nothing_twice(
    runs: Runs, store: MapStore, database_url: str, model: ScriptedLLM, tmp_path: Path
) -> None:
    """Three kills; swapped answers, lost or doubled events, and calls paid for again would all show."""
    text, ledger = article(MANY), Ledger(model, database_url)
    map_id = await asyncio.to_thread(runs.submit, make_document(text), engine="llm")
    stored = 0
    for at_least in (20, 90, 150):
        with Process.worker(
            tmp_path / "log", database=database_url, model=model.base_url, ARGMAP_LLM_CONCURRENCY="6"
        ) as worker:
            await come_true(lambda least=at_least: finished_paragraphs(store, map_id) >= least)
            worker.kill()
        stored = ledger.note()
    assert stored > 15
    with Process.worker(
        tmp_path / "log", database=database_url, model=model.base_url, ARGMAP_LLM_CONCURRENCY="6"
    ) as worker:
        assert await runs.wait(map_id, 60)
        assert worker.end() == 0
    ledger.check()
    assert ledger.extra <= 3 * 7
    map_ = store.get(map_id, None).parse()
    assert map_.status == "done"
    assert same(map_) == same(await expected(text))
    check_events(store, map_id, MANY)


@several_workers
async def test_a_dead_workers_runs_are_taken_over_by_another(
    runs: Runs, store: MapStore, database_url: str, model: ScriptedLLM, tmp_path: Path
) -> None:
    text, ledger = article(PARAGRAPHS), Ledger(model, database_url)
    with (
        Process.worker(
            tmp_path / "first", database=database_url, model=model.base_url, ARGMAP_LLM_CONCURRENCY="4"
        ) as first,
        Process.worker(
            tmp_path / "second", database=database_url, model=model.base_url, ARGMAP_LLM_CONCURRENCY="4"
        ) as second,
    ):
        beats = HeartbeatTable(store.database)
        await come_true(lambda: len(beats.all()) == 2)
        made = [
            await asyncio.to_thread(runs.submit, make_document(article(PARAGRAPHS, tag=tag)), engine="llm")
            for tag in "ab"
        ]
        await come_true(lambda: all(finished_paragraphs(store, map_id) >= 4 for map_id in made))
        first.kill()
        ledger.note()
        await come_true(lambda: len(beats.all()) == 1, TAKEOVER_SECONDS)
        for map_id in made:
            assert await runs.wait(map_id, 60)
        assert second.end() == 0
    ledger.check()
    for map_id, tag in zip(made, "ab", strict=True):
        assert same(store.get(map_id, None).parse()) == same(await expected(article(PARAGRAPHS, tag=tag)))
        check_events(store, map_id)
    assert text


@several_workers
async def test_a_frozen_worker_that_wakes_does_no_harm(
    runs: Runs, store: MapStore, database_url: str, model: ScriptedLLM, tmp_path: Path
) -> None:
    text, ledger = article(PARAGRAPHS), Ledger(model, database_url)
    with Process.worker(
        tmp_path / "first", database=database_url, model=model.base_url, ARGMAP_LLM_CONCURRENCY="4"
    ) as first:
        map_id = await asyncio.to_thread(runs.submit, make_document(text), engine="llm")
        await come_true(lambda: finished_paragraphs(store, map_id) >= 5)
        await freeze_between_writes(first, database_url)
        ledger.note()
        with Process.worker(
            tmp_path / "second", database=database_url, model=model.base_url, ARGMAP_LLM_CONCURRENCY="4"
        ) as second:
            await come_true(lambda: finished_paragraphs(store, map_id) >= 25, TAKEOVER_SECONDS)
            first.wake()
            assert await runs.wait(map_id, 60)
            map_ = store.get(map_id, None).parse()
            another = await asyncio.to_thread(runs.submit, make_document(article(8, tag="z")), engine="llm")
            assert await runs.wait(another, 60)
            assert first.end() == 0
            assert second.end() == 0
    ledger.check()
    assert same(map_) == same(await expected(text))
    assert store.get(map_id, None).parse() == map_
    check_events(store, map_id)


@several_workers
async def test_a_worker_told_to_end_finishes_its_calls_and_hands_the_rest_back(
    runs: Runs, store: MapStore, database_url: str, model: ScriptedLLM, tmp_path: Path
) -> None:
    text = article(PARAGRAPHS)
    with Process.worker(
        tmp_path / "first", database=database_url, model=model.base_url, ARGMAP_LLM_CONCURRENCY="4"
    ) as first:
        map_id = await asyncio.to_thread(runs.submit, make_document(text), engine="llm")
        await come_true(lambda: finished_paragraphs(store, map_id) >= 5)
        assert first.end() == 0
    assert model.broken_off == 0
    assert "dbos.dev" not in first.text()  # nothing is advertised, and no conductor is looked for
    assert "conductor" not in first.text().lower()
    assert HeartbeatTable(store.database).all() == []
    with Process.worker(
        tmp_path / "second", database=database_url, model=model.base_url, ARGMAP_LLM_CONCURRENCY="4"
    ) as second:
        await come_true(lambda: finished_paragraphs(store, map_id) >= 20)
        assert await runs.wait(map_id, 60)
        await come_true(lambda: HeartbeatTable(store.database).all() != [])  # it is up, if the first one did all
        assert second.end() == 0
    assert max(model.counts.values()) == 1
    assert same(store.get(map_id, None).parse()) == same(await expected(text))
    check_events(store, map_id)
