"""Limits concurrent calls: reduced when the server answers 429, slowly raised again while calls succeed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class AdaptiveLimiter:
    """Additive increase, multiplicative decrease, as in TCP. Bound to one event loop.

    `most`: the upper limit; a 429 halves the current limit, and a full round of successes raises it by one.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._limit = float(most)
        self._running = 0
        self._not_before = 0.0
        self._slowed_at = 0.0
        self._changed = asyncio.Condition()

    @property
    def limit(self) -> int:
        """The current limit of concurrent calls."""
        return max(1, int(self._limit))

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Waits for a free slot, and for the end of any pause that the server asked for."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._running < self.limit)
            self._running += 1
        try:
            await self._pause_is_over()
            yield
        finally:
            self._running -= 1
            await asyncio.shield(self._wake())

    async def _pause_is_over(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._not_before > clock():  # noqa: ASYNC110  (the end of the pause may move while it is waited for)
            await asyncio.sleep(self._not_before - clock())

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def slow_down(self, pause: float) -> None:
        """Halves the limit and starts no calls for `pause` seconds. Calls rejected together count once."""
        now = asyncio.get_running_loop().time()
        if now >= self._slowed_at + 0.5:
            self._slowed_at = now
            self._limit = max(1.0, self._limit / 2)
        self._not_before = max(self._not_before, now + pause)

    def speed_up(self) -> None:
        """Counts a success."""
        self._limit = min(float(self._most), self._limit + 1 / max(1.0, self._limit))
