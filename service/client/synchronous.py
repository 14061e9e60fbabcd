"""The client that blocks: the one for asyncio, on a loop in a thread of its own, so that it also works in notebooks."""

from __future__ import annotations

import asyncio
import functools
import os
import threading
from collections.abc import Awaitable, Callable, Iterator
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import httpx

from service.client.asynchronous import AsyncClient, AsyncDebates
from service.client.connection import MapEvent

P = ParamSpec("P")
Result = TypeVar("Result")


@functools.cache
def _loop_of(_process: int) -> asyncio.AbstractEventLoop:
    """A process's loop; a forked child needs another, since threads do not follow it."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="argmap-client", daemon=True).start()
    return loop


class _Blocking:
    def __init__(self, twin: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._twin = twin
        self._loop = loop

    def _run(self, work: Awaitable[Result]) -> Result:
        async def awaited() -> Result:
            return await work

        future = asyncio.run_coroutine_threadsafe(awaited(), self._loop)
        try:
            return future.result()
        finally:
            future.cancel()  # after Ctrl-C


def _blocking(method: Callable[Concatenate[Any, P], Awaitable[Result]]) -> Callable[Concatenate[Any, P], Result]:
    @functools.wraps(method)
    def call(self: _Blocking, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        return self._run(method(self._twin, *args, **kwargs))

    return call


class Client(_Blocking):
    """A connection to one argmap server. Use it in a `with` statement, or call `close`.

    `retries`: how often a request is retried after a failed connection, 429, 502, 503 or 504. `timeout`: seconds per
    request. Every method raises ApiProblem if the server refuses, ServerUnreachable if none answers.

    >>> with Client("http://127.0.0.1:8000") as client:  # doctest: +SKIP
    ...     map_ = client.map_text("Trams pay, because they carry many.")
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        *,
        api_key: str | None = None,
        retries: int = 4,
        timeout: float = 90.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        twin = AsyncClient(base_url, api_key=api_key, retries=retries, timeout=timeout, transport=transport)
        super().__init__(twin, _loop_of(os.getpid()))
        self.debates = Debates(twin.debates, self._loop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def follow(self, map_id: str, *, after: str | None = None) -> Iterator[MapEvent]:
        """A map's events until it is finished; a broken connection is resumed after the last event."""
        events = self._twin.follow(map_id, after=after)
        try:
            while (event := self._run(anext(events, None))) is not None:
                yield event
        finally:
            self._run(events.aclose())

    close = _blocking(AsyncClient.close)
    map_text = _blocking(AsyncClient.map_text)
    map_url = _blocking(AsyncClient.map_url)
    map_file = _blocking(AsyncClient.map_file)
    submit = _blocking(AsyncClient.submit)
    wait_for = _blocking(AsyncClient.wait_for)
    get = _blocking(AsyncClient.get)
    list = _blocking(AsyncClient.list)
    trees = _blocking(AsyncClient.trees)
    perspectives = _blocking(AsyncClient.perspectives)
    meaning = _blocking(AsyncClient.meaning)
    preview = _blocking(AsyncClient.preview)
    issues = _blocking(AsyncClient.issues)
    find_issues = _blocking(AsyncClient.find_issues)
    brief = _blocking(AsyncClient.brief)
    ask_for_brief = _blocking(AsyncClient.ask_for_brief)
    export = _blocking(AsyncClient.export)
    import_map = _blocking(AsyncClient.import_map)
    correct = _blocking(AsyncClient.correct)
    cancel = _blocking(AsyncClient.cancel)
    delete = _blocking(AsyncClient.delete)


class Debates(_Blocking):
    """The debates of a server: `client.debates`. `filters`: actor, outlet, since, until, issue."""

    make = _blocking(AsyncDebates.make)
    estimate = _blocking(AsyncDebates.estimate)
    add = _blocking(AsyncDebates.add)
    resume = _blocking(AsyncDebates.resume)
    remove = _blocking(AsyncDebates.remove)
    wait_for = _blocking(AsyncDebates.wait_for)
    get = _blocking(AsyncDebates.get)
    list = _blocking(AsyncDebates.list)
    matrix = _blocking(AsyncDebates.matrix)
    timeline = _blocking(AsyncDebates.timeline)
    view = _blocking(AsyncDebates.view)
    claim = _blocking(AsyncDebates.claim)
    correct = _blocking(AsyncDebates.correct)
    export = _blocking(AsyncDebates.export)
    delete = _blocking(AsyncDebates.delete)
