"""Making maps, as the API and command line see it: submit, wait, follow, cancel."""

from __future__ import annotations

import asyncio
import os
import socket
import time
import uuid
from collections.abc import Iterator

import structlog

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.provenance import Provenance, RunBudget, RunChoice
from service.engines.answers import VoicesAnswer
from service.errors import DatabaseUnavailable
from service.pipeline import webhooks
from service.pipeline.assembly import assemble
from service.pipeline.briefs import BRIEF
from service.pipeline.db_retry import wait_for_database
from service.pipeline.debates.runs import DebateRunExecutor, DebateRuns
from service.pipeline.engine_choice import NO_CHOICE, Engines, EngineSource
from service.pipeline.errands import Errand
from service.pipeline.following import Follower
from service.pipeline.queue import QueueLimits, WorkQueue
from service.pipeline.revoked_owners import RevokedOwners
from service.pipeline.run_executor import RunExecutor
from service.pipeline.samples import MODEL_SAMPLE_ID, SAMPLE_ID, model_sample, sample_document
from service.pipeline.steps import ISSUES
from service.pipeline.supervisor import Supervisor, claim_worker_id
from service.pipeline.watch import EventWatch
from service.pipeline.webhooks import Courier
from service.pipeline.worker_context import RunInput, WorkerContext
from service.settings import Settings
from service.storage.debate_rows import DebateInput
from service.storage.errors import HasIssues, NotFinished
from service.storage.heartbeats import HeartbeatTable
from service.storage.records import KeptMap, Quota
from service.storage.runs import RunStore
from service.storage.store import MapStore
from service.storage.webhooks import WebhookTable

DRAIN_SECONDS = 20.0
_log = structlog.get_logger(__name__)


class Runs:
    """One per process (DBOS allows one). `work`: whether this process makes maps or only accepts them.

    All methods except the coroutines block: under an event loop, call them from a thread.
    """

    def __init__(
        self, settings: Settings, store: MapStore, *, work: bool = True, engines: EngineSource | None = None
    ) -> None:
        self._settings = settings
        self._store = store
        self._work = work
        self._run_store = RunStore(store)
        self._watch = EventWatch(store)
        self._context = WorkerContext(settings, store, engines or Engines(settings, store.database, sandboxed=True))
        self._quota = Quota(settings.max_waiting_per_key, settings.max_waiting, settings.max_kept_per_key)
        follower = Follower(store, self._watch)
        self.wait, self.follow = follower.wait, follower.follow
        self.debates = DebateRuns(store, self._watch, self._quota)
        self._queue: WorkQueue | None = None
        self._supervisor: Supervisor | None = None
        self._errands: list[Errand] = []

    @property
    def ready(self) -> bool:
        """Whether this process is ready for its role."""
        return self._queue is not None

    @property
    def worker_id(self) -> str | None:
        return self._supervisor.worker_id if self._supervisor else None

    def start(self) -> None:
        """Start accepting runs and, with `work`, executing them, unfinished ones first.

        Retries for some seconds while the database is unavailable.
        """
        beats = HeartbeatTable(self._store.database)
        token = uuid.uuid4().hex
        if self._work:
            wanted = self._settings.worker_id
            worker_id = wait_for_database(lambda: claim_worker_id(beats, wanted, token))
        else:
            worker_id = f"{socket.gethostname()}-no-worker-{os.getpid()}"
        queue = WorkQueue(self._store.database.url, _limits(self._settings), worker_id, work=self._work)
        executor = RunExecutor(self._context)
        self._watch.start()
        debate_executor = DebateRunExecutor(self._context, self.debates.store, self._submit_article)
        wait_for_database(lambda: queue.start(executor.work, debate_executor.run))
        self._queue = queue
        self.debates.attach(queue)
        if self._work:
            self._supervisor = Supervisor(self._context, queue, executor, beats, worker_id, token)
            self._supervisor.also(self.debates.find_lost)
            self._supervisor.also(RevokedOwners(self._context, self.debates.store).end_runs)
            self._supervisor.start()
            self._errands = list(self._make_errands())
            for errand in self._errands:
                errand.start()

    def _make_errands(self) -> Iterator[Errand]:
        """A worker's background tasks: delivering webhooks."""
        yield Errand(
            "courier", webhooks.LOOK_SECONDS, Courier(self._settings, WebhookTable(self._store.database)).deliver
        )

    def stop(self, drain_seconds: float = DRAIN_SECONDS) -> None:
        """Accept no more work, let running steps finish (for at most this long), and requeue the rest."""
        queue, self._queue = self._queue, None
        self.debates.attach(None)
        if queue is None:
            return
        self._context.drain()
        queue.pause()
        for errand in self._errands:
            errand.stop()
        deadline = time.monotonic() + drain_seconds
        while self._context.active and time.monotonic() < deadline:
            time.sleep(0.05)
        self._close_engines()
        if self._supervisor is not None:
            self._supervisor.stop()
        queue.stop()
        self._watch.stop()
        if self._supervisor is not None:
            try:
                queue.hand_back()
                self._supervisor.leave()
            except DatabaseUnavailable as error:
                _log.warning("runs.could-not-hand-back", detail=error.message)

    def _close_engines(self) -> None:
        loop = self._context.loop
        if loop is not None and not loop.is_closed():
            try:
                asyncio.run_coroutine_threadsafe(self._context.engines.aclose(), loop).result(5)
            except TimeoutError:
                _log.warning("runs.engines-did-not-close")

    def submit(
        self,
        document: Document,
        *,
        engine: str | None = None,
        owner: str | None = None,
        title: str | None = None,
        idempotency_key: str | None = None,
        request_hash: str = "",
        map_id: str | None = None,
        sample: bool = False,
        choice: RunChoice = NO_CHOICE,
    ) -> str:
        """Accept a document and return its map's id; from then on the run is durable.

        A repeated idempotency key returns the id of the map it created; raises KeyReused if the request differs.
        Raises TooManyMaps if the settings' limit of unfinished maps is reached.
        """
        if title is not None:
            document = document.model_copy(update={"title": title})
        chosen = engine or self._settings.default_engine
        wanted = map_id or uuid.uuid4().hex
        run_input = RunInput(document, chosen, choice).dump()
        made = self._store.create(
            _empty_map(wanted, document, chosen),
            engine=chosen,
            owner=owner,
            sample=sample,
            idempotency_key=idempotency_key,
            request_hash=request_hash,
            run_input=run_input,
            quota=None if sample else self._quota,
        )
        if made == wanted and (queue := self._queue) is not None:
            queue.put_soon(queue.put_run, made, owner, len(run_input))
        return made

    def _submit_article(self, waiting: DebateInput) -> None:
        """Accept a document of a debate, once; raises TooManyMaps if there is no room at the moment."""
        self.submit(
            Document.model_validate_json(waiting.body),
            engine=waiting.engine,
            owner=waiting.owner,
            map_id=waiting.map_id,
            idempotency_key=f"map {waiting.map_id}",
            choice=(waiting.choice or NO_CHOICE).within(RunBudget()),  # the budget covers comparison only
        )

    def show_samples(self) -> None:
        """Add the samples if missing: a map made by a model, and an article for the offline engine."""
        if self._store.find(MODEL_SAMPLE_ID) is None:
            map_ = model_sample()
            self._store.create(
                map_,
                engine=map_.provenance.engine,
                sample=True,
                idempotency_key=MODEL_SAMPLE_ID,
                request_hash=map_.document.sha256,
            )
        if self._store.find(SAMPLE_ID) is None:
            document = sample_document()
            self.submit(
                document,
                engine="offline",
                map_id=SAMPLE_ID,
                sample=True,
                idempotency_key=SAMPLE_ID,
                request_hash=document.sha256,
            )

    def map_summary(self, map_id: str, owner: str | None) -> KeptMap:
        """Raises NoSuchMap if `owner` may not see the map."""
        return self._store.summary(map_id, owner)

    def cancel(self, map_id: str, owner: str | None) -> None:
        """Cancel the run, keeping the parts that are finished. A finished map is left unchanged."""
        if self._store.summary_to_change(map_id, owner).finished:
            return
        self._run_store.cancel(map_id)
        self._context.stop_soon(map_id)

    def delete(self, map_id: str, owner: str | None) -> None:
        """Delete the map, and cancel its run if it has one."""
        self._store.delete(map_id, owner)
        self._context.stop_soon(map_id)

    def find_issues(self, map_id: str, owner: str | None, engine: str | None = None) -> str:
        """Queue the issues step for a finished map that has none; returns the id of the durable task.

        Raises NotFinished while the map is being made, HasIssues if it has some.
        """
        version = self._finished_version(map_id, owner)
        if self._store.get(map_id, owner).parse().issues:
            raise HasIssues(map_id)
        return self._put_step(map_id, ISSUES.name, version, engine or self._settings.default_engine, owner)

    def ask_brief(self, map_id: str, owner: str | None) -> tuple[int, str]:
        """Queue a model's brief for a finished map; returns its version and the id of the durable task.

        Raises NotFinished while the map is being made.
        """
        version = self._finished_version(map_id, owner)
        return version, self._put_step(map_id, BRIEF, version, "llm", owner)

    def _finished_version(self, map_id: str, owner: str | None) -> int:
        summary = self._store.summary_to_change(map_id, owner)
        if not summary.finished:
            raise NotFinished(map_id, summary.status)
        return summary.version

    def _put_step(self, map_id: str, step: str, version: int, engine: str, owner: str | None) -> str:
        if self._queue is None:
            raise DatabaseUnavailable("this process is stopping", hint="Ask again in a moment.")
        return self._queue.put_step(map_id, step, version, engine, owner)

    async def wait_for_step(self, map_id: str, work_id: str, seconds: float) -> bool:
        """Whether a step queued for a finished map settles within that time."""
        deadline = time.monotonic() + seconds
        with self._watch.waiter(map_id) as waiter:
            while self._queue is not None:
                work = (await asyncio.to_thread(self._queue.find, [work_id])).get(work_id)
                if work is None or work.state in ("done", "failed"):
                    return True
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                await waiter.wait(min(left, 0.5))
        return False

    def queue_depths(self) -> dict[str, int]:
        """Queue -> number of waiting tasks."""
        return self._queue.depths() if self._queue else {}


def _limits(settings: Settings) -> QueueLimits:
    """Enough concurrent runs to keep a worker's model calls and offline processes busy; other workers take the rest."""
    most = settings.max_runs or 1_000_000
    here = min(settings.llm_concurrency + 2 * settings.worker_concurrency, most)
    return QueueLimits(here, min(settings.max_runs_per_key, most), settings.max_runs)


def _empty_map(map_id: str, document: Document, engine: str) -> ArgumentMap:
    return assemble(
        document, VoicesAnswer(), [], None, map_id=map_id, status="queued", provenance=Provenance(engine=engine)
    )
