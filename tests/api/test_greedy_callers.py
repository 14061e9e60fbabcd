"""What one caller asks for costs that caller only."""

from __future__ import annotations

import asyncio

import pytest

from service.api import request_executor
from service.api.problems import ApiError
from service.api.request_executor import RequestExecutor
from service.errors import UnreadableDocument
from service.reading.options import Options
from tests.attack.worst import pdf


async def test_six_slow_pdfs_of_one_key_are_refused_in_time_and_delay_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_executor, "READ_SECONDS", 2)
    executor, ended = RequestExecutor(wait_seconds=0.3), []
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
