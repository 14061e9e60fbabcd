"""The durable task queue, built on DBOS. The only module that imports it.

A map's run is one workflow (its id is the map's), and so are a single step of a finished map
(`MAP:STEP:VERSION`) and a debate's run. Workflows record no steps in DBOS: results are stored in our own tables under
their own names, never by call order, so that work repeated after a crash finds them and cannot use another
paragraph's answer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, WorkflowStatus
from dbos import DBOSPortableJSONSerializer as PortableJSON
from dbos._queue import queue_thread  # what `DBOS.launch` starts; only so can it be started again

from service.storage.database import IDLE_TRANSACTION_SECONDS, make_engine, postgres_options, translated

APPLICATION = "argmap"
VERSION = "argmap-1"
"""Changes when this release cannot resume an older one's workflows. Unset, DBOS would hash the source instead."""
RUNS, DEBATES = "runs", "debates"
_OF_EARLIER_RELEASES = {"queues": ("paragraphs-offline", "paragraphs-llm"), "names": ["map_paragraph", "map_issues"]}
"""Until 0.2 each paragraph was a task of its own; a run now asks for whatever it lacks."""
_WAITING, _WORKING, _DONE = "ENQUEUED", "PENDING", "SUCCESS"
_ENDED = [_DONE, "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_NOBODY = "-"
_POLL_SECONDS = 0.15
"""Seconds between polls of a queue, each about 2 ms."""
_THREADS = 64

_FOR_OTHERS = 2
"""Slots of a worker that one owner's runs leave free, if it has more than a few."""
_LARGE_BITS = 16
"""Tasks of up to 2**16 bytes run in order of arrival, larger ones after smaller ones of the same owner."""

MapRun = Callable[..., Awaitable[None]]
DebateRun = Callable[[str, int], Awaitable[None]]


@dataclass(frozen=True)
class QueueLimits:
    """How many runs one worker executes at once; no single owner ever gets all slots.

    `runs_of_all`, `runs_of_one`: concurrent runs across all workers, in total and per owner.
    """

    runs: int
    runs_of_one: int
    runs_of_all: int | None = None


@dataclass(frozen=True)
class Work:
    """A workflow as the queue sees it. `state`: waiting, working, done or failed; `worker`: who is executing it."""

    id: str
    queue: str
    state: str
    worker: str | None


def step_id(map_id: str, step: str, version: int) -> str:
    return f"{map_id}:{step}:{version}"


class WorkQueue:
    """One per process. All methods block: call them from threads, and `start` from one without an event loop.

    `awake_seconds`: how long a worker polls the queues after work was put into them.
    """

    def __init__(
        self, database_url: sa.URL, limits: QueueLimits, worker_id: str, *, work: bool, awake_seconds: float = 20.0
    ) -> None:
        self._url = database_url
        self._limits = limits
        self._worker_id = worker_id
        self._work = work
        self._engine: sa.Engine | None = None
        self._dbos: DBOS | None = None
        self._awake_seconds = awake_seconds
        self._poller: threading.Thread | None = None
        self._rests, self._woken = False, 0.0
        self._lock = threading.Lock()

    def start(self, run: MapRun, debate: DebateRun) -> None:
        """Migrate the queue's tables, and start working if this process is a worker.

        Resumes what a dead process with this worker id left unfinished. Safe to retry on failure.
        """
        try:
            self._start(run, debate)
        except BaseException:
            self.stop()
            raise

    def _start(self, run: MapRun, debate: DebateRun) -> None:
        config: DBOSConfig = {
            "name": APPLICATION,
            "application_version": VERSION,
            "executor_id": self._worker_id,
            "serializer": PortableJSON(),
            "log_level": "WARNING",
            "max_executor_threads": _THREADS,
            "sys_db_idle_transaction_timeout_sec": float(IDLE_TRANSACTION_SECONDS),
            "notification_coalesce_sec": 1.0,  # for DBOS's own notifications, which nothing here waits for
            **self._where(),
        }
        self._dbos = DBOS(config=config)
        self._rests, self._woken = False, time.monotonic()
        DBOS.workflow(name="map_run", max_recovery_attempts=None)(_named(run, "map_run"))
        DBOS.workflow(name="debate_run", max_recovery_attempts=None)(_named(debate, "debate_run"))
        if not self._work:
            DBOS.listen_queues([])
        with translated(self._engine.url if self._engine is not None else self._url):
            DBOS.launch()
            runs = self._limits.runs
            DBOS.register_queue(
                RUNS,
                worker_concurrency=runs,
                global_concurrency=self._limits.runs_of_all,
                partition_concurrency=self._limits.runs_of_one,
                partition_worker_concurrency=min(self._limits.runs_of_one, runs - _FOR_OTHERS if runs > 4 else runs),
                polling_interval_sec=_POLL_SECONDS,
            )
            DBOS.register_queue(DEBATES, polling_interval_sec=_POLL_SECONDS)
            self._dbos._background_jobs_stop_event.set()  # for delays and time limits, which nothing here has
            if not self._work:
                self._rest()
            self._clear_away_earlier_releases()

    def _clear_away_earlier_releases(self) -> None:
        for queue in {queue.name for queue in DBOS.list_queues()}.intersection(_OF_EARLIER_RELEASES["queues"]):
            DBOS.delete_queue(queue)
        self.forget([row.workflow_id for row in self._list(name=_OF_EARLIER_RELEASES["names"])])

    def wake(self) -> None:
        """Poll the queues again, where this process is a worker that rests."""
        with self._lock:
            self._woken = time.monotonic()
            if self._rests and self._work and self._dbos is not None:
                self._rests, stop = False, threading.Event()
                self._dbos.background_thread_stop_events.append(stop)
                self._poller = threading.Thread(target=queue_thread, args=(stop, self._dbos), daemon=True)
                self._poller.start()

    @property
    def rests(self) -> bool:
        """Whether the queues are not polled."""
        return self._rests

    def look(self, *, busy: bool) -> None:
        """Rest where nothing has come for a while, wake where something waits.

        One query in place of DBOS's loops, which take a percent of a core without work, and have no setting for that.
        """
        if not self._rests and (busy or time.monotonic() - self._woken < self._awake_seconds):
            return
        if self._list(status=_WAITING, queues_only=True, limit=1):
            self.wake()
        elif not self._rests:
            self._rest()

    def _rest(self) -> None:
        with self._lock:
            self._rests = True
            if self._dbos is not None:
                for event in self._dbos.background_thread_stop_events:
                    event.set()
                self._dbos.background_thread_stop_events.clear()

    def pause(self) -> None:
        """Accept no more work; running work continues."""
        logging.getLogger("dbos").setLevel(logging.ERROR)  # DBOS warns of each task that a drain stops
        self._work = False
        self._rest()

    def stop(self) -> None:
        """Stop running work; it stays assigned to this worker until it restarts or another takes over."""
        self._rest()
        if self._poller is not None:
            self._poller.join(10)
        DBOS.destroy(destroy_registry=True)
        self._dbos = self._poller = None
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def hand_back(self) -> None:
        """After `stop`: requeue all stopped work, for any worker."""
        with translated(self._url):
            client = DBOSClient(
                **self._client_where(),
                application_name=APPLICATION,
                serializer=PortableJSON(),
                retry_connection_errors=False,
            )
            try:
                left = client.list_workflows(
                    status=_WORKING, executor_id=self._worker_id, load_input=False, load_output=False
                )
                for queue in {item.queue_name for item in left}:
                    client.resume_workflows(
                        [item.workflow_id for item in left if item.queue_name == queue], queue_name=queue
                    )
            finally:
                client.destroy()
                if self._engine is not None:
                    self._engine.dispose()
                    self._engine = None

    def put_run(self, map_id: str, owner: str | None, size: int = 0) -> None:
        """Idempotent. Owners take turns, however many runs each has queued. `size`: the article's bytes."""
        self._put("map_run", _turn(owner, size), map_id, map_id)

    def put_step(self, map_id: str, step: str, version: int, engine: str, owner: str | None) -> str:
        """Queue a step of a finished map, again if it was done before; returns the id of the task."""
        work_id = step_id(map_id, step, version)
        known = self.find([work_id]).get(work_id)
        if known is not None and known.state in ("done", "failed"):
            self.forget([work_id])
        self._put("map_run", _turn(owner, 0), work_id, work_id, map_id, step, engine)
        return work_id

    def put_debate(self, work_id: str, debate_id: str, run: int) -> None:
        """Idempotent."""
        self._put("debate_run", {"queue_name": DEBATES}, work_id, debate_id, run)

    def put_soon(self, put: Callable[..., object], *arguments: Any) -> None:
        """Calls one of the above in a thread, for at most 5 s: a worker finds later what is accepted but not queued."""
        thread = threading.Thread(target=put, args=arguments, name="enqueue", daemon=True)
        thread.start()
        thread.join(5)

    def _put(self, workflow: str, queue: Mapping[str, Any], work_id: str, *arguments: Any) -> None:
        options: Any = {
            **queue,
            "workflow_name": workflow,
            "workflow_id": work_id,
            "app_version": VERSION,
        }
        with translated(self._url):
            DBOS.enqueue_workflow_with_options(options, *arguments)
        self.wake()

    def find(self, work_ids: Sequence[str]) -> dict[str, Work]:
        """The tasks known to the queue, by id."""
        found: dict[str, Work] = {}
        for start in range(0, len(work_ids), 500):
            rows = self._list(workflow_ids=list(work_ids[start : start + 500]))
            found |= {row.workflow_id: _work(row) for row in rows}
        return found

    def of_worker(self, worker_id: str) -> list[Work]:
        """The tasks assigned to that worker, as far as the queue knows."""
        return [_work(row) for row in self._list(status=_WORKING, executor_id=worker_id)]

    def put_back(self, pieces: Sequence[Work]) -> None:
        """Requeue work that no worker is executing any more."""
        for queue in {piece.queue for piece in pieces}:
            with translated(self._url):
                DBOS.resume_workflows([piece.id for piece in pieces if piece.queue == queue], queue_name=queue)

    def forget(self, work_ids: Sequence[str]) -> None:
        """Remove a task, whatever its state, so that it can be queued again."""
        if work_ids:
            with translated(self._url):
                DBOS.delete_workflows(list(work_ids))

    def _list(self, **wanted: Any) -> list[WorkflowStatus]:
        with translated(self._url):
            return DBOS.list_workflows(load_input=False, load_output=False, **wanted)

    def sweep(self, older_than: float) -> int:
        """Delete records of tasks that ended this many seconds ago; returns the count (at most 500 per call)."""
        before = datetime.now(UTC) - timedelta(seconds=older_than)
        rows = self._list(status=_ENDED, completed_before=before.isoformat(), limit=500)
        self.forget([row.workflow_id for row in rows])
        return len(rows)

    def depths(self) -> dict[str, int]:
        """Queue -> number of waiting tasks, for metrics."""
        counts = dict.fromkeys([RUNS, DEBATES], 0)
        for row in self._list(status=_WAITING, queues_only=True):
            counts[row.queue_name or RUNS] = counts.get(row.queue_name or RUNS, 0) + 1
        return counts

    def _where(self) -> DBOSConfig:
        if self._url.get_backend_name() == "sqlite":
            self._engine = _sqlite_engine(self._url)
            return {"system_database_engine": self._engine}
        url = self._url.update_query_dict({name: str(value) for name, value in postgres_options(self._url).items()})
        return {"system_database_url": url.render_as_string(hide_password=False), "sys_db_pool_size": 20}

    def _client_where(self) -> dict[str, Any]:
        where: dict[str, Any] = dict(self._where())
        where.pop("sys_db_pool_size", None)
        return where


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    """A separate file next to ours, so that queue and maps do not block each other's writes."""
    name = url.database or "argmap.db"
    return make_engine(url.set(database=f"{name.removesuffix('.db')}-dbos.db"), implicit_transactions=True)


def _turn(owner: str | None, size: int) -> dict[str, Any]:
    priority = max(1, size.bit_length() - _LARGE_BITS)
    return {"queue_name": RUNS, "queue_partition_key": owner or _NOBODY, "priority": priority}


def _named(function: Callable[..., Awaitable[None]], name: str) -> Callable[..., Awaitable[None]]:
    """DBOS needs plain functions with unique names."""

    async def workflow(*arguments: Any) -> None:
        await function(*arguments)

    workflow.__name__ = workflow.__qualname__ = name
    return workflow


def _work(row: WorkflowStatus) -> Work:
    states = {_WAITING: "waiting", "DELAYED": "waiting", _WORKING: "working", _DONE: "done"}
    return Work(row.workflow_id, row.queue_name or RUNS, states.get(row.status, "failed"), row.executor_id)
