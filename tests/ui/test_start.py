"""The first page: an article in, progress, what failed and why."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from service.domain.argument_map import parse_map
from service.domain.brief import template_brief
from service.domain.meaning import meaning_of
from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import bridge_map
from tests.waiting import until

ARTICLE = (
    "The council should keep the library open on Sundays. Attendance is highest at weekends, because most people work "
    "during the week. Critics say that the cost is too high. But the cost is small beside that of an empty building."
)


def test_a_pasted_article_becomes_a_map(open_page: Opener) -> None:
    page = open_page()
    page.get_by_label("The article's text").fill(ARTICLE)
    page.get_by_label("Title", exact=True).fill("Sundays at the library")
    page.get_by_role("button", name="Map this article").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sundays at the library", timeout=60_000)
    expect(page.locator("#progress")).to_be_hidden(timeout=60_000)
    expect(page.locator(".brief .sentence").first).to_be_visible()
    expect(page.locator(".article-text")).to_contain_text("keep the library open on Sundays")


def test_a_file_can_be_chosen_or_dropped(open_page: Opener, tmp_path: Path) -> None:
    path = tmp_path / "sundays.txt"
    path.write_text(ARTICLE)
    page = open_page()
    page.get_by_label("Upload a file").set_input_files(path)
    expect(page.locator(".article-text")).to_contain_text("library", timeout=60_000)
    other = open_page()
    expect(other.get_by_role("button", name="Map this article")).to_be_visible()
    other.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.items.add(new File([text], 'sundays.md', {type: 'text/markdown'}));
            window.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        ARTICLE,
    )
    expect(other.locator(".article-text")).to_contain_text("library", timeout=60_000)


def test_the_engine_is_named_and_what_cannot_be_sent_is_said_in_words(open_page: Opener) -> None:
    page = open_page()
    expect(page.locator(".engine")).to_contain_text("Offline engine")
    page.get_by_text("A better map?").click()
    expect(page.locator(".engine")).to_contain_text("OPENAI_API_KEY")
    page.get_by_role("button", name="Map this article").click()
    expect(page.get_by_role("alert")).to_contain_text("Paste an article")
    assert page.evaluate("document.activeElement.id") == "text"
    page.route("**/v1/maps", lambda route: route.abort())
    page.get_by_label("The article's text").fill(ARTICLE)
    page.get_by_role("button", name="Map this article").click()
    expect(page.get_by_role("alert").last).to_contain_text("does not answer")


def test_the_sample_is_one_click_away(open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("link", name="A sample, mapped without a model").click()
    expect(page.locator(".brief .made")).to_contain_text("By the offline engine", timeout=60_000)
    page = open_page()
    page.get_by_role("link", name="A sample, mapped by a language model").click()
    expect(page.get_by_role("tab", name="Brief")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".brief")).to_contain_text("What is the tunnel for?")


def test_recent_maps_can_be_searched_and_deleted(open_page: Opener, server: str) -> None:
    map_ = bridge_map()
    map_["document"]["title"] = "Zeppelins over the moor"
    map_id = import_map(server, map_)
    page = open_page()
    page.get_by_label("Search your maps").fill("zeppelins")
    expect(page.locator(".recent .map-list li")).to_have_count(1)
    page.get_by_role("button", name="Delete Zeppelins over the moor").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".recent")).to_contain_text("No map has these words")
    assert httpx.get(f"{server}/v1/maps/{map_id}").status_code == 404


def _running(page: Page, server: str, map_id: str, events: list[tuple[str, object]], status: str) -> None:
    """Lets the page believe that a stored map is still being made, with these events."""
    done = httpx.get(f"{server}/v1/maps/{map_id}").json()
    growing = done | {"status": "running", "relations": [], "conclusion": None}
    growing["units"] = [unit | {"role": "conclusion"} for unit in done["units"] if unit["paragraph"] <= 3]
    asked = {"times": 0, "over": False}

    def answer_map(route: Route) -> None:
        if route.request.method != "GET":
            route.continue_()
            return
        asked["times"] += 1
        map_ = done | {"status": status} if asked["over"] else growing
        parsed = parse_map(map_)
        said = {"meaning": meaning_of(parsed), "brief": template_brief(parsed)}
        route.fulfill(json={"map": map_} | {name: value.model_dump(mode="json") for name, value in said.items()})

    def answer_events(route: Route) -> None:
        asked["over"] = any(name == "finished" for name, _ in events)
        lines = [f"id: {n}\nevent: {name}\ndata: {json.dumps(data)}\n\n" for n, (name, data) in enumerate(events)]
        route.fulfill(content_type="text/event-stream", body="".join(lines))

    page.route(re.compile(rf"/v1/maps/{map_id}/meaning"), answer_map)
    page.route(re.compile(rf"/v1/maps/{map_id}/events"), answer_events)
    page.route(re.compile(rf"/v1/maps/{map_id}/cancel"), lambda route: route.fulfill(json={"status": "cancelled"}))
    page.goto(f"{server}/#/map/{map_id}")


def test_progress_by_paragraph_while_the_map_grows(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page()
    events: list[tuple[str, object]] = [
        ("started", {}),
        ("voices", {}),
        ("paragraph", {"paragraph": 2, "done": 1, "total": 6, "engine": "offline", "warning": None}),
        ("paragraph", {"paragraph": 3, "done": 2, "total": 6, "engine": "offline", "warning": "No verb was found."}),
    ]
    _running(page, server, bridge, events, "done")
    progress = page.locator("#progress")
    expect(progress).to_contain_text("2 of 6 paragraphs")
    expect(progress).to_contain_text("Paragraph 4: No verb was found.")
    expect(progress.locator(".ticks .done")).to_have_count(1)
    expect(page.locator(".map .card")).to_have_count(6)
    with page.expect_request("**/cancel") as cancelled:
        progress.get_by_role("button", name="Cancel").click()
    assert cancelled.value.method == "POST"


def test_what_failed_stays_on_the_page(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page()
    _running(page, server, bridge, [("started", {}), ("finished", {"status": "partial"})], "partial")
    expect(page.locator("#progress")).to_contain_text("Some paragraphs could not be mapped")
    expect(page.locator(".chip").first).to_have_text("partly mapped")


def test_a_key_is_asked_for_once_and_kept_for_the_tab(open_page: Opener, bridge: str) -> None:
    page = open_page()
    expect(page.locator(".recent .map-list li").first).to_be_visible()  # the first list is asked for without a key

    def guard(route: Route) -> None:
        if route.request.headers.get("authorization") == "Bearer secret":
            route.continue_(headers={k: v for k, v in route.request.headers.items() if k != "authorization"})
        else:
            route.fulfill(status=401, json={"title": "who are you?"}, content_type="application/problem+json")

    page.route("**/v1/maps?*", guard)
    page.get_by_label("Search your maps").fill("bridge")
    page.get_by_role("textbox", name="API key").fill("secret")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator(".recent")).not_to_contain_text("who are you")
    page.wait_for_function("sessionStorage.getItem('argmap-api-key') === 'secret'")


@pytest.mark.parametrize("address", ["#/map/no-such-map", "#/map/%E0%A4%A"], ids=["unknown", "cut"])
def test_a_map_that_does_not_exist_leads_to_the_start(open_page: Opener, address: str) -> None:
    page = open_page()
    page.evaluate("(address) => { location.hash = address; }", address)
    expect(page.get_by_role("alert")).to_contain_text("no such map")
    expect(page.get_by_role("button", name="Map this article")).to_be_visible()


def test_lists_of_maps_say_which_engine_made_each(open_page: Opener, server: str) -> None:
    imported = bridge_map()
    imported["document"]["title"] = "A map from elsewhere"
    import_map(server, imported)
    httpx.post(f"{server}/v1/maps", json={"text": ARTICLE, "title": "A map made here"}).raise_for_status()
    page = open_page()
    expect(page.locator(".map-list li", has_text="A map from elsewhere")).to_contain_text("imported")
    expect(page.locator(".map-list li", has_text="A map made here")).to_contain_text("offline engine")
    done = {"q": "A map made here", "status": "done"}
    until(lambda: httpx.get(f"{server}/v1/maps", params=done).json()["maps"], 120)
    page = open_page("/#/debates")
    page.get_by_text("Or take maps that are there").click()
    expect(page.locator("#debate label", has_text="A map from elsewhere")).to_contain_text("imported")
    expect(page.locator("#debate label", has_text="A map made here")).to_contain_text("offline engine")
