"""Executes what the queue hands out: a run, or a group of its paragraphs. Both are idempotent."""

from __future__ import annotations

import asyncio
import contextvars
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog

from service.domain.argument_map import ArgumentMap, Status
from service.domain.provenance import MapWarning
from service.engines.answers import ReferencesAnswer
from service.engines.engine import Engine
from service.errors import ArgmapError, BudgetSpent, Cancelled, ModelUnavailable, WorkFailed
from service.pipeline.db_retry import with_db_retry
from service.pipeline.metrics import RUN_SECONDS
from service.pipeline.progress import ISSUES, LINKS, REFERENCES, VOICES, Progress, step_name
from service.pipeline.queue import WorkQueue, paragraph_id
from service.pipeline.steps import (
    Done,
    ask_issues,
    ask_links,
    ask_references,
    ask_structures,
    ask_voices,
    batches_of,
    issues_despite,
    references_despite,
)
from service.pipeline.together import all_or_first_failure
from service.pipeline.worker_context import RunInput, Stopped, WorkerContext
from service.storage.runs import FAILURE
from service.tracing import span

_log = structlog.get_logger(__name__)
Result = TypeVar("Result")

_OUTAGE_PAUSES = (1.0, 3.0, 8.0)
"""Seconds between attempts while the model server cannot be reached; after the last one the run fails."""
_DRAFT_SECONDS = 0.5
_LOOK_SECONDS = 1.0
_STALLED_SECONDS = 10.0


@contextmanager
def _logged_as(what: str, map_id: str, **more: int) -> Iterator[None]:
    """Adds the ids to all log lines of a piece of work, and a span around it."""
    attributes = {f"argmap.{name}": value for name, value in more.items()}
    with structlog.contextvars.bound_contextvars(map_id=map_id, **more), span(what, map_id, **attributes):
        yield


class TooManyAttempts(WorkFailed):
    code = "too-many-attempts"


class _Failed(Exception):
    """A paragraph recorded a failure that ends the whole run."""


class RunExecutor:
    """`window`: how many groups of its paragraphs a run has in the queue at once, by engine.

    The queue is first in, first out, so that runs share the workers evenly however long their articles are.
    """

    def __init__(self, context: WorkerContext, queue: WorkQueue, window: Mapping[str, int]) -> None:
        self._context = context
        self._queue = queue
        self._window = window

    async def paragraph(self, map_id: str, paragraph: int) -> None:
        """Answer one paragraph and those that belong with it, and store each answer under its paragraph's number."""
        context = self._context
        with context.at_work(paragraph_id(map_id, paragraph)), _logged_as("paragraph", map_id, paragraph=paragraph):
            try:
                given = await context.input(map_id)
                engine, fallback = await context.engine(map_id, given.engine), await context.engines.offline()
                batch = next(group for group in batches_of(engine, given.document) if paragraph in group)
                known = [await with_db_retry(context.runs.answer, map_id, step_name(number)) for number in batch]
                if None not in known:
                    return
                voices = await context.voices(map_id)
                made = await self._through_outages(
                    map_id, given, lambda: ask_structures(given.document, voices, batch, engine, fallback)
                )
                for number, done in zip(batch, made, strict=True):
                    data = {"paragraph": number, "done": 0, "total": len(given.document.body())}
                    await self._keep(map_id, step_name(number), done, "paragraph", data)
            except Stopped:
                return
            except Exception as error:
                await self._note(map_id, error)

    async def run(self, map_id: str) -> None:
        """Finish a map, from whatever state it is in."""
        with self._context.at_work(map_id), _logged_as("run", map_id):
            try:
                async with self._context.memory_for(map_id):
                    await self._make(map_id)
            except Stopped:
                pass
            except _Failed:
                await self.give_up(map_id)
            except Exception as error:
                await self._note(map_id, error)
                await self.give_up(map_id)
            self._context.forget(map_id)

    async def give_up(self, map_id: str) -> None:
        """Finish the map as failed for the recorded reason, with the answers so far."""
        context = self._context
        body = await with_db_retry(context.runs.input, map_id)
        if body is None:
            return
        given = await asyncio.to_thread(RunInput.parse, body)
        answers = await with_db_retry(context.runs.answers, map_id)
        note = json.loads(answers.pop(FAILURE, b'{"code": "lost", "detail": "the run came to no end", "hint": ""}'))
        progress = Progress(map_id, given.document, given.engine)
        progress.take_in(answers)
        progress.failure = MapWarning(code=note["code"], detail=note["detail"])
        status: Status = "cancelled" if note["code"] == Cancelled.code else "failed"
        await self._finish(progress, await asyncio.to_thread(progress.ended, status), note)

    async def _make(self, map_id: str) -> None:
        context = self._context
        given = await context.input(map_id)
        most = context.settings.max_attempts
        if await with_db_retry(context.runs.begin, map_id) > most:
            raise TooManyAttempts(
                f"the run was taken up {most} times and ended with its process each time",
                hint="The worker's log says why; ARGMAP_MAX_ATTEMPTS sets the limit.",
            )
        engine, fallback = await context.engine(map_id, given.engine), await context.engines.offline()
        progress = Progress.begin(map_id, given.document, engine)
        await with_db_retry(context.store.append_event, map_id, "started", {"engine": given.engine})
        await self._read(progress)
        async with self._drafts(progress):
            if progress.voices is None:
                await self._voices(progress, given, engine, fallback)
            await self._paragraphs(progress, given, batches_of(engine, given.document))
        if progress.references is None or progress.links is None:
            await self._references_and_links(progress, given, engine, fallback)
        if progress.issues is None:
            await self._issues(progress, given, engine, fallback)
        await self._finish(progress, await asyncio.to_thread(progress.finished))

    async def _finish(self, progress: Progress, final: ArgumentMap, error: Mapping[str, str] | None = None) -> None:
        if await with_db_retry(self._context.runs.finish, final, error):
            seconds = (datetime.now(UTC) - progress.started).total_seconds()
            RUN_SECONDS.labels(progress.engine, final.status).observe(seconds)
            _log.info("run.finished", status=final.status, seconds=round(seconds, 2), engine=progress.engine)

    async def _voices(self, progress: Progress, given: RunInput, engine: Engine, fallback: Engine) -> None:
        done = await self._through_outages(progress.map_id, given, lambda: ask_voices(given.document, engine, fallback))
        await self._keep(progress.map_id, VOICES, done, VOICES, {"voices": len(done.answer.voices)})
        await self._read(progress)

    async def _references_and_links(
        self, progress: Progress, given: RunInput, engine: Engine, fallback: Engine
    ) -> None:
        """Both need nothing but the units, and are asked for at once."""
        draft = await asyncio.to_thread(progress.draft)
        looked_up, linked = await all_or_first_failure(
            [
                self._references(progress.map_id, given, draft, engine, fallback),
                self._through_outages(progress.map_id, given, lambda: ask_links(draft, engine, fallback)),
            ]
        )
        if progress.references is None:
            told = {"references": len(looked_up.answer.references)}
            await self._keep(progress.map_id, REFERENCES, looked_up, REFERENCES, told)
        if progress.links is None:
            await self._keep(progress.map_id, LINKS, linked, LINKS, {"relations": len(linked.answer.relations)})
        await self._read(progress)

    async def _references(
        self, map_id: str, given: RunInput, draft: ArgumentMap, engine: Engine, fallback: Engine
    ) -> Done[ReferencesAnswer]:
        try:
            return await self._through_outages(map_id, given, lambda: ask_references(draft, engine, fallback))
        except (ModelUnavailable, BudgetSpent) as error:
            ended = error
            return await self._context.do(map_id, fallback.name, lambda: references_despite(ended, draft, fallback))

    async def _issues(self, progress: Progress, given: RunInput, engine: Engine, fallback: Engine) -> None:
        draft = await asyncio.to_thread(progress.draft)
        try:
            done = await self._through_outages(progress.map_id, given, lambda: ask_issues(draft, engine, fallback))
        except (ModelUnavailable, BudgetSpent) as error:
            ended = error
            done = await self._context.do(
                progress.map_id, fallback.name, lambda: issues_despite(ended, draft, fallback)
            )
        await self._keep(progress.map_id, ISSUES, done, ISSUES, {"issues": len(done.answer.issues)})
        await self._read(progress)

    async def _paragraphs(self, progress: Progress, given: RunInput, batches: Sequence[tuple[int, ...]]) -> None:
        """Put groups with missing paragraphs into the queue, some at a time, until all have their answers."""
        missing = set(progress.missing())
        waiting, queued = [batch for batch in batches if missing.intersection(batch)], set[tuple[int, ...]]()
        window, moved = self._window[given.engine], time.monotonic()
        with self._context.watch.bell(progress.map_id) as bell:
            while waiting or queued:
                while waiting and len(queued) < window:
                    await with_db_retry(self._queue.put_paragraph, progress.map_id, waiting[0][0], given.engine)
                    queued.add(waiting.pop(0))
                await bell.wait(_LOOK_SECONDS)
                await self._read(progress)
                answered = {batch for batch in queued if progress.structures.keys() >= set(batch)}
                queued -= answered
                if answered:
                    moved = time.monotonic()
                elif time.monotonic() - moved > _STALLED_SECONDS:
                    await with_db_retry(self._revive, progress.map_id, given, sorted(batch[0] for batch in queued))
                    moved = time.monotonic()

    def _revive(self, map_id: str, given: RunInput, queued: list[int]) -> None:
        """Requeue lost paragraphs, such as after a short failure of the queue's own database."""
        found = self._queue.find([paragraph_id(map_id, number) for number in queued])
        for number in queued:
            work = found.get(paragraph_id(map_id, number))
            if work is not None and work.state in ("done", "failed"):
                self._queue.forget([work.id])
                work = None
            if work is None:
                self._queue.put_paragraph(map_id, number, given.engine)
        self._queue.put_back([work for work in found.values() if self._queue.is_lost(work, self._context.active)])

    async def _read(self, progress: Progress) -> None:
        """Load new answers. Raises Stopped where the map is no longer being made."""
        self._context.go_on()
        new = await with_db_retry(self._context.runs.answers, progress.map_id, known=progress.known)
        if FAILURE in new:
            raise _Failed
        progress.take_in(new)
        if new:
            return
        if await with_db_retry(self._context.runs.ended, [progress.map_id]):
            raise Stopped

    async def _keep(self, map_id: str, step: str, done: Done[Any], kind: str, data: dict[str, Any]) -> None:
        event_data = data | {"engine": done.engine, "warning": done.warning}
        body = done.model_dump_json().encode()
        if not await with_db_retry(self._context.runs.put_answer, map_id, step, body, kind=kind, data=event_data):
            raise Stopped

    async def _through_outages(self, map_id: str, given: RunInput, ask: Callable[[], Awaitable[Result]]) -> Result:
        for pause in _OUTAGE_PAUSES:
            try:
                return await self._context.do(map_id, given.engine, ask)
            except ModelUnavailable as error:
                _log.warning("model.away", map_id=map_id, detail=error.message, retry_in=pause)
                await asyncio.sleep(pause)
        return await self._context.do(map_id, given.engine, ask)

    @asynccontextmanager
    async def _drafts(self, progress: Progress) -> AsyncIterator[None]:
        """Inside the block, finished paragraphs are written to the stored map, for readers."""
        task = asyncio.create_task(self._write_drafts(progress), context=contextvars.Context())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _write_drafts(self, progress: Progress) -> None:
        """At most twice a second, and for large maps more rarely still, so that drafts take little of the time."""
        written = -1
        while True:
            begun = time.monotonic()
            if written != len(progress.structures):
                written = len(progress.structures)
                await with_db_retry(self._context.runs.write_draft, await asyncio.to_thread(progress.draft))
            await asyncio.sleep(max(_DRAFT_SECONDS, 5 * (time.monotonic() - begun)))

    async def _note(self, map_id: str, error: Exception) -> None:
        """Record a failure that ends the run, for the process that executes it."""
        if isinstance(error, ArgmapError):
            note = {"code": error.code, "detail": error.message[:500], "hint": error.hint}
        else:
            _log.exception("run.crashed", map_id=map_id)
            note = {"code": "internal-error", "detail": f"{type(error).__name__}: {error}"[:500], "hint": ""}
        await with_db_retry(self._context.runs.put_failure, map_id, json.dumps(note).encode())
