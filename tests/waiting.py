"""Waiting for what happens elsewhere: in a server, a worker, another thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from tests.pipeline.processes import Process


def until(true: Callable[[], Any], seconds: float = 60, process: Process | None = None) -> Any:
    """What the condition gave when it came true. `process`: which has to run meanwhile."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert process is None or process.runs, process.text()[-2000:]
        assert time.monotonic() < deadline, process.text()[-2000:] if process else "it did not come to pass in time"
        time.sleep(0.02)
    return found


async def come_true(true: Callable[[], Any], seconds: float = 60) -> None:
    """The same beside an event loop, which goes on."""
    await asyncio.to_thread(until, true, seconds)
