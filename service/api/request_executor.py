"""Runs the API's expensive work: in sandboxed processes, or for small tasks in two dedicated threads.

It shares no thread with the database or key checks, and limits concurrency per key.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from copy import copy
from functools import partial
from typing import Any, TypeVar

import structlog
from cachetools import LRUCache
from fastapi import Request

from service.api.problems import ApiError
from service.api.sending import until_left
from service.api.tasks import TASKS
from service.domain.document import Document
from service.errors import InputError, UnreadableDocument
from service.reading.fetching import Page, fetch_page
from service.reading.options import Limits, Options
from service.reading.sandboxed import KEPT_MEMORY, ONE_THREAD, read_in
from service.sandbox import Pool, ResourceLimitExceeded
from service.sandbox.child import Task
from service.sandbox.pool import TaskCrashed

_SMALL = 200_000
"""Bytes of a stored map up to which it is processed in a thread, in a few milliseconds."""
_CHILDREN, _CHILD_MEMORY = 2, 700 << 20
_DEBATES = 2
"""Debates looked at concurrently."""
READ_SECONDS = 60.0
"""Of the processor, to read one article or import."""
_VIEW_SECONDS = 20.0
_AT_ONCE, _FETCHES_AT_ONCE = 8, 4
WAIT_SECONDS = 20.0
_REMEMBERED = 32 << 20
"""Bytes of answers that are made of stored maps only."""
_log = structlog.get_logger(__name__)
T = TypeVar("T")


class RequestExecutor:
    """Bound to one event loop. `wait_seconds`: how long a request waits for others of its key."""

    def __init__(self, wait_seconds: float = WAIT_SECONDS) -> None:
        self._request: Request | None = None
        self._pool = Pool(
            f"{__package__}.tasks", size=_CHILDREN, memory=_CHILD_MEMORY, keep=KEPT_MEMORY, environment=ONE_THREAD
        )
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="requests")
        self._debate_threads = ThreadPoolExecutor(_DEBATES, thread_name_prefix="debates")
        self._slots = KeyConcurrency(_AT_ONCE, wait_seconds)
        self._turns = KeyConcurrency(_CHILDREN - 1, wait_seconds, of_nobody=_CHILDREN)
        self._debate_turns = KeyConcurrency(_DEBATES - 1, wait_seconds, of_nobody=_DEBATES)
        self._fetches = KeyConcurrency(_FETCHES_AT_ONCE, wait_seconds)
        self._known: LRUCache[tuple[str, bytes], bytes] = LRUCache(_REMEMBERED, getsizeof=len)

    def attending(self, request: Request) -> RequestExecutor:
        """This executor for one request whose body was read: its work is cancelled if the caller hangs up."""
        mine = copy(self)
        mine._request = request
        return mine

    async def _attended(self, work: Coroutine[Any, Any, T]) -> T:
        return await (work if self._request is None else until_left(self._request, work))

    async def warm(self) -> None:
        """Start a child before the first article arrives."""
        await self._pool.warm()

    async def aclose(self) -> None:
        await self._pool.aclose()
        for threads in (self._threads, self._debate_threads):
            threads.shutdown(wait=False, cancel_futures=True)

    async def fetch(self, url: str, limits: Limits, owner: str | None) -> Page:
        """The page at a URL. Few at once per key, since each may take half a minute."""

        async def fetched() -> Page:
            async with self._fetches.slot(owner):
                return await fetch_page(url, limits=limits)

        return await self._attended(fetched())

    async def read(self, data: bytes, options: Options, owner: str | None) -> Document:
        """The document of an article; UnreadableDocument also if reading exceeds its limits."""
        return await self._attended(self._read(data, options, owner))

    async def _read(self, data: bytes, options: Options, owner: str | None) -> Document:
        async with self._slots.slot(owner), self._turns.slot(owner):
            try:
                return await read_in(self._pool, data, options, seconds=READ_SECONDS, group=owner)
            except TaskCrashed as error:
                _log.error("request_executor.crashed", task="file", traceback=error.message)
                raise UnreadableDocument("the article cannot be read", hint="Send its text instead.") from error

    async def do(
        self,
        task: str,
        *parts: bytes,
        owner: str | None,
        seconds: float = _VIEW_SECONDS,
        key: str = "",
    ) -> Sequence[bytes]:
        """The result of a task of `service.api.tasks`; raises InputError if it exceeds its limits.

        `key`: whatever has the same one goes to the same child, which may have kept part of it.
        """
        return await self._attended(self._do(task, parts, owner, seconds, key))

    async def on_debate(self, work: Callable[[], T], owner: str | None) -> T:
        """The result of work on a stored debate, in one of two threads."""

        async def done() -> T:
            async with self._debate_turns.slot(owner):
                return await asyncio.get_running_loop().run_in_executor(self._debate_threads, work)

        return await self._attended(done())

    async def remembered(self, task: str, body: bytes, owner: str | None) -> bytes:
        """The result of a task that takes only a map; cached, since maps are read more often than they change."""
        key = (task, hashlib.sha256(body).digest())
        known = self._known.get(key)
        if known is None:
            (known,) = await self.do(task, b"{}", body, owner=owner)
            if len(known) <= _REMEMBERED:
                self._known[key] = known
        return known

    async def _do(
        self, task: str, parts: Sequence[bytes], owner: str | None, seconds: float, key: str
    ) -> Sequence[bytes]:
        async with self._slots.slot(owner):
            if task != "import" and sum(map(len, parts)) <= _SMALL:
                work = partial(TASKS[task], Task(parts))
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
            limit = READ_SECONDS if task == "import" else seconds
            try:
                async with self._turns.slot(owner):
                    return await self._pool.ask(task, *parts, seconds=limit, group=owner, key=key)
            except ResourceLimitExceeded as error:
                raise InputError(
                    f"this takes more {_TOO_MUCH[error.what]} than a request may use", hint="Request less at once."
                ).called("takes-too-much") from error
            except TaskCrashed as error:
                _log.error("request_executor.crashed", task=task, traceback=error.message)
                raise


_TOO_MUCH = {"time": "time", "memory": "memory", "crash": "time or memory"}


class KeyConcurrency:
    """Limits concurrent requests per key. The others queue, and are refused after `wait_seconds`."""

    def __init__(self, at_once: int, wait_seconds: float = WAIT_SECONDS, *, of_nobody: int | None = None) -> None:
        """`of_nobody`: the limit for callers without a key."""
        self._at_once = at_once
        self._wait_seconds = wait_seconds
        self._of_nobody = of_nobody or at_once
        self._free: dict[str | None, asyncio.Semaphore] = {}
        self._inside: Counter[str | None] = Counter()

    @asynccontextmanager
    async def slot(self, owner: str | None) -> AsyncIterator[None]:
        """Holds a slot until the end of the block; 429 if none becomes free in time."""
        at_once = self._of_nobody if owner is None else self._at_once
        free = self._free.setdefault(owner, asyncio.Semaphore(at_once))
        self._inside[owner] += 1
        try:
            try:
                async with asyncio.timeout(self._wait_seconds):
                    await free.acquire()
            except TimeoutError as error:
                raise ApiError(
                    429,
                    "too-much-at-once",
                    f"{at_once} requests like this one are in progress for this key, and more are waiting",
                    hint="Wait for their answers, then send the next.",
                    headers={"Retry-After": "10"},
                ) from error
            try:
                yield
            finally:
                free.release()
        finally:
            self._inside[owner] -= 1
            if not self._inside[owner]:
                del self._inside[owner], self._free[owner]
