"""What the browser tests, the bench and the screenshots share: a real Chromium, and a real server on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING_BROWSER = "no Chromium: apt-get install chromium"
MISSING_MODULES = "no axe-core: run `npm --prefix tests ci`"


def find_chromium() -> str | None:
    """The shell without windows where it is installed: a page costs it a third of the processor's time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        raise RuntimeError(MISSING_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def argmap_server(folder: Path, **settings: str) -> Iterator[str]:
    """`argmap serve` as a process with its own database; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ARGMAP_", "OPENAI_"))}
    environment = kept | {"ARGMAP_DATABASE_URL": f"sqlite:///{folder}/argmap.db"} | settings
    command = [sys.executable, "-c", "from service.cli.main import main; main()", "serve", "--port", str(port)]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()[-2000:]}")
        try:
            if httpx.get(f"{address}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"the server was not ready in 90 s: {log.read_text()[-2000:]}")


def import_map(address: str, map_: dict[str, object]) -> str:
    """Stores a map and gives its id."""
    answer = httpx.post(f"{address}/v1/maps/import", params={"format": "json"}, json=map_, timeout=60)
    answer.raise_for_status()
    return str(answer.json()["id"])
