"""What one caller asks for costs that caller only."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
import uvicorn

from service.api.connections import impatient
from service.api.problems import ApiError
from service.api.request_executor import RequestExecutor
from service.errors import UnreadableDocument
from service.reading.options import Options
from tests.attack.worst import pdf

_LARGE = 32 << 20
"""Bytes; more than the system keeps for a reader who never reads."""


async def test_six_slow_pdfs_of_one_key_are_refused_in_time_and_delay_no_other() -> None:
    executor, ended = RequestExecutor(read_seconds=2, wait_seconds=0.3), []
    await executor.warm()

    async def read(owner: str, data: bytes) -> None:
        try:
            await executor.read(data, Options(), owner)
        except ApiError as error:
            ended.append((owner, error.status))
        except UnreadableDocument:
            ended.append((owner, 422))
        else:
            ended.append((owner, 200))

    await asyncio.gather(read("one", b"Trams pay."), read("two", b"Trams pay."))  # starts a child for each
    ended.clear()
    slow = pdf(200)
    await asyncio.gather(*(read("greedy", slow) for _ in range(6)), read("other", b"Trams pay. They carry many."))
    await executor.aclose()
    assert sorted(ended) == [("greedy", 422), *[("greedy", 429)] * 5, ("other", 200)]
    assert ended[-1] == ("greedy", 422), "nobody waited for it"


@pytest.mark.parametrize("reads", [True, False], ids=["slowly", "never"])
async def test_who_never_reads_is_hung_up_on_and_who_reads_slowly_is_not(reads: bool) -> None:
    """By progress, not by the time that it takes: the slow one needs several times the patience."""

    async def large(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % _LARGE)]})
        await send({"type": "http.response.body", "body": bytes(_LARGE)})

    server = uvicorn.Server(uvicorn.Config(large, http=impatient(0.8), lifespan="off", log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve([listening]))
        reader, writer = await asyncio.open_connection(*listening.getsockname(), limit=1 << 19)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        found = 0
        while server.server_state.connections and not reads:
            await asyncio.sleep(0.05)
        while found < _LARGE and (part := await reader.read(1 << 20)):
            found += len(part)
            await asyncio.sleep(0.06)
        assert found == _LARGE if reads else found < _LARGE
        writer.close()
        server.should_exit = True
        await serving
