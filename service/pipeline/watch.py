"""Wakes whoever waits for a map's next event: at once within this process, by polling across processes."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from service.errors import DatabaseUnavailable
from service.storage.store import MapStore

LOOK_SECONDS = 2.0
"""Seconds between checks for new events when no notification arrives."""
POLL_SECONDS = 0.25
"""Seconds between looks for events of other processes."""
_log = structlog.get_logger(__name__)


async def always() -> bool:
    return True


class Waiter:
    """Rings when a map has a new event. Bound to the event loop that created it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Callable from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._woken.set)
        except RuntimeError:
            return  # the loop is closed: nobody is waiting

    async def wait(self, seconds: float) -> None:
        """Wait until it rings (or return at once if it rang since the last wait), up to the timeout."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
        finally:
            self._woken.clear()


class EventWatch:
    """One per process: for any number of waiters, one query every quarter second polls for other processes' events."""

    def __init__(self, store: MapStore) -> None:
        self._store = store
        self._waiters: dict[str, set[Waiter]] = defaultdict(set)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stop.clear()
        self._store.listen(self._wake)
        self._thread = threading.Thread(target=self._poll, name="event-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._store.unlisten(self._wake)
        if self._thread is not None:
            self._thread.join()

    @contextmanager
    def waiter(self, map_id: str) -> Iterator[Waiter]:
        """A waiter for the events of this map."""
        waiter = Waiter()
        with self._lock:
            self._waiters[map_id].add(waiter)
        try:
            yield waiter
        finally:
            with self._lock:
                self._waiters[map_id].discard(waiter)
                if not self._waiters[map_id]:
                    del self._waiters[map_id]

    def _wake(self, map_id: str) -> None:
        with self._lock:
            waiters = list(self._waiters.get(map_id, ()))
        for waiter in waiters:
            waiter.wake()

    def _poll(self) -> None:
        seen: dict[str, int] = {}
        while not self._stop.wait(POLL_SECONDS):
            with self._lock:
                wanted = list(self._waiters)
            if not wanted:
                seen = {}
                continue
            try:
                found = self._store.last_events(wanted)
            except DatabaseUnavailable as error:
                _log.warning("watch.database-away", detail=error.message)
                self._stop.wait(2)
                continue
            for map_id in wanted:
                if found.get(map_id) != seen.get(map_id):
                    self._wake(map_id)
            seen = found
