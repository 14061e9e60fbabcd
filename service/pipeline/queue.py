"""The durable queue of work, over DBOS. The only module that imports it.

A run is one workflow (its id is the map's), each of its paragraphs another one (`MAP:PARAGRAPH`), and so is the
question for the issues of a map that is finished (`MAP:issues:VERSION`). Workflows record no steps in DBOS: what is
done stands in our own tables under its own name, never by order of calls, so that work repeated after a crash finds
it there and cannot use another paragraph's answer.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, WorkflowStatus
from dbos import DBOSPortableJSONSerializer as PortableJSON

from service.storage.database import FORSAKEN_SECONDS, make_engine, postgres_options, translated

APPLICATION = "argmap"
VERSION = "argmap-1"
"""Changes when this release cannot continue workflows of an older one. Unset, DBOS would hash the source instead."""
RUNS, PARAGRAPHS, DEBATES = "runs", "paragraphs", "debates"
_DEBATES_AT_ONCE = 4  # of one worker; they mostly wait for their maps
_WAITING, _WORKING, _DONE = "ENQUEUED", "PENDING", "SUCCESS"
_ENDED = [_DONE, "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_NOBODY = "-"
_POLL_SECONDS = 0.15  # each look costs about 2 ms
_POLL_SLOW_SECONDS = 0.25  # where a step takes a second and more
_THREADS = 64

MapRun = Callable[[str], Awaitable[None]]
MapParagraph = Callable[[str, int], Awaitable[None]]
MapIssues = Callable[[str, int, str], Awaitable[None]]
DebateRun = Callable[[str, int], Awaitable[None]]


@dataclass(frozen=True)
class QueueLimits:
    """How much one worker does at once: runs (they mostly wait), and paragraphs for each engine.

    `runs_of_all`, `runs_of_one`: over all workers, the runs that are made at once, of all owners and of any one.
    """

    runs: int
    paragraphs: dict[str, int]
    runs_of_one: int
    runs_of_all: int | None = None


@dataclass(frozen=True)
class Work:
    """A workflow as the queue knows it. `state`: waiting, working, done, or failed; `worker`: who works on it."""

    id: str
    queue: str
    state: str
    worker: str | None


def paragraph_queue(engine: str) -> str:
    """Each engine's paragraphs have a queue of their own, so that slow ones do not hold up quick ones."""
    return f"{PARAGRAPHS}-{engine}"


def paragraph_id(map_id: str, paragraph: int) -> str:
    return f"{map_id}:{paragraph}"


def issues_id(map_id: str, version: int) -> str:
    return f"{map_id}:issues:{version}"


class WorkQueue:
    """One for each process. All methods block: call them from threads, and `start` from one without an event loop."""

    def __init__(self, database_url: sa.URL, limits: QueueLimits, worker_id: str, *, work: bool) -> None:
        self._url = database_url
        self._limits = limits
        self._worker_id = worker_id
        self._work = work
        self._engine: sa.Engine | None = None
        self._dbos: DBOS | None = None

    def start(self, run: MapRun, paragraph: MapParagraph, issues: MapIssues, debate: DebateRun) -> None:
        """Bring the queue's tables up to date, and begin to work if this process does.

        Resumes what a dead process with this worker id left unfinished. May be retried where it fails.
        """
        try:
            self._start(run, paragraph, issues, debate)
        except BaseException:
            self.stop()
            raise

    def _start(self, run: MapRun, paragraph: MapParagraph, issues: MapIssues, debate: DebateRun) -> None:
        config: DBOSConfig = {
            "name": APPLICATION,
            "application_version": VERSION,
            "executor_id": self._worker_id,
            "serializer": PortableJSON(),
            "log_level": "WARNING",
            "max_executor_threads": _THREADS,
            "sys_db_idle_transaction_timeout_sec": float(FORSAKEN_SECONDS),
            **self._where(),
        }
        self._dbos = DBOS(config=config)
        DBOS.workflow(name="map_run", max_recovery_attempts=None)(_named(run, "map_run"))
        DBOS.workflow(name="map_paragraph", max_recovery_attempts=None)(_named(paragraph, "map_paragraph"))
        DBOS.workflow(name="map_issues", max_recovery_attempts=None)(_named(issues, "map_issues"))
        DBOS.workflow(name="debate_run", max_recovery_attempts=None)(_named(debate, "debate_run"))
        if not self._work:
            DBOS.listen_queues([])
        with translated(self._engine.url if self._engine is not None else self._url):
            DBOS.launch()
            DBOS.register_queue(
                RUNS,
                worker_concurrency=self._limits.runs,
                global_concurrency=self._limits.runs_of_all,
                partition_concurrency=self._limits.runs_of_one,
                polling_interval_sec=_POLL_SECONDS,
            )
            DBOS.register_queue(DEBATES, worker_concurrency=_DEBATES_AT_ONCE, polling_interval_sec=_POLL_SLOW_SECONDS)
            for engine, most in self._limits.paragraphs.items():
                pause = _POLL_SECONDS if engine == "offline" else _POLL_SLOW_SECONDS
                DBOS.register_queue(paragraph_queue(engine), worker_concurrency=most, polling_interval_sec=pause)

    def pause(self) -> None:
        """Accept no more work; running work continues."""
        logging.getLogger("dbos").setLevel(logging.ERROR)  # DBOS warns of each piece of work that a drain stops
        if self._dbos is not None:
            for event in self._dbos.background_thread_stop_events:
                event.set()

    def stop(self) -> None:
        """Stop running work; it stays assigned to this worker until it restarts or another one takes over."""
        DBOS.destroy(destroy_registry=True)
        self._dbos = None
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

    def put_run(self, map_id: str, owner: str | None) -> None:
        """Idempotent. Owners take turns, however many runs each has queued."""
        self._put("map_run", {"queue_name": RUNS, "queue_partition_key": owner or _NOBODY}, map_id, map_id)

    def put_paragraph(self, map_id: str, paragraph: int, engine: str) -> None:
        """Idempotent."""
        queue = {"queue_name": paragraph_queue(engine)}
        self._put("map_paragraph", queue, paragraph_id(map_id, paragraph), map_id, paragraph)

    def put_issues(self, map_id: str, version: int, engine: str, owner: str | None) -> str:
        """Ask for the issues of a finished map, once more where that was done before; the id of the work."""
        work_id = issues_id(map_id, version)
        known = self.find([work_id]).get(work_id)
        if known is not None and known.state in ("done", "failed"):
            self.forget([work_id])
        queue = {"queue_name": RUNS, "queue_partition_key": owner or _NOBODY}
        self._put("map_issues", queue, work_id, map_id, version, engine)
        return work_id

    def put_debate(self, work_id: str, debate_id: str, run: int) -> None:
        """Idempotent."""
        self._put("debate_run", {"queue_name": DEBATES}, work_id, debate_id, run)

    def _put(self, workflow: str, queue: Mapping[str, str], work_id: str, *arguments: Any) -> None:
        options: Any = {
            **queue,
            "workflow_name": workflow,
            "workflow_id": work_id,
            "app_version": VERSION,
        }
        with translated(self._url):
            DBOS.enqueue_workflow_with_options(options, *arguments)

    def find(self, work_ids: Sequence[str]) -> dict[str, Work]:
        """Those of the pieces of work that the queue knows, by id."""
        found: dict[str, Work] = {}
        for start in range(0, len(work_ids), 500):
            rows = self._list(workflow_ids=list(work_ids[start : start + 500]))
            found |= {row.workflow_id: _work(row) for row in rows}
        return found

    def of_worker(self, worker_id: str) -> list[Work]:
        """What that worker was working on, as far as the queue knows."""
        return [_work(row) for row in self._list(status=_WORKING, executor_id=worker_id)]

    def put_back(self, pieces: Sequence[Work]) -> None:
        """Requeue work that no worker is doing any more."""
        for queue in {piece.queue for piece in pieces}:
            with translated(self._url):
                DBOS.resume_workflows([piece.id for piece in pieces if piece.queue == queue], queue_name=queue)

    def is_lost(self, work: Work, active: Container[str]) -> bool:
        """Whether the queue assigns it to this process, which is not doing it."""
        return work.state == "working" and work.worker == self._worker_id and work.id not in active

    def forget(self, work_ids: Sequence[str]) -> None:
        """Remove work, whatever its state, so that it can be queued again."""
        if work_ids:
            with translated(self._url):
                DBOS.delete_workflows(list(work_ids))

    def _list(self, **wanted: Any) -> list[WorkflowStatus]:
        with translated(self._url):
            return DBOS.list_workflows(load_input=False, load_output=False, **wanted)

    def sweep(self, older_than: float) -> int:
        """Delete records of work that ended this many seconds ago; returns their number (at most 500 a call)."""
        before = datetime.now(UTC) - timedelta(seconds=older_than)
        rows = self._list(status=_ENDED, completed_before=before.isoformat(), limit=500)
        self.forget([row.workflow_id for row in rows])
        return len(rows)

    def depths(self) -> dict[str, int]:
        """Queue -> pieces of work that wait in it, for metrics."""
        counts = dict.fromkeys([RUNS, DEBATES, *(paragraph_queue(engine) for engine in self._limits.paragraphs)], 0)
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
    """A file of its own beside ours, so that queue and maps do not wait for each other's writes."""
    name = url.database or "argmap.db"
    return make_engine(url.set(database=f"{name.removesuffix('.db')}-dbos.db"), implicit_transactions=True)


def _named(function: Callable[..., Awaitable[None]], name: str) -> Callable[..., Awaitable[None]]:
    """DBOS needs plain functions with unique names."""

    async def workflow(*arguments: Any) -> None:
        await function(*arguments)

    workflow.__name__ = workflow.__qualname__ = name
    return workflow


def _work(row: WorkflowStatus) -> Work:
    states = {_WAITING: "waiting", "DELAYED": "waiting", _WORKING: "working", _DONE: "done"}
    return Work(row.workflow_id, row.queue_name or RUNS, states.get(row.status, "failed"), row.executor_id)
