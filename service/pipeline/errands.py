"""A thread that runs a task periodically, such as polling for due work."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from service.errors import ArgmapError

_log = structlog.get_logger(__name__)


class Errand:
    """Runs `work` every `seconds`; a failure is logged, and retried at the next interval."""

    def __init__(self, name: str, seconds: float, work: Callable[[], None]) -> None:
        self._name = name
        self._seconds = seconds
        self._work = work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stops the thread once the current task is done."""
        self._stop.set()
        self._thread.join(30)

    def _keep(self) -> None:
        while not self._stop.wait(self._seconds):
            try:
                self._work()
            except ArgmapError as error:
                _log.warning("errand.failed", errand=self._name, detail=error.message)
            except Exception:
                _log.exception("errand.crashed", errand=self._name)
