"""A map in a frame of somebody else's page: for the origins that the server names, and for nobody by default."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from service.settings import Settings
from tests.serving import served
from tests.ui.browser import import_map
from tests.ui.two_sides import tunnel_map


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def another_page(folder: Path) -> Iterator[str]:
    """A web server of its own, and so another origin; gives its address."""
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def show(browser: Browser, folder: Path, host: str, address: str) -> Page:
    (folder / "index.html").write_text(
        f"<!doctype html><title>A blog</title><h1>A blog</h1><iframe src='{address}' width=1000 height=700></iframe>"
    )
    page = browser.new_context(viewport={"width": 1100, "height": 820}).new_page()
    page.set_default_timeout(30_000)
    page.goto(host)
    return page


@dataclass(frozen=True)
class Framed:
    """A server that names two origins, and the page that lies at one of them."""

    server: str
    origins: str
    friend: str
    folder: Path


@pytest.fixture(scope="module")
def framed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Framed]:
    folder = tmp_path_factory.mktemp("framed")
    with another_page(folder / "friend") as friend:
        origins = f"https://blog.example.org {friend}"
        with served(folder, ARGMAP_FRAME_ANCESTORS=origins) as (server, _):
            yield Framed(server, origins, friend, folder / "friend")


def test_the_pages_that_are_named_show_it_and_no_others(browser: Browser, tmp_path: Path, framed: Framed) -> None:
    server, friend = framed.server, framed.friend
    with another_page(tmp_path / "stranger") as stranger:
        map_id = import_map(server, tunnel_map())
        page = show(browser, framed.folder, friend, f"{server}/embed#/map/{map_id}?view=issues")
        frame = page.frame_locator("iframe")
        expect(frame.locator("table.issues")).to_contain_text("freight comes first")
        frame.get_by_role("button", name="freight comes first").click()
        expect(frame.locator("#detail blockquote")).to_contain_text("freight comes first")
        for hidden in (".filters", ".tabs", "#article", ".correct", ".edit-tools", "#tray", "table.issues .place"):
            expect(frame.locator(hidden).first).to_be_hidden()
        expect(frame.get_by_role("button", name="New question")).to_be_hidden()
        with page.expect_popup() as opened:
            frame.get_by_role("link", name="Open in argmap").click()
        expect(opened.value.locator("#article")).to_be_visible()
        assert f"/#/map/{map_id}" in opened.value.url
        page.context.close()

        page = show(browser, framed.folder, friend, f"{server}/embed#/map/{map_id}?view=map&at=u0")
        expect(page.frame_locator("iframe").locator(".map .card[data-unit=u0]")).to_be_visible()
        expect(page.frame_locator("iframe").locator("#detail blockquote")).to_contain_text("freight comes first")
        page.context.close()

        page = show(browser, framed.folder, friend, f"{server}/embed#/map/nothing")
        expect(page.frame_locator("iframe").get_by_role("alert")).to_have_text("There is no such map (any more).")
        page.context.close()

        for host, folder, path in (
            (stranger, tmp_path / "stranger", f"/embed#/map/{map_id}"),
            (friend, framed.folder, f"/#/map/{map_id}"),
        ):
            page = show(browser, folder, host, f"{server}{path}")
            page.wait_for_function("document.querySelector('iframe').contentDocument === null")
            assert page.frames[1].url.startswith("chrome-error:"), path
            page.context.close()


def test_nobody_shows_it_by_default(browser: Browser, tmp_path: Path, server: str, bridge: str) -> None:
    answer = httpx.get(f"{server}/embed")
    assert answer.status_code == 404
    assert "ARGMAP_FRAME_ANCESTORS" in answer.text
    with another_page(tmp_path / "stranger") as stranger:
        page = show(browser, tmp_path / "stranger", stranger, f"{server}/#/map/{bridge}")
        page.wait_for_function("document.querySelector('iframe').contentDocument === null")
        assert page.frames[1].url.startswith("chrome-error:")
        page.context.close()


def test_the_page_for_a_frame_keeps_all_other_guards(framed: Framed) -> None:
    inside, outside = (httpx.get(f"{framed.server}{path}").headers for path in ("/embed", "/"))
    assert "x-frame-options" not in inside
    named = outside["content-security-policy"].replace("frame-ancestors 'none'", f"frame-ancestors {framed.origins}")
    assert inside["content-security-policy"] == named != outside["content-security-policy"]
    assert outside["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "blog.example.org",
        "https://a.org; script-src *",
        "https://a.org/path",
        "'self'",
        "http://a.org",
        "https://*.com",
    ],
)
def test_only_origins_may_be_named(value: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        Settings(frame_ancestors=value)
