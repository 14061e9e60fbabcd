"""The worker process: `argmap worker`."""

from __future__ import annotations

import signal
import threading

import structlog

from service.pipeline.db_retry import wait_for_database
from service.pipeline.runs import Runs
from service.settings import Settings
from service.storage.store import MapStore

_log = structlog.get_logger(__name__)


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT, then finish running steps and requeue the rest. Call from the main thread."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    store = wait_for_database(lambda: MapStore.open(settings.database_url))
    runs = Runs(settings, store)
    runs.start()
    _log.info("worker.started", worker=runs.worker_id)
    try:
        while not ending.wait(1.0):
            pass
    finally:
        runs.stop()
        store.close()
        _log.info("worker.stopped")
