"""Corrections that are not saved: kept in the browser while the server is away, or the reader elsewhere."""

from __future__ import annotations

import httpx
from playwright.sync_api import Route, expect

from tests.ui.conftest import Opener
from tests.ui.test_correcting import open_form, saved, unit_of


def test_corrections_wait_in_the_browser_until_the_server_is_back(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u9")
    page.route(f"**/v1/maps/{bridge}**", lambda route: route.abort())
    page.get_by_label("Who holds it").select_option("okafor")
    expect(page.locator("#tray")).to_contain_text("kept in this browser, and shown once it answers")
    page.unroute(f"**/v1/maps/{bridge}**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#detail .facts")).to_contain_text("Mira Okafor")
    page.route(f"**/v1/maps/{bridge}**", lambda route: route.abort())
    page.get_by_label("Why these corrections").fill("She said it")
    page.locator("#tray").get_by_role("button", name="Save").click()
    expect(page.locator("#tray")).to_contain_text("saved once it answers")
    assert saved(server, bridge)["version"] == 1
    page.goto(f"{server}/healthz")  # else the page may save it, and say so, before it is loaded anew
    page.unroute(f"**/v1/maps/{bridge}**")
    page.goto(f"{server}/#/map/{bridge}?view=map")
    expect(page.locator("#toasts")).to_contain_text("Saved as version 2")
    (_, version) = httpx.get(f"{server}/v1/maps/{bridge}/versions").json()["versions"]
    assert (version["comment"], unit_of(saved(server, bridge), "u9")["perspective"]) == ("She said it", "okafor")
    page.reload()
    expect(page.locator("#tray")).to_be_hidden()


def test_corrections_of_an_earlier_visit_meet_a_newer_version(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u9")
    page.get_by_label("Who holds it").select_option("okafor")
    expect(page.locator("#tray summary")).to_have_text("1 correction not saved")
    theirs = {"changes": [{"op": "remove", "kind": "unit", "id": "u9"}]}
    httpx.patch(f"{server}/v1/maps/{bridge}", json=theirs).raise_for_status()
    page.reload()
    dialog = page.get_by_role("dialog", name="Somebody else changed this map")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Put the ticked ones on top").click()
    expect(page.get_by_role("alert")).to_contain_text("there is no unit 'u9'")
    expect(page.locator("#tray")).to_be_hidden()


def test_a_save_that_ends_after_the_map_was_left_changes_that_map_alone(
    open_page: Opener, server: str, bridge: str
) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u9")
    page.get_by_label("Who holds it").select_option("okafor")
    held: list[Route] = []
    page.route(f"**/v1/maps/{bridge}", lambda route: held.append(route))
    with page.expect_request(f"**/v1/maps/{bridge}"):
        page.locator("#tray").get_by_role("button", name="Save").click()
    expect(page.locator("#tray")).to_contain_text("Saving…")
    page.evaluate("location.hash = '#/'")
    expect(page.get_by_role("button", name="Map this article")).to_be_visible()
    with page.expect_response(f"**/v1/maps/{bridge}"):
        held[0].continue_()
    page.wait_for_function("(key) => localStorage.getItem(key) === null", arg=f"argmap-draft-{bridge}")
    expect(page.locator("body")).to_have_class("at-start")
    page.evaluate(f"location.hash = '#/map/{bridge}?view=map'")
    expect(page.locator(".article-text")).to_be_visible()
    assert saved(server, bridge)["version"] == 2
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#tray")).to_be_hidden()


def test_a_tab_whose_corrections_another_tab_overwrote_asks_before_it_closes(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("html[data-ready=all]").wait_for(state="attached")
    for tab, unit in ((page, "u9"), (other, "u6")):
        open_form(tab, unit)
        tab.get_by_label("Who holds it").select_option("okafor")
        expect(tab.locator("#tray summary")).to_have_text("1 correction not saved")
    other.close(run_before_unload=True)  # its own draft is kept, so it goes without a question
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()
