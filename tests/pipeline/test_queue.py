"""What DBOS is told, so that none of its traps is open."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator

import pytest

from service.pipeline.queue import VERSION, QueueLimits, WorkQueue
from service.storage.store import MapStore
from tests.pipeline.conftest import queue_database
from tests.waiting import until


class Bench:
    """Work that notes what it was given, and waits to be let go."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []
        self.go = threading.Event()

    async def run(self, map_id: str) -> None:
        while not self.go.is_set():
            await asyncio.sleep(0.01)
        self.done.append((map_id,))

    async def debate(self, *arguments: object) -> None:
        self.done.append(arguments)


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def queue(store: MapStore, bench: Bench) -> Iterator[WorkQueue]:
    opened = WorkQueue(store.database.url, QueueLimits(runs=2, runs_of_one=64), "worker-a", work=True)
    opened.start(bench.run, bench.debate)
    yield opened
    opened.stop()


def test_work_is_done_once_and_kept_as_plain_json(queue: WorkQueue, bench: Bench, database_url: str) -> None:
    for _ in range(3):
        queue.put_debate("debate:m:3", "m", 3)
    until(lambda: bench.done == [("m", 3)])
    until(lambda: queue.find(["debate:m:3"])["debate:m:3"].state == "done")
    queue.put_debate("debate:m:3", "m", 3)
    with queue_database(database_url) as (connection, schema):
        [row] = connection.exec_driver_sql(
            "SELECT s.workflow_uuid, i.inputs, serialization, application_version, executor_id "
            f"FROM {schema}workflow_status s JOIN {schema}workflow_input i ON i.workflow_uuid = s.workflow_uuid"
        ).all()
    assert row.workflow_uuid == "debate:m:3"
    assert json.loads(row.inputs)["positionalArgs"] == ["m", 3]
    assert row.serialization == "portable_json"
    assert row.application_version == VERSION
    assert row.executor_id == "worker-a"
    assert bench.done == [("m", 3)]


def test_a_worker_does_so_many_at_once(queue: WorkQueue, bench: Bench) -> None:
    for number in range(5):
        queue.put_run(f"m{number}", None)
    until(lambda: len(queue.of_worker("worker-a")) == 2)
    threading.Event().wait(0.6)
    assert len(queue.of_worker("worker-a")) == 2
    assert queue.depths() == {"runs": 3, "debates": 0}
    bench.go.set()
    until(lambda: len(bench.done) == 5)


def test_a_worker_without_work_polls_nothing_and_wakes_for_what_comes(
    store: MapStore, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = WorkQueue(store.database.url, QueueLimits(runs=2, runs_of_one=64), "worker-a", work=True, awake_seconds=0)
    queue.start(bench.run, bench.debate)
    for number, put_by in enumerate(("itself", "another process")):
        queue.look(busy=True)
        assert not queue.rests
        queue.look(busy=False)
        assert queue.rests
        until(lambda: not any(thread.name.startswith("queue-worker") for thread in threading.enumerate()))
        with monkeypatch.context() as patch:
            if put_by == "another process":
                patch.setattr(queue, "wake", lambda: None)
            queue.put_debate(f"m:{number}", "m", number)
        if put_by == "another process":
            assert queue.rests
            queue.look(busy=False)
        until(lambda count=number + 1: len(bench.done) == count)
    queue.stop()


def test_done_work_is_swept_away_after_a_while(queue: WorkQueue, bench: Bench) -> None:
    for number in range(3):
        queue.put_debate(f"m:{number}", "m", number)
    until(lambda: len(bench.done) == 3)
    until(lambda: all(work.state == "done" for work in queue.find([f"m:{number}" for number in range(3)]).values()))
    assert queue.sweep(60) == 0
    assert queue.sweep(-5) == 3
    assert queue.find(["m:0"]) == {}


# DBOS drops the tasks that it had not begun when its loop is closed.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_a_stopped_worker_had_is_handed_back(store: MapStore, bench: Bench) -> None:
    limits = QueueLimits(runs=2, runs_of_one=64)
    first = WorkQueue(store.database.url, limits, "worker-a", work=True)
    first.start(bench.run, bench.debate)
    first.put_run("m", None)
    until(lambda: first.find(["m"])["m"].state == "working")
    first.pause()
    first.stop()
    first.hand_back()
    second = WorkQueue(store.database.url, limits, "worker-b", work=True)
    bench.go.set()
    second.start(bench.run, bench.debate)
    until(lambda: bench.done == [("m",)])
    until(lambda: second.find(["m"])["m"].state == "done")
    assert second.find(["m"])["m"].worker == "worker-b"
    second.stop()
