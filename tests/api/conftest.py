"""A real server over real HTTP, on SQLite in a folder of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from service.api.app import create_app
from service.settings import Settings

ARTICLE = Path("service/pipeline/samples/night-trains.txt").read_text("utf-8")
Serve = Callable[..., Any]


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Base URL of a server that runs in a thread."""
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


def settings_in(folder: Path, **changes: Any) -> Settings:
    return Settings.model_validate({"database_url": f"sqlite:///{folder / 'argmap.db'}"} | changes)


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(settings_in(tmp_path_factory.mktemp("api"))) as url:
        yield url


@pytest.fixture
def client(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def made(base_url: str) -> dict[str, Any]:
    """The map of the sample article."""
    answer = httpx.post(f"{base_url}/v1/maps", params={"wait": 60}, json={"text": ARTICLE}, timeout=90)
    assert answer.status_code == 200, answer.text
    value: dict[str, Any] = answer.json()
    return value
