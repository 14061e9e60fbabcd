"""A service as a process of its own, started by what was installed."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest


@contextmanager
def started(command: list[str], port: int, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """The address of the service, once it is ready; it is ended afterwards."""
    log = folder / "service.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while not _is_ready(url):
            if time.monotonic() > deadline or process.poll() is not None:
                pytest.fail(f"the service did not start: {log.read_text('utf-8')}")
            time.sleep(0.3)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False
