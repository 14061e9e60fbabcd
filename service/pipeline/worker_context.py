"""State shared by all work in a worker process: store, engines, running tasks, parked maps."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from service.domain.document import Document
from service.domain.pieces import dump_in_pieces, validate_in_pieces
from service.domain.provenance import RunChoice
from service.engines.engine import Parked
from service.pipeline.engine_choice import NO_CHOICE, EngineSource
from service.pipeline.offline_sandbox import working_for
from service.settings import Settings
from service.storage.runs import RunStore
from service.storage.store import MapStore

Result = TypeVar("Result")
LARGE_INPUT, MOST_LARGE_INPUTS = 1 << 20, 4 << 20
"""JSON bytes of one article, and of all large ones that runs hold at once; ten times that in memory."""


@dataclass(frozen=True)
class RunInput:
    """The input of a run."""

    document: Document
    engine: str
    choice: RunChoice = NO_CHOICE

    def dump(self) -> bytes:
        engine, choice = json.dumps(self.engine).encode(), self.choice.model_dump_json(exclude_defaults=True).encode()
        return b'{"engine":%s,"choice":%s,"document":%s}' % (engine, choice, dump_in_pieces(self.document))

    @classmethod
    def parse(cls, body: bytes) -> RunInput:
        values = json.loads(body)
        choice = RunChoice.model_validate(values.get("choice", {}))
        return cls(validate_in_pieces(Document, values["document"]), values["engine"], choice)


class Stopped(Exception):
    """The run's map is finished, cancelled or deleted: there is nothing left to do."""


class WorkerContext:
    """Bound to the event loop that does the work, unless a method says otherwise."""

    def __init__(self, settings: Settings, store: MapStore, engines: EngineSource) -> None:
        self.settings = settings
        self.store = store
        self.runs = RunStore(store)
        self.engines = engines
        self.draining = False
        self.loop: asyncio.AbstractEventLoop | None = None
        self.active: Counter[str] = Counter()
        """Ids of running work; an id may briefly appear twice."""
        self.parked: dict[str, float] = {}
        """Map id -> when its run resumes, on the monotonic clock."""
        self._tasks: dict[str, set[asyncio.Task[Any]]] = {}
        self._offline: set[asyncio.Task[Any]] = set()
        self._large = 0

    @contextmanager
    def at_work(self, work_id: str) -> Iterator[None]:
        """Registers running work; see `go_on` for a process that accepts no more."""
        self.loop = asyncio.get_running_loop()
        self.go_on()
        self.active[work_id] += 1
        try:
            yield
        finally:
            self.active[work_id] -= 1
            self.active += Counter()

    def go_on(self) -> None:
        """CancelledError, which leaves the work in the queue, if this process is shutting down."""
        if self.draining:
            raise asyncio.CancelledError

    @contextmanager
    def memory_for(self, size: int) -> Iterator[None]:
        """Inside, a run may hold an article of this many bytes. Very large ones may be Parked, others never."""
        large = size if size > LARGE_INPUT else 0
        if large and self._large and self._large + large > MOST_LARGE_INPUTS:
            raise Parked(60)
        self._large += large
        try:
            yield
        finally:
            self._large -= large
            if large:
                self.wake()

    def wake(self) -> None:
        """Let all parked runs resume; callable from any thread."""
        self.parked = dict.fromkeys(self.parked, 0.0)

    async def do(
        self, map_id: str | None, owner: str | None, engine: str, work: Callable[[], Awaitable[Result]]
    ) -> Result:
        """The result of an engine's work; raises Stopped if `stop_soon` came first. `map_id`: None for a finished
        map, whose work stops only with this process.
        """
        self.go_on()
        with working_for(owner):
            task = asyncio.ensure_future(work())
        tasks = self._tasks.setdefault(map_id, set()) if map_id else set[asyncio.Task[Any]]()
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
            if map_id and not tasks:
                self._tasks.pop(map_id, None)

    def drain(self) -> None:
        """Accept no more work, and abort offline analyses, which are cheap to redo; callable from any thread."""
        self.draining = True
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._break_off)

    def _break_off(self) -> None:
        for task in list(self._offline):
            task.cancel()

    def stop_soon(self, map_id: str) -> None:
        """Abort all work for this map in this process; callable from any thread."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._stop, map_id)

    def _stop(self, map_id: str) -> None:
        for task in list(self._tasks.get(map_id, ())):
            task.cancel()

    def maps_at_work(self) -> set[str]:
        """The maps that an engine is working on."""
        return set(self._tasks)
