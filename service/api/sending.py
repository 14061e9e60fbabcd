"""Large responses: compressed once, in a thread, and sent in chunks, to spare the event loop and memory."""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from service.api.problems import ApiError

_LARGE, _PIECE = 256 << 10, 64 << 10
"""Bytes: of a response from which it is sent in chunks, and of a chunk."""
_LEVEL = 4  # 9 takes three times as long
_KEPT = 32 << 20
"""Bytes of compressed responses cached for the next reader."""
T = TypeVar("T")


async def until_left(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of work for a request whose body was read; cancelled if the caller hangs up."""
    doing, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise ApiError(499, "caller-left", "the caller hung up before the response was ready")
        return doing.result()
    finally:
        leaving.cancel()
        doing.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


@dataclass
class _Flight(Generic[T]):
    work: asyncio.Task[T]
    waiting: int = 0


class SingleFlight(Generic[T]):
    """Concurrent requests for the same work share one execution. Work that nobody awaits any more is cancelled."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, _Flight[T]] = {}

    async def run(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        flight = self._under_way.get(key)
        if flight is None:
            flight = self._under_way[key] = _Flight(asyncio.create_task(work()))
            flight.work.add_done_callback(lambda _: self._under_way.pop(key, None))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.work)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.work.done():
                flight.work.cancel()


class Recent:
    """A least-recently-used cache of answers, limited by total size in bytes."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable) -> bytes | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keep(self, key: Hashable, body: bytes) -> None:
        self._size += len(body) - len(self._kept.pop(key, b""))
        self._kept[key] = body
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1])


class Compressed:
    """Gzipped responses, the most recent ones cached."""

    def __init__(self) -> None:
        self._kept = Recent(_KEPT)
        self._flights: SingleFlight[bytes] = SingleFlight()

    async def of(self, key: Hashable, body: bytes) -> bytes:
        """`key`: different for every different body."""
        known = self._kept.get(key)
        if known is not None:
            return known
        made = await self._flights.run(key, lambda: asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0))
        self._kept.keep(key, made)
        return made


async def answer(
    request: Request, body: bytes, *, key: Hashable, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The body as a response. `key`: different for every different body."""
    given = dict(headers or {})
    if len(body) <= _LARGE:
        return Response(body, media_type=media_type, headers=given)
    if "gzip" in request.headers.get("accept-encoding", ""):
        compressed: Compressed = request.app.state.compressed
        body = await compressed.of(key, body)
        given |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return in_pieces(body, media_type=media_type, headers=given)


def in_pieces(body: bytes, *, media_type: str, headers: Mapping[str, str]) -> Response:
    """The body as a response; a large one is chunked, so that a slow reader does not leave all of it buffered."""
    if len(body) <= _LARGE:
        return Response(body, media_type=media_type, headers=dict(headers))
    length = {"Content-Length": str(len(body))}
    return StreamingResponse(_pieces(body), media_type=media_type, headers={**headers, **length})


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    view = memoryview(body)
    for start in range(0, len(view), _PIECE):
        yield bytes(view[start : start + _PIECE])
