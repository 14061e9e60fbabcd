"""Runs several tasks concurrently."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any


async def all_or_first_failure(work: Sequence[Awaitable[Any]]) -> list[Any]:
    """The results in task order; the first failure cancels the rest, and is raised unwrapped."""
    tasks = [asyncio.ensure_future(item) for item in work]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
