"""The API's description as a page: all that it needs comes from the server itself."""

from __future__ import annotations

import hashlib
import re

import httpx
from playwright.sync_api import Browser, expect

from tests.ui.browser import ROOT

VENDOR = ROOT / "service/ui/swagger/served"


def test_the_page_lists_every_call_and_asks_no_other_server(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    asked: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: troubles.append(error.message))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.goto(f"{server}/docs")
    expect(page.locator(".opblock").first).to_be_visible(timeout=60_000)
    paths = httpx.get(f"{server}/openapi.json").json()["paths"]
    calls = sum(method in ("get", "post", "put", "patch", "delete") for path in paths.values() for method in path)
    expect(page.locator(".opblock")).to_have_count(calls)
    page.locator(".opblock", has_text="/v1/engines").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".responses-table.live-responses-table")).to_contain_text('"available"')
    assert [url for url in asked if not url.startswith((f"{server}/", "data:"))] == []
    assert troubles == []
    context.close()


def test_the_page_has_a_policy_and_only_its_own_files(server: str) -> None:
    answer = httpx.get(f"{server}/docs")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", answer.text)
    assert httpx.get(f"{server}/docs/swagger-ui.css").status_code == 200
    for name in ("page.html", "nothing.js", "..%2f..%2froutes.py", "served/README.md"):
        assert httpx.get(f"{server}/docs/{name}").status_code == 404


def test_the_shipped_files_are_those_of_the_release_that_is_named() -> None:
    sums = dict(
        re.findall(r"^\| `([\w.-]+)` \| `([0-9a-f]{64})` \|$", (VENDOR / "README.md").read_text(), re.MULTILINE)
    )
    assert sums == {
        name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
        for name in ("swagger-ui-bundle.js", "swagger-ui.css")
    }
    assert "Apache License" in (VENDOR / "LICENSE.txt").read_text()
