"""Retries database calls while the database is unavailable. Coroutines run them in a thread.

The threads do not inherit the workflow's context, so that DBOS does not record their calls as steps.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import structlog

from service.errors import DatabaseUnavailable, DatabaseUnusable

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
DB_RETRY_SECONDS = 600.0
"""How many seconds a run retries while the database is unavailable."""
_START_SECONDS = 10.0
"""The same of a process that starts."""
_LONGEST_PAUSE = 2.0
_log = structlog.get_logger(__name__)


async def with_db_retry(
    function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """The function's result; it must be idempotent. DatabaseUnavailable after DB_RETRY_SECONDS."""
    work, pauses = partial(function, *args, **kwargs), _Pauses(DB_RETRY_SECONDS)
    while True:
        try:
            return await asyncio.get_running_loop().run_in_executor(None, work)
        except DatabaseUnavailable as error:
            await asyncio.sleep(pauses.next(error))


def wait_for_database(function: Callable[[], Result]) -> Result:
    """The function's result at process start-up, when the database may still be starting."""
    pauses = _Pauses(_START_SECONDS)
    while True:
        try:
            return function()
        except DatabaseUnavailable as error:
            time.sleep(pauses.next(error))


class _Pauses:
    """Exponential backoff; re-raises the error if the next pause would exceed the limit or cannot help."""

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._pause = 0.1

    def next(self, error: DatabaseUnavailable) -> float:
        pause = self._pause
        if isinstance(error, DatabaseUnusable) or time.monotonic() + pause > self._deadline:
            raise error
        _log.warning("database.away", detail=error.message, retry_in=pause)
        self._pause = min(pause * 2, _LONGEST_PAUSE)
        return pause
