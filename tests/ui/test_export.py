"""The map as a file, and on paper."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect

from service.ui.page_format import ALL_TITLES
from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import arabic_map, large_map

Save = Callable[[Page, str], Path]


def open_export(page: Page, *, seen: bool = False) -> None:
    page.get_by_role("button", name="Export", exact=True).click()
    if seen:
        page.get_by_label("What is shown").check()


def test_the_servers_own_list_is_offered_and_unsaved_corrections_are_in_it(
    open_page: Opener, bridge: str, downloads: Save
) -> None:
    page = open_page(f"/#/map/{bridge}?at=u6&without=chamber&fold=1&view=map")
    page.locator("#detail details.correct summary").click()
    page.get_by_label("Who holds it").select_option("okafor")
    expect(page.locator("#tray")).to_be_visible()
    open_export(page)
    expect(page.locator(".formats button strong")).not_to_have_count(0)
    offered = page.locator(".formats button strong").all_inner_texts()
    assert {title for title, _ in ALL_TITLES.values()} <= set(offered)
    table = csv.DictReader(io.StringIO(downloads(page, "CSV").read_text("utf-8")))
    assert {row["unit"]: row["holder"] for row in table}["u6"] == "Mira Okafor"
    drawing = downloads(page, "SVG").read_text("utf-8")
    assert "passengers buy breakfast" in " ".join(ElementTree.fromstring(drawing).itertext())
    assert downloads(page, "PNG").read_bytes().startswith(b"\x89PNG\r\n")


def test_what_is_shown_leaves_out_what_is_folded_or_dimmed(open_page: Opener, bridge: str, downloads: Save) -> None:
    page = open_page(f"/#/map/{bridge}?without=chamber&fold=1&view=map")
    open_export(page, seen=True)
    drawing = downloads(page, "SVG").read_text("utf-8")
    assert "passengers buy" not in drawing
    assert "strangle the shops" not in drawing
    shown = json.loads(downloads(page, "JSON").read_text("utf-8"))
    assert [unit["id"] for unit in shown["units"]] == ["u0", "u1", "u2", "u5", "u17"]


def test_a_map_too_large_for_a_picture_says_so(open_page: Opener, server: str, downloads: Save) -> None:
    page = open_page(f"/#/map/{import_map(server, large_map(200))}?view=map")
    open_export(page)
    assert downloads(page, "PNG").read_bytes().startswith(b"\x89PNG\r\n")
    expect(page.get_by_role("alert")).to_contain_text("SVG stays sharp")


def test_json_is_what_the_api_gives(open_page: Opener, server: str, downloads: Save) -> None:
    map_id = import_map(server, arabic_map())
    page = open_page(f"/#/map/{map_id}?view=map")
    open_export(page)
    assert json.loads(downloads(page, "JSON").read_text("utf-8")) == httpx.get(f"{server}/v1/maps/{map_id}").json()


def test_the_web_page_opens_offline_with_all_three_views(
    open_page: Opener, browser: Browser, server: str, downloads: Save
) -> None:
    map_ = arabic_map()
    map_["perspectives"][1]["label"] = "</script><img src=x onerror=alert(1)>"
    page = open_page(f"/#/map/{import_map(server, map_)}?view=outline")
    open_export(page)
    path = downloads(page, "Web page")
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 800})
    troubles: list[str] = []
    exported = context.new_page()
    exported.on("pageerror", lambda error: troubles.append(error.message))
    exported.on("request", lambda request: troubles.append(request.url) if request.url.startswith("http") else None)
    exported.on("dialog", lambda dialog: troubles.append("a script from the map ran"))
    exported.goto(path.as_uri())
    exported.locator("html[data-ready=all]").wait_for(state="attached")
    expect(exported.get_by_role("treeitem").first).to_be_visible()
    expect(exported.get_by_role("tab", name="Outline")).to_have_attribute("aria-selected", "true")
    exported.get_by_role("tab", name="Perspectives").click()
    expect(exported.get_by_role("region", name="The author")).to_be_visible()
    exported.get_by_role("tab", name="Map").click()
    exported.locator(".map .card[data-unit=u1]").click()
    expect(exported.locator(".article-text .is-selected")).to_have_text("الحافلة تنقل عددًا أكبر من الناس 🎉")
    expect(exported.get_by_text("Correct this claim")).to_be_hidden()
    context.close()
    assert troubles == []


def test_gold_is_saved_with_the_command_that_adds_it(open_page: Opener, bridge: str, downloads: Save) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_export(page)
    path = downloads(page, "Save as gold")
    assert json.loads(path.read_text("utf-8"))["id"] == bridge
    expect(page.get_by_role("dialog", name="Saved as gold")).to_contain_text(f"argmap gold add {path.name}")


def test_paper_shows_the_article_and_the_view_without_the_tools(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=outline")
    page.emulate_media(media="print")
    expect(page.locator(".article-text")).to_be_visible()
    expect(page.locator(".outline")).to_be_visible()
    for tool in (".filters", ".tools", "#detail", ".tabs"):
        expect(page.locator(tool).first).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")
