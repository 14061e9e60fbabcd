"""A reader of a map's events who loses the connection often and resumes, as a browser does."""

from __future__ import annotations

import threading
import time

import httpx


class Reader:
    """Follows in a thread; `seen`: (number, kind) of every event as it came."""

    def __init__(self, base_url: str, map_id: str) -> None:
        self.seen: list[tuple[int, str]] = []
        self.connections = 0
        self._url = f"{base_url}/v1/maps/{map_id}/events"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        while not self._stop.is_set() and not (self.seen and self.seen[-1][1] == "finished"):
            try:
                self._read()
            except (httpx.HTTPError, OSError):
                time.sleep(0.2)

    def _read(self) -> None:
        headers = {"Last-Event-ID": str(self.seen[-1][0])} if self.seen else {}
        timeout = httpx.Timeout(3.0, read=20.0)
        with httpx.stream("GET", self._url, headers=headers, timeout=timeout) as answer:
            if answer.status_code != 200:
                time.sleep(0.2)
                return
            self.connections += 1
            number, kind = 0, ""
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    number = int(value)
                elif name == "event":
                    kind = value
                elif not line and kind:
                    self.seen.append((number, kind))
                    kind = ""
                    if self._stop.is_set():
                        return

    def finish(self, seconds: float) -> list[tuple[int, str]]:
        """What was seen in the end, once the stream has come to it."""
        self._thread.join(seconds)
        self._stop.set()
        return self.seen
