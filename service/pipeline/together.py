"""Several pieces of work at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any


async def all_or_first_failure(work: Sequence[Awaitable[Any]]) -> list[Any]:
    """The results in the order of the work; one failure breaks off the rest, and is raised as itself."""
    tasks = [asyncio.ensure_future(item) for item in work]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
