"""argmap's server for tests: a thread of this process, or a process of its own. Real HTTP, a database in a folder."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from service.api.app import create_app
from service.pipeline.samples import SAMPLE_ID, model_sample, sample_document
from service.settings import Settings
from service.storage.store import MapStore
from tests.pipeline.processes import Process
from tests.waiting import until

ARTICLE = Path("service/pipeline/samples/night-trains.txt").read_text("utf-8")


def settings_in(folder: Path, **changes: Any) -> Settings:
    """One process of the offline engine: each takes three seconds to start."""
    return Settings.model_validate(
        {"database_url": f"sqlite:///{folder / 'argmap.db'}", "worker_concurrency": 1} | changes
    )


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Base URL of a server that runs in a thread."""
    with_sample(settings.database_url)
    config = uvicorn.Config(create_app(settings), port=0, log_level="error", lifespan="on", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def with_sample(database_url: str) -> None:
    """Stores a map as the sample, so that a new server has no article to map."""
    store = MapStore.open(database_url)
    store.create(
        model_sample().model_copy(update={"id": SAMPLE_ID}),
        engine="offline",
        sample=True,
        idempotency_key=SAMPLE_ID,
        request_hash=sample_document().sha256,
    )
    store.close()


@contextmanager
def served(folder: Path, *, sample: bool = False, **environment: str) -> Iterator[tuple[str, Process]]:
    """`argmap serve` as a process, on a database in that folder unless it is told another: base URL and process.

    `sample`: whether it maps its sample, as a new server does.
    """
    script = "import sys; from service.cli.main import main; sys.argv = ['argmap', 'serve', '--port', '0']; main()"
    given = {"ARGMAP_DATABASE_URL": f"sqlite:///{folder}/argmap.db", "ARGMAP_WORKER_CONCURRENCY": "1"}
    given |= environment
    if not sample:
        with_sample(given["ARGMAP_DATABASE_URL"])
    with Process(["-c", script], folder / "server.log", **given) as process:
        until(lambda: "running on http" in process.text(), 120, process)
        address = process.text().split("running on ")[1].split()[0]
        until(lambda: status_of(f"{address}/readyz") == 200, 60, process)
        yield address, process


def status_of(url: str) -> int:
    """Of an answer; 0 where there is none."""
    try:
        return httpx.get(url, timeout=20).status_code
    except httpx.HTTPError:
        return 0
