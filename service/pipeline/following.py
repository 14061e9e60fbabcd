"""Waits for a map or a debate, and follows its events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from service.pipeline.watch import LOOK_SECONDS, EventWatch, always
from service.storage.kept_store import KeptStore
from service.storage.records import Event


class Follower:
    """Follows the documents of one store."""

    def __init__(self, store: KeptStore[Any, Any], watch: EventWatch) -> None:
        self._store = store
        self._watch = watch

    async def wait(self, name: str, seconds: float) -> bool:
        """Whether the document finishes (or is deleted) within that time."""
        deadline = time.monotonic() + seconds
        with self._watch.waiter(name) as waiter:
            while not await asyncio.to_thread(self._store.ended, name):
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                await waiter.wait(min(left, LOOK_SECONDS))
        return True

    async def follow(
        self, name: str, after: int = 0, allowed: Callable[[], Awaitable[bool]] = always
    ) -> AsyncIterator[Event]:
        """The events after number `after`, as they arrive; ends after the last one of a finished document.

        Check first that the caller may see it; `allowed` is polled for whether they still may.
        """
        with self._watch.waiter(name) as waiter:
            while await allowed():
                ended = await asyncio.to_thread(self._store.ended, name)
                for event in await asyncio.to_thread(self._store.events_after, name, after):
                    after = event.seq
                    yield event
                if ended:
                    return
                await waiter.wait(LOOK_SECONDS)
