"""Where a newcomer begins: one line over the map, which goes for good when it is followed or closed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import strike_map
from tests.ui.test_everyone import findings_in_both
from tests.ui.two_sides import tunnel_map


def test_a_newcomer_is_led_to_the_questions_and_not_told_again(open_page: Opener, server: str) -> None:
    address = f"/#/map/{import_map(server, tunnel_map())}"
    page = open_page(f"{address}?view=map")
    hint = page.get_by_role("region", name="Where to begin")
    expect(hint).to_contain_text("Start here")
    assert findings_in_both(page) == []
    hint.get_by_role("button", name="questions on which they differ").click()
    expect(page.get_by_role("tab", name="Issues")).to_have_attribute("aria-selected", "true")
    expect(hint).to_be_hidden()
    page.reload()
    expect(page.locator("table.issues")).to_be_visible()
    expect(hint).to_be_hidden()


def test_without_questions_it_leads_to_the_glance_and_can_be_closed(open_page: Opener, server: str) -> None:
    address = f"/#/map/{import_map(server, strike_map())}?view=outline&at=u2"
    page = open_page(address)
    hint = page.get_by_role("region", name="Where to begin")
    hint.get_by_role("button", name="at a glance").click()
    expect(page.locator("#detail").get_by_role("heading", name="At a glance")).to_be_visible()
    expect(page.locator("#detail")).to_be_focused()
    other = open_page(address)
    other.get_by_role("button", name="Close this hint").click()
    expect(other.get_by_role("region", name="Where to begin")).to_be_hidden()


def test_in_the_questions_it_says_how_to_read_them(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, tunnel_map())}?view=issues")
    expect(page.get_by_role("region", name="Where to begin")).to_contain_text("each question has each side’s answer")


def test_on_a_phone_it_opens_the_glance(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, strike_map())}", width=390, height=844)
    page.get_by_role("region", name="Where to begin").get_by_role("button", name="at a glance").click()
    expect(page.get_by_role("dialog", name="At a glance")).to_be_visible()
