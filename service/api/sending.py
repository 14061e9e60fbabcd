"""Large responses: compressed once, in a thread, and sent in chunks, to spare the event loop and memory."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Coroutine, Hashable, Mapping
from typing import Any, TypeVar

from cachetools import LRUCache
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from service.api.problems import ApiError
from service.pipeline.together import SingleFlight

LARGE, _PIECE = 256 << 10, 64 << 10
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


class Compressed:
    """Gzipped responses, the most recent ones cached."""

    def __init__(self) -> None:
        self._kept: LRUCache[Hashable, bytes] = LRUCache(_KEPT, getsizeof=len)
        self._flights: SingleFlight[bytes] = SingleFlight()

    async def of(self, key: Hashable, body: bytes) -> bytes:
        """`key`: different for every different body."""
        known = self._kept.get(key)
        if known is not None:
            return known
        made = await self._flights.run(key, lambda: asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0))
        if len(made) <= _KEPT:
            self._kept[key] = made
        return made


async def answer(
    request: Request, body: bytes, *, key: Hashable, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The body as a response. `key`: different for every different body."""
    given = dict(headers or {})
    if len(body) <= LARGE:
        return Response(body, media_type=media_type, headers=given)
    if "gzip" in request.headers.get("accept-encoding", ""):
        compressed: Compressed = request.app.state.compressed
        body = await compressed.of(key, body)
        given |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return in_pieces(body, media_type=media_type, headers=given)


def in_pieces(body: bytes, *, media_type: str, headers: Mapping[str, str]) -> Response:
    """The body as a response; a large one is chunked, so that a slow reader does not leave all of it buffered."""
    if len(body) <= LARGE:
        return Response(body, media_type=media_type, headers=dict(headers))
    length = {"Content-Length": str(len(body))}
    return StreamingResponse(_pieces(body), media_type=media_type, headers={**headers, **length})


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    view = memoryview(body)
    for start in range(0, len(view), _PIECE):
        yield bytes(view[start : start + _PIECE])
