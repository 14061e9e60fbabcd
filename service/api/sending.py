"""Large responses are sent in chunks, to spare memory; work is left where its caller hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from service.api.problems import ApiError

LARGE, _PIECE = 256 << 10, 64 << 10
"""Bytes: of a response from which it is sent in chunks, and of a chunk."""
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
