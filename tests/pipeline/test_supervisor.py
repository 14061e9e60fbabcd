"""Worker ids, and runs that got lost between our tables and the queue's."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

import pytest

from service.domain.provenance import Provenance
from service.engines.answers import VoicesAnswer
from service.errors import InputError
from service.pipeline import supervisor
from service.pipeline.assembly import assemble
from service.pipeline.run_executor import RunExecutor
from service.pipeline.runs import Runs
from service.pipeline.supervisor import claim_worker_id
from service.pipeline.worker_context import RunInput
from service.storage import heartbeats
from service.storage.heartbeats import HeartbeatTable
from service.storage.store import MapStore
from tests.pipeline.conftest import StartRuns, queue_database
from tests.pipeline.engines import Source, WordEngine, article, slowly
from tests.storage.builders import make_document

HOST = socket.gethostname()


@pytest.fixture
def beats(store: MapStore) -> HeartbeatTable:
    return HeartbeatTable(store.database)


def dead_pid() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_each_process_gets_an_id_of_its_own(beats: HeartbeatTable) -> None:
    assert [claim_worker_id(beats, None, f"t{number}") for number in range(3)] == [
        f"{HOST}-{number}" for number in range(3)
    ]


def test_a_restarted_process_gets_its_id_back(beats: HeartbeatTable) -> None:
    assert beats.claim(f"{HOST}-0", "old", HOST, dead_pid(), in_place_of=None)
    assert beats.claim(f"{HOST}-1", "alive", HOST, os.getppid(), in_place_of=None)
    assert claim_worker_id(beats, None, "new") == f"{HOST}-0"
    assert claim_worker_id(beats, None, "another") == f"{HOST}-2"


def test_an_id_of_another_host_is_free_once_that_is_silent(
    beats: HeartbeatTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "DEAD_SECONDS", 1.0)
    assert beats.claim("w", "old", "elsewhere", 1, in_place_of=None)
    assert claim_worker_id(beats, "w", "new") == "w"


def test_two_workers_cannot_share_an_id(beats: HeartbeatTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "DEAD_SECONDS", 1.0)
    beats.claim("w", "old", HOST, os.getppid(), in_place_of=None)
    over = threading.Event()

    def beat() -> None:
        while not over.wait(0.05):
            beats.beat("w", "old")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(beat)
        try:
            with pytest.raises(InputError, match="'w' is in use by process"):
                claim_worker_id(beats, "w", "new")
        finally:
            over.set()


def accept_only(store: MapStore, map_id: str) -> None:
    """What a process leaves that dies between accepting a map and queueing its run."""
    document = make_document(article(2))
    empty = assemble(
        document, VoicesAnswer(), [], None, map_id=map_id, status="queued", provenance=Provenance(engine="llm")
    )
    store.create(empty, engine="llm", run_input=RunInput(document, "llm").dump())


async def test_an_accepted_run_that_was_never_queued_is_found(
    store: MapStore, start_runs: StartRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOST_SECONDS", 0.3)
    accept_only(store, "lost")
    runs = await asyncio.to_thread(start_runs)
    assert await runs.wait("lost", 60)
    assert store.summary("lost", None).status == "done"


class Broken(Source):
    """Has no engine for anybody."""

    async def for_run(self, *_: Any, **__: Any) -> NoReturn:
        raise ZeroDivisionError


async def test_a_run_whose_workflow_failed_ends_as_failed(
    store: MapStore, start_runs: StartRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOST_SECONDS", 0.3)

    real, crashed = RunExecutor.give_up, list[str]()

    async def crash_once(self: RunExecutor, map_id: str, note: Mapping[str, str]) -> None:
        if map_id not in crashed:
            crashed.append(map_id)
            raise ZeroDivisionError
        await real(self, map_id, note)

    monkeypatch.setattr(RunExecutor, "give_up", crash_once)
    runs: Runs = await asyncio.to_thread(start_runs, Broken())
    map_id = await asyncio.to_thread(runs.submit, make_document(article(2)), engine="llm")
    other = await asyncio.to_thread(runs.submit, make_document(article(2)), engine="llm")
    assert await runs.wait(map_id, 60)
    assert await runs.wait(other, 60)
    map_ = store.get(map_id, None).parse()
    assert (map_.status, map_.provenance.warnings[-1].code) == ("failed", "internal-error")
    assert sorted(crashed) == sorted([map_id, other])


async def test_a_run_that_ended_too_early_is_begun_anew(
    store: MapStore, start_runs: StartRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOST_SECONDS", 0.3)
    real, calls = RunExecutor.run, []

    async def forget_once(self: RunExecutor, map_id: str) -> None:
        calls.append(map_id)
        if len(calls) > 1:
            await real(self, map_id)

    monkeypatch.setattr(RunExecutor, "run", forget_once)
    runs: Runs = await asyncio.to_thread(start_runs)
    map_id = await asyncio.to_thread(runs.submit, make_document(article(2)), engine="llm")
    assert await runs.wait(map_id, 60)
    assert store.summary(map_id, None).status == "done"
    assert len(calls) == 2


async def test_a_piece_that_nobody_works_on_is_put_back(
    store: MapStore, start_runs: StartRuns, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue names this worker for it, such as after its twin of the same name was taken over."""
    monkeypatch.setattr(supervisor, "LOST_PIECE_SECONDS", 0.3)
    runs: Runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", slowly(0.3))), max_runs=1)
    first, map_id = [await asyncio.to_thread(runs.submit, make_document(article(2)), engine="llm") for _ in range(2)]
    with queue_database(database_url) as (connection, schema):
        taken = connection.exec_driver_sql(
            f"UPDATE {schema}workflow_status SET status = 'PENDING', executor_id = '{runs.worker_id}' "
            f"WHERE workflow_uuid = '{map_id}'"
        )
    assert taken.rowcount == 1
    assert await runs.wait(first, 60)
    assert await runs.wait(map_id, 60)


def test_an_id_whose_heir_died_too_is_free_again(beats: HeartbeatTable, monkeypatch: pytest.MonkeyPatch) -> None:
    beats.claim("w", "old", HOST, os.getpid(), in_place_of=None)
    beats.inherit("heir", -60)
    assert not beats.claim("w", "new", HOST, os.getpid(), in_place_of="old")
    monkeypatch.setattr(heartbeats, "MOVING_SECONDS", -1.0)
    assert beats.claim("w", "new", HOST, os.getpid(), in_place_of="old")
    assert beats.beat("w", "new")


def test_nobody_takes_the_id_of_a_worker_whose_work_is_being_moved(beats: HeartbeatTable) -> None:
    beats.claim("w", "old", HOST, dead_pid(), in_place_of=None)
    beats.claim("heir", "heir", HOST, os.getppid(), in_place_of=None)
    [dead] = [beat for beat in beats.inherit("heir", -60) if beat.worker_id == "w"]
    assert not beats.claim("w", "new", HOST, os.getpid(), in_place_of="old")
    beats.forget(dead.worker_id, dead.token)
    assert beats.claim("w", "new", HOST, os.getpid(), in_place_of=None)
