"""State that runs and paragraphs share in one worker process: store, engines, active work, caches."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from service.domain.document import Document
from service.domain.pieces import dump_in_pieces, validate_in_pieces
from service.domain.provenance import Usage
from service.engines.answers import VoicesAnswer
from service.engines.engine import Engine
from service.pipeline.db_retry import with_db_retry
from service.pipeline.engine_choice import EngineSource
from service.pipeline.offline_sandbox import working_for
from service.pipeline.steps import Done
from service.pipeline.watch import EventWatch
from service.settings import Settings
from service.storage.runs import FAILURE, RunStore
from service.storage.store import MapStore

Result = TypeVar("Result")
_REMEMBERED = 64
_LARGE_INPUT, _MOST_LARGE_INPUTS = 1 << 20, 4 << 20
"""Bytes of JSON of one article, and of all large ones that runs hold at once; in memory it is ten times as many."""
_LOOK_SECONDS = 1.0
"""Seconds between two look-ups of what a run with a budget has spent in other processes."""


@dataclass(frozen=True)
class RunInput:
    """What a run starts from."""

    document: Document
    engine: str

    def dump(self) -> bytes:
        return b'{"engine":%s,"document":%s}' % (json.dumps(self.engine).encode(), dump_in_pieces(self.document))

    @classmethod
    def parse(cls, body: bytes) -> RunInput:
        values = json.loads(body)
        return cls(validate_in_pieces(Document, values["document"]), values["engine"])


@dataclass
class _RunEngine:
    """`looked_at`: when its run's spending was last looked up."""

    engine: Engine
    looked_at: float


class Stopped(Exception):
    """The run's map is finished, cancelled or gone: there is nothing left to do."""


class WorkerContext:
    """Belongs to the event loop in which the work is done, except where a method says otherwise."""

    def __init__(self, settings: Settings, store: MapStore, engines: EngineSource, watch: EventWatch) -> None:
        self.settings = settings
        self.store = store
        self.runs = RunStore(store)
        self.engines = engines
        self.watch = watch
        self.draining = False
        self.loop: asyncio.AbstractEventLoop | None = None
        self.active: Counter[str] = Counter()
        """Ids of the work under way; an id may be here twice for a moment."""
        self._inputs: OrderedDict[str, RunInput] = OrderedDict()
        self._voices: OrderedDict[str, VoicesAnswer] = OrderedDict()
        self._engines: OrderedDict[str, _RunEngine] = OrderedDict()
        self._tasks: dict[str, set[asyncio.Task[Any]]] = {}
        self._owners: OrderedDict[str, str | None] = OrderedDict()
        self._offline: set[asyncio.Task[Any]] = set()
        self._large = 0

    @contextmanager
    def at_work(self, work_id: str) -> Iterator[None]:
        """Notes what is under way; see `go_on` for a process that takes on no more."""
        self.loop = asyncio.get_running_loop()
        self.go_on()
        self.active[work_id] += 1
        try:
            yield
        finally:
            self.active[work_id] -= 1
            self.active += Counter()

    def go_on(self) -> None:
        """CancelledError, which leaves the work in the queue, where this process is about to end."""
        if self.draining:
            raise asyncio.CancelledError

    @asynccontextmanager
    async def memory_for(self, map_id: str) -> AsyncIterator[None]:
        """Inside, the run may hold its article. Very large ones wait for each other, others for nobody."""
        size = await with_db_retry(self.runs.input_size, map_id)
        large = size if size > _LARGE_INPUT else 0
        while large and self._large and self._large + large > _MOST_LARGE_INPUTS:
            self.go_on()
            if await with_db_retry(self.runs.ended, [map_id]):
                raise Stopped
            await asyncio.sleep(_LOOK_SECONDS)
        self._large += large
        try:
            yield
        finally:
            self._large -= large

    async def input(self, map_id: str) -> RunInput:
        """Stopped where the map is no longer being made."""
        known = self._inputs.get(map_id)
        if known is None:
            body = await with_db_retry(self.runs.input, map_id)
            if body is None:
                raise Stopped
            known = await asyncio.to_thread(RunInput.parse, body)
            _remember(self._inputs, map_id, known)
        return known

    async def voices(self, map_id: str) -> VoicesAnswer:
        known = self._voices.get(map_id)
        if known is None:
            body = await with_db_retry(self.runs.answer, map_id, "voices")
            if body is None:
                raise Stopped
            known = Done[VoicesAnswer].model_validate_json(body).answer
            _remember(self._voices, map_id, known)
        return known

    async def engine(self, map_id: str, name: str) -> Engine:
        """The run's engine in this process; what the run has spent so far, here or elsewhere, is spent."""
        known = self._engines.get(map_id)
        if known is None:
            engine = await self.engines.for_run(name, await self._spent(map_id))
            _remember(self._engines, map_id, _RunEngine(engine, time.monotonic()))
            return engine
        if self.settings.llm_limited and time.monotonic() - known.looked_at >= _LOOK_SECONDS:
            known.looked_at = time.monotonic()
            self.engines.learn(known.engine, await self._spent(map_id))
        return known.engine

    async def _spent(self, map_id: str) -> Usage:
        answers = await with_db_retry(self.runs.answers, map_id)
        usages = [json.loads(body).get("usage", {}) for step, body in answers.items() if step != FAILURE]
        return sum((Usage.model_validate(usage) for usage in usages), Usage())

    async def do(self, map_id: str, engine: str, work: Callable[[], Awaitable[Result]]) -> Result:
        """The result of an engine's work; Stopped where `stop` came first."""
        with working_for(await self._owner(map_id)):
            task = asyncio.ensure_future(work())
        tasks = self._tasks.setdefault(map_id, set())
        tasks.add(task)
        if engine == "offline":
            self._offline.add(task)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled() and not self.draining:
                raise Stopped from None
            task.cancel()
            raise
        finally:
            tasks.discard(task)
            self._offline.discard(task)
            if not tasks:
                self._tasks.pop(map_id, None)

    async def _owner(self, map_id: str) -> str | None:
        if map_id not in self._owners:
            summary = await with_db_retry(self.runs.find, map_id)
            _remember(self._owners, map_id, summary.owner if summary else None)
        return self._owners[map_id]

    def drain(self) -> None:
        """Take on no more, and break off what the offline engine does, which costs little to do again; any thread."""
        self.draining = True
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._break_off)

    def _break_off(self) -> None:
        for task in list(self._offline):
            task.cancel()

    async def beside(self, engine: str, work: Callable[[], Awaitable[Result]]) -> Result:
        """The result of an engine's work for a map that is finished: nothing stops it but the end of this process."""
        task = asyncio.ensure_future(work())
        if engine == "offline":
            self._offline.add(task)
        try:
            return await task
        finally:
            self._offline.discard(task)

    def stop_soon(self, map_id: str) -> None:
        """Break off all that goes on for this map here; from any thread."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._stop, map_id)

    def _stop(self, map_id: str) -> None:
        for task in list(self._tasks.get(map_id, ())):
            task.cancel()
        self.forget(map_id)

    def forget(self, map_id: str) -> None:
        for remembered in (self._inputs, self._voices, self._engines, self._owners):
            remembered.pop(map_id, None)

    def maps_at_work(self) -> set[str]:
        """The maps for which an engine works now."""
        return set(self._tasks)


def _remember(where: OrderedDict[str, Result], key: str, value: Result) -> None:
    where[key] = value
    while len(where) > _REMEMBERED:
        where.popitem(last=False)
