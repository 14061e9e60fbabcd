"""Database work from coroutines: in a thread, and again where the database was away.

The threads know nothing of the workflow around them, so that DBOS takes what they do for no step of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import structlog

from service.errors import DatabaseUnavailable

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
PATIENCE = 600.0
"""Seconds for which a run waits for a database that is away."""
_LONGEST_PAUSE = 2.0
_log = structlog.get_logger(__name__)


async def patiently(function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """The function's result; it must be safe to do twice. DatabaseUnavailable once PATIENCE is at its end."""
    work = partial(function, *args, **kwargs)
    deadline, pause = time.monotonic() + PATIENCE, 0.1
    while True:
        try:
            return await asyncio.get_running_loop().run_in_executor(None, work)
        except DatabaseUnavailable as error:
            if time.monotonic() + pause > deadline:
                raise
            _log.warning("database.away", detail=error.message, retry_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
