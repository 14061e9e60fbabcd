"""What the browser tests, the bench and the screenshots share: a real Chromium, and maps for a server."""

from __future__ import annotations

import shutil
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


def import_map(address: str, map_: dict[str, object]) -> str:
    """Stores a map and gives its id."""
    answer = httpx.post(f"{address}/v1/maps/import", params={"format": "json"}, json=map_, timeout=60)
    answer.raise_for_status()
    return str(answer.json()["id"])
