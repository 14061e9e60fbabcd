"""The answers of a durable run, in our own tables: after a crash it goes on behind them."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog

from service.domain.pieces import dump_in_pieces
from service.engines.engine import Engine
from service.errors import ModelUnavailable
from service.pipeline.db_retry import with_db_retry
from service.pipeline.making import event_data
from service.pipeline.progress import Progress, parse_answers
from service.pipeline.steps import Done
from service.pipeline.worker_context import Stopped, WorkerContext

_log = structlog.get_logger(__name__)
Result = TypeVar("Result")
OUTAGE_PAUSES = (1.0, 3.0, 8.0)
"""Seconds between attempts while the model server is unreachable; after the last one the run fails."""
_DRAFT_SECONDS = 0.5


class StoreJournal:
    """Implements `service.pipeline.making.Journal` on our tables: after a crash a run resumes where it left off.

    All methods raise Stopped if the map is no longer being made. `finished`: it is complete, and a step is added.
    """

    def __init__(self, context: WorkerContext, map_id: str, owner: str | None, *, finished: bool = False) -> None:
        self._context = context
        self._map_id = map_id
        self._owner = owner
        self._finished = finished

    @property
    def open(self) -> bool:
        return not self._context.draining

    async def read(self, known: frozenset[str]) -> dict[str, Done[Any]]:
        self._context.go_on()
        stored = await with_db_retry(self._context.runs.answers, self._map_id, known=known)
        return await asyncio.to_thread(parse_answers, stored) if stored else {}

    async def keep(self, step: str, done: Done[Any], kind: str, data: dict[str, Any]) -> None:
        body, told = await asyncio.to_thread(dump_in_pieces, done), event_data(done, data)
        if not await with_db_retry(self._context.runs.put_answer, self._map_id, step, body, kind=kind, data=told):
            raise Stopped

    async def do(self, engine: Engine, work: Callable[[], Awaitable[Result]]) -> Result:
        """Retries, with pauses, while the model server is unreachable."""
        map_id = None if self._finished else self._map_id
        for pause in OUTAGE_PAUSES:
            try:
                return await self._context.do(map_id, self._owner, engine.name, work)
            except ModelUnavailable as error:
                _log.warning("model.away", map_id=self._map_id, detail=error.message, retry_in=pause)
                await asyncio.sleep(pause)
        return await self._context.do(map_id, self._owner, engine.name, work)

    @asynccontextmanager
    async def shown(self, progress: Progress) -> AsyncIterator[None]:
        """Inside the block, finished paragraphs are written to the stored map for readers."""
        task = asyncio.create_task(self._write_drafts(progress), context=contextvars.Context())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _write_drafts(self, progress: Progress) -> None:
        """At most twice a second, less often for large maps, so that drafts take little of the time."""
        written = -1
        while True:
            begun = time.monotonic()
            progress.answers |= await self.read(frozenset(progress.answers))
            if written != len(progress.answers):
                written = len(progress.answers)
                await with_db_retry(self._context.runs.write_draft, await asyncio.to_thread(progress.draft))
            await asyncio.sleep(max(_DRAFT_SECONDS, 5 * (time.monotonic() - begun)))
