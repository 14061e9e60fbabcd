"""A real Chromium for the browser tests. Package scope: Playwright keeps an event loop running."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import MISSING_BROWSER, chromium, find_chromium, import_map
from tests.ui.maps import bridge_map

Opener = Callable[..., Page]

expect.set_options(timeout=30_000)


def _need(present: bool, what: str) -> None:
    """Skips with what to install; on CI, where all is installed, fails."""
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    _need(find_chromium() is not None, MISSING_BROWSER)
    with chromium() as started:
        yield started


@pytest.fixture
def bridge(server: str) -> str:
    """The id of a fresh copy of the hand-made map."""
    return import_map(server, bridge_map())


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Opener]:
    """Opens a page of the UI; the test fails where the page threw an error or broke its own security policy."""
    contexts, troubles = [], []

    def opener(path: str = "/", *, width: int = 1440, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)  # other work may share the machine
        page.on("pageerror", lambda error: troubles.append(f"{error.message}\n{error.stack}"))
        page.on("console", lambda message: troubles.append(message.text) if "Security Policy" in message.text else None)
        page.goto(f"{server}{path}")
        if "/map/" in path:
            page.locator("html[data-ready=all]").wait_for(state="attached")
        return page

    yield opener
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def downloads(tmp_path: Path) -> Callable[[Page, str], Path]:
    """Clicks a button that saves a file, and gives the file."""

    def save(page: Page, button: str) -> Path:
        with page.expect_download() as waiting:
            page.get_by_role("button", name=button).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    return save
