"""The operator's page, in a browser, on a server with keys: who may see it, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from service.storage.keys import KeyTable
from service.storage.store import MapStore
from tests.building import tram_map
from tests.scripted_llm import ScriptedLLM
from tests.serving import served


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """Address, an operator's key, another one's; a map was made, and one failed."""
    folder: Path = tmp_path_factory.mktemp("operator")
    store = MapStore.open(f"sqlite:///{folder}/argmap.db")
    _, ours = KeyTable(store.database).create("ops", operator=True)
    newsroom, theirs = KeyTable(store.database).create("newsroom")
    store.create(tram_map(id="lost", status="failed"), engine="llm", owner=newsroom.owner)
    store.append_event(
        "lost", "error", {"code": "model-unavailable", "detail": "secret", "hint": "check OPENAI_API_KEY"}
    )
    store.close()
    with (
        ScriptedLLM() as llm,
        served(folder, OPENAI_BASE_URL=llm.base_url, ARGMAP_MODEL="gpt-5-mini") as (url, _),
    ):
        headers = {"Authorization": f"Bearer {theirs}"}
        text = "Trams should stay because they pay."
        made = httpx.post(f"{url}/v1/maps?wait=60", json={"text": text}, headers=headers, timeout=90)
        assert made.status_code == 200, made.text
        yield url, ours, theirs


def test_the_page_asks_for_an_operator_s_key_and_shows_counts_failures_and_use(
    browser: Browser, operated: tuple[str, str, str]
) -> None:
    url, ours, theirs = operated
    page = browser.new_context().new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(error.message))
    page.on("console", lambda message: troubles.append(message.text) if "Security Policy" in message.text else None)
    page.goto(f"{url}/operator")
    for key, told in ((theirs, "this key is not the operator"), (ours, "As of")):
        page.get_by_label("API key").fill(key)
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("status")).to_contain_text(told)
    maps = page.locator("section", has_text="Maps").first
    expect(maps.get_by_role("row", name="done")).to_be_visible()
    expect(maps.get_by_role("row", name="failed 1")).to_be_visible()
    expect(page.get_by_role("row", name="model-unavailable")).to_contain_text("OPENAI_API_KEY")
    used = page.get_by_role("row", name="newsroom")
    expect(used).to_contain_text("0.0002")
    assert "Trams" not in page.content()
    assert "secret" not in page.content()
    assert troubles == []


def test_others_see_nothing(operated: tuple[str, str, str]) -> None:
    url, ours, theirs = operated
    assert httpx.get(f"{url}/v1/operator").status_code == 401
    assert httpx.get(f"{url}/v1/operator", headers={"X-API-Key": theirs}).status_code == 403
    seen = httpx.get(f"{url}/v1/operator", headers={"X-API-Key": ours}).json()
    (day,) = seen["usage"]
    assert (day["name"], day["calls"] > 0, day["cost_usd"] > 0) == ("newsroom", True, True)
    assert seen["workers"][0]["age"] < 60
