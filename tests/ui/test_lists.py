"""Lists of claims from the glance, what is doubtful, and how sure the engine is of what."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import strike_map
from tests.ui.test_everyone import findings_in_both
from tests.ui.two_sides import tunnel_map


@pytest.fixture(scope="module")
def tunnel(server: str) -> str:
    return import_map(server, tunnel_map())


def bright(page: Page) -> list[str]:
    return page.locator(".outline .row:not(.is-dim)").evaluate_all("rows => rows.map((row) => row.dataset.unit)")


def test_a_list_leaves_only_its_claims_bright(open_page: Opener, tunnel: str) -> None:
    page = open_page(f"/#/map/{tunnel}?view=outline&fold=all")
    page.locator("#detail").get_by_role("button", name="No link was found").click()
    expect(page).to_have_url(re.compile("list=unlinked"))  # the address follows what is drawn
    expect(page.locator(".outline .row:visible")).to_have_count(3)
    assert sorted(bright(page)) == ["u10", "u13", "u14"]
    expect(page).to_have_url(re.compile("rest=hidden"))
    page.reload()
    expect(page.locator(".outline .row:visible")).to_have_count(3)
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".outline .row.is-dim")).to_have_count(0)


def test_a_list_is_gathered_from_the_brief_too(open_page: Opener, tunnel: str) -> None:
    page = open_page(f"/#/map/{tunnel}")
    page.locator(".brief").get_by_role("button", name="No link was found").click()
    expect(page.get_by_role("tab", name="Outline")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".outline .row:visible")).to_have_count(3)
    expect(page.locator(".gathered")).to_have_text("No link was found: 3 claims. “Show all” brings the rest back.")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".outline .row:visible")).to_have_count(18)
    expect(page.locator(".gathered")).to_be_hidden()


def test_common_ground_is_a_list_and_a_claim_tells_whose_it_is(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, strike_map())}?view=map")
    page.locator("#detail").get_by_role("button", name="Common ground: held or granted by two sides (1)").click()
    expect(page.locator(".outline .row:visible:not(.is-dim)")).to_have_count(1)
    page.locator(".outline .row:visible:not(.is-dim)").first.click()
    expect(page.locator("#detail .facts")).to_contain_text("The author and Skeptics in parliament")


# Rows in sight under a row that is not: they would pass for reasons of whatever stands above.
ORPHANS = """rows => rows.filter((row) => {
  const above = row.parentElement.parentElement.closest("[role=group]")?.previousElementSibling;
  return row.checkVisibility() && above && !above.checkVisibility();
}).map((row) => row.dataset.unit)"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_listed_claim_stands_under_what_it_is_for_or_against(open_page: Opener, width: int) -> None:
    page = open_page("/#/map/sample-by-model?view=outline&list=disputed&rest=hidden&fold=all", width=width)
    rows = page.locator(".outline .row")
    for medium in ("screen", "print"):
        page.emulate_media(media=medium)
        assert rows.evaluate_all(ORPHANS) == []
    page.emulate_media(media="screen")
    expect(page.locator(".outline .row:visible:not(.is-dim)")).to_have_count(7)
    between = page.locator(".outline .row.is-dim:visible")
    expect(between).not_to_have_count(0)
    heights = between.locator(".says").evaluate_all("texts => texts.map((text) => text.clientHeight)")
    assert max(heights) < 30  # one line each
    expect(page.locator(".gathered")).to_contain_text("In grey: what they are for or against.")
    between.first.click()
    page.keyboard.press("Home")
    for _ in range(rows.filter(visible=True).count() - 1):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.checkVisibility()")
    expect(rows.filter(visible=True).last).to_be_focused()


def test_hidden_claims_lend_no_reasons_in_perspectives_and_issues(open_page: Opener) -> None:
    page = open_page("/#/map/sample-by-model?view=perspectives&list=disputed&rest=hidden", width=1280)
    hidden_above = """claims => claims.filter((claim) => {
      const above = claim.closest("li").parentElement.closest("li, .answer")?.querySelector(":scope > .claim");
      return claim.checkVisibility() && above && !above.checkVisibility();
    }).length"""
    assert page.locator("#view-perspectives .stance > .claim").evaluate_all(hidden_above) == 0
    page.get_by_role("tab", name="Issues").click()
    expect(page.locator("#view-issues .answer")).not_to_have_count(0)
    page.locator("#view-issues details").evaluate_all("all => all.forEach((it) => (it.open = true))")
    assert page.locator("#view-issues .answer li > .claim").evaluate_all(hidden_above) == 0
    assert page.locator("#view-issues .answer li:visible:not(:has(.claim:visible))").count() == 0  # no sign alone


def test_a_sides_filter_includes_its_members(open_page: Opener, tunnel: str) -> None:
    page = open_page(f"/#/map/{tunnel}?view=outline&fold=all")
    page.get_by_role("group", name="Held by").get_by_role("button", name="Helsinki", exact=True).click()
    assert {"u12", "u13"} <= set(bright(page))
    assert not {"u4", "u16"} & set(bright(page))


def test_a_doubtful_link_says_so_and_can_be_left_out(open_page: Opener, tunnel: str) -> None:
    page = open_page(f"/#/map/{tunnel}?view=map&at=u7", color_scheme="light")
    block = page.locator(".map .block", has=page.locator(".card[data-unit=u7]"))
    expect(block.locator(".box-name")).to_have_text("+ because · doubtful")
    expect(page.locator("#detail")).to_contain_text("Doubtful: a link like this is right about 3 times in 10.")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Without the 1 doubtful link").check()
    expect(page.locator(".map .card.is-dim")).to_have_attribute("data-unit", "u7")
    assert findings_in_both(page) == []


def test_certainty_is_told_for_what_it_is_about(open_page: Opener, tunnel: str) -> None:
    page = open_page(f"/#/map/{tunnel}?at=u1&view=issues")
    detail = page.locator("#detail")
    expect(detail).to_contain_text("a claim of its own: right about 9 times in 10")
    expect(detail).to_contain_text("A link like this is right about 8 times in 10.")
    expect(detail).not_to_contain_text("%")
