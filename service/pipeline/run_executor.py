"""Executes a run from the queue: makes a map, or adds a missing step to a finished one.

Both are idempotent: answers are stored in our tables by step name and never requested twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import structlog

from service.domain.argument_map import ArgumentMap, Status
from service.domain.pieces import parse_in_pieces
from service.domain.provenance import MapWarning, RunChoice, Usage
from service.engines.engine import Parked
from service.errors import Cancelled, WorkFailed
from service.pipeline.briefs import BRIEF, write_brief
from service.pipeline.db_retry import with_db_retry
from service.pipeline.failure_notes import note_of
from service.pipeline.journal import StoreJournal
from service.pipeline.making import answer_step, event_data, make_map
from service.pipeline.metrics import RUN_SECONDS
from service.pipeline.progress import Progress, parse_answers
from service.pipeline.steps import STEPS, Step, with_step
from service.pipeline.worker_context import RunInput, Stopped, WorkerContext
from service.storage.briefs import BriefStore
from service.storage.errors import StaleVersion
from service.tracing import span

_log = structlog.get_logger(__name__)
Result = TypeVar("Result")

_OFFLINE_AT_ONCE = 64
_MOST_ATTEMPTS = 20
"""How many times a run is begun again after its process ended, before it fails."""
_TRIES = 3
"""How many times a finished map's step is retried because the map was corrected in the meantime."""


@contextmanager
def _logged_as(what: str, map_id: str) -> Iterator[None]:
    """Adds the map's id to all log lines of a task, and wraps it in a span."""
    with structlog.contextvars.bound_contextvars(map_id=map_id), span(what, map_id):
        yield


class TooManyAttempts(WorkFailed):
    code = "too-many-attempts"


class RunExecutor:
    """Bound to the event loop that does the work, as are the journals."""

    def __init__(self, context: WorkerContext) -> None:
        self._context = context

    async def work(self, work_id: str, map_id: str | None = None, step: str = "", engine: str = "") -> None:
        """Execute a task from the queue: a map's run, or one step of a finished map."""
        if map_id is None:
            await self.run(work_id)
        else:
            await self.ask(work_id, map_id, step, engine)

    async def run(self, map_id: str) -> None:
        """Complete a map from whatever state it is in."""
        context = self._context
        with context.at_work(map_id), _logged_as("run", map_id):
            try:
                attempts = await with_db_retry(context.runs.begin, map_id)
                with context.memory_for(await with_db_retry(context.runs.input_size, map_id)):
                    await self._make(map_id, attempts)
            except Stopped:
                return
            except Parked as parked:
                await with_db_retry(context.runs.begin, map_id, -1)
                context.parked[map_id] = time.monotonic() + parked.seconds
            except Exception as error:
                await self.give_up(map_id, note_of(error, "run.crashed"))

    async def give_up(self, map_id: str, note: Mapping[str, str]) -> None:
        """End the map as failed for this reason, keeping the answers so far."""
        runs = self._context.runs
        body = await with_db_retry(runs.input, map_id)
        if body is None:
            return
        given = await asyncio.to_thread(RunInput.parse, body)
        progress = Progress(map_id, given.document, given.engine)
        progress.answers = parse_answers(await with_db_retry(runs.answers, map_id))
        progress.failure = MapWarning(code=note["code"], detail=note["detail"])
        status: Status = "cancelled" if note["code"] == Cancelled.code else "failed"
        await self._finish(await asyncio.to_thread(progress.ended, status), note)

    async def _make(self, map_id: str, attempts: int) -> None:
        context = self._context
        body, summary = await with_db_retry(context.runs.input, map_id), await with_db_retry(context.store.find, map_id)
        if body is None or summary is None:
            raise Stopped
        given = await asyncio.to_thread(RunInput.parse, body)
        if attempts > _MOST_ATTEMPTS:
            raise TooManyAttempts(
                f"the run was taken up {attempts - 1} times and ended with its process each time",
                hint="The worker's log says why.",
            )
        known = parse_answers(await with_db_retry(context.runs.answers, map_id))
        spent = sum((done.usage for done in known.values()), Usage())
        engine = await context.engines.for_run(given.engine, spent, given.choice, run=map_id)
        fallback = await context.engines.offline()
        await with_db_retry(context.store.append_event, map_id, "started", {"engine": given.engine})
        journal = StoreJournal(context, map_id, summary.owner)
        at_once = _OFFLINE_AT_ONCE if given.engine == "offline" else context.settings.llm_concurrency
        if given.choice.batch:
            at_once = max(1, len(given.document.body()))  # submit all questions of a round before waiting for it
        await self._finish(await make_map(map_id, given.document, engine, fallback, journal, at_once=at_once))
        if context.settings.llm_brief and given.engine == "llm":
            await self.ask(f"{map_id}:{BRIEF}", map_id, BRIEF, given.engine)

    async def _finish(self, final: ArgumentMap, error: Mapping[str, str] | None = None) -> None:
        if await with_db_retry(self._context.runs.finish, final, error):
            seconds = (datetime.now(UTC) - (final.provenance.started or datetime.now(UTC))).total_seconds()
            RUN_SECONDS.labels(final.provenance.engine, final.status).observe(seconds)
            _log.info("run.finished", status=final.status, seconds=round(seconds, 2), engine=final.provenance.engine)

    async def ask(self, work_id: str, map_id: str, step: str, engine: str) -> None:
        """Run a step that a finished map lacks, such as its issues, and store the answer as a new version; or have
        a model write its brief, which is stored alongside the version it describes."""
        with self._context.at_work(work_id), _logged_as(f"{step} of a finished map", map_id):
            try:
                for _ in range(_TRIES):
                    if await (self._worded(map_id) if step == BRIEF else self._asked(map_id, STEPS[step], engine)):
                        return
                raise StaleVersion(map_id, 1, 1 + _TRIES)
            except Exception as error:
                await with_db_retry(self._context.store.append_event, map_id, "error", note_of(error, "run.crashed"))

    async def _finished(self, map_id: str) -> tuple[ArgumentMap, str | None] | None:
        """A finished map and its owner; None if it is gone, or being made."""
        body = await with_db_retry(self._context.store.present, map_id)
        summary = await with_db_retry(self._context.store.find, map_id)
        if body is None or summary is None or not summary.finished:
            return None
        return await asyncio.to_thread(parse_in_pieces, ArgumentMap, body), summary.owner

    async def _asked(self, map_id: str, step: Step[Any], engine_name: str) -> bool:
        """False if the map was corrected in the meantime."""
        context, finished = self._context, await self._finished(map_id)
        if finished is None or getattr(finished[0], step.name):
            return True
        map_, owner = finished
        engine = await context.engines.for_run(engine_name, Usage(), _words_of(map_))
        journal = StoreJournal(context, map_id, owner, finished=True)
        done = await answer_step(step, map_, engine, await context.engines.offline(), journal)
        found = await asyncio.to_thread(with_step, map_, step, done, engine)
        made_by = f"engine:{done.engine}"
        put = partial(context.store.put_version, expected_version=map_.version, made_by=made_by, comment=step.name)
        try:
            await with_db_retry(put, found, owner)
        except StaleVersion:
            return False
        told = event_data(done, step.told(done.answer))
        await with_db_retry(context.store.append_event, map_id, step.name, told)
        return True

    async def _worded(self, map_id: str) -> bool:
        context, finished = self._context, await self._finished(map_id)
        if finished is None:
            return True
        map_, owner = finished
        engine = await context.engines.for_run("llm", Usage(), _words_of(map_))
        journal = StoreJournal(context, map_id, owner, finished=True)
        brief = await journal.do(engine, lambda: write_brief(map_, engine))
        briefs = BriefStore(context.store.database)
        await with_db_retry(briefs.put, map_id, map_.version, brief.model_dump_json().encode())
        told = {"version": map_.version, "words": brief.words, "replaced": brief.replaced}
        await with_db_retry(context.store.append_event, map_id, BRIEF, told)
        return True


def _words_of(map_: ArgumentMap) -> RunChoice:
    """What is added to a finished map is worded in the language of its other words."""
    return RunChoice(words_language=map_.provenance.words_language)
