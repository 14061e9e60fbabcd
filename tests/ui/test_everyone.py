"""Accessible names and contrast (axe-core), narrow screens, the security policy, help."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.ui.browser import MISSING_MODULES, ROOT, import_map
from tests.ui.conftest import Opener, _need
from tests.ui.maps import arabic_map, large_map, strike_map
from tests.ui.test_reading import card

AXE = ROOT / "tests/node_modules/axe-core/axe.min.js"
VIEWS = ["map", "outline", "perspectives", "issues"]


def findings(page: Page, *, only: list[str] | None = None) -> list[str]:
    """What axe-core finds; `only` names the rules to run."""
    _need(AXE.exists(), MISSING_MODULES)
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text("utf-8"))
    result: dict[str, Any] = page.evaluate(
        "(only) => axe.run(document, {resultTypes: ['violations'], ...(only ? {runOnly: only} : {})})", only
    )
    return [
        f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for violation in result["violations"]
        for node in violation["nodes"][:3]
    ]


def findings_in_both(page: Page) -> list[str]:
    """In light and in dark; colours are all that differs there, and they change at once where motion is reduced."""
    page.emulate_media(reduced_motion="reduce")
    found = findings(page)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html[data-theme=dark]")).to_be_attached()
    found += findings(page, only=["color-contrast", "link-in-text-block"])
    page.emulate_media(color_scheme="light")
    expect(page.locator("html[data-theme=light]")).to_be_attached()
    return found


def wait_until_above(page: Page, upper: str, lower: str) -> None:
    """Until the one ends where the other begins, or higher: what is drawn may still be moved to its place."""
    page.wait_for_function(
        """([upper, lower]) => {
            const [above, below] = [upper, lower].map((it) => document.querySelector(it)?.getBoundingClientRect());
            return above && below && below.height > 0 && above.bottom <= below.top;
        }""",
        arg=[upper, lower],
    )


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_in_a_view(open_page: Opener, bridge: str, view: str) -> None:
    page = open_page(f"/#/map/{bridge}?view={view}", color_scheme="light")
    assert findings_in_both(page) == []
    page.locator(".article-text mark").nth(4).click()
    page.locator("#detail details.correct summary").click()
    page.get_by_label("Who holds it").select_option("okafor")
    page.get_by_role("button", name="Chamber of Commerce").first.click()
    page.get_by_text("Filter", exact=True).click()
    assert findings_in_both(page) == []


def test_axe_finds_nothing_at_the_start_and_in_dialogs(open_page: Opener, bridge: str) -> None:
    page = open_page(color_scheme="light")
    expect(page.locator(".map-list li").first).to_be_visible()
    assert findings_in_both(page) == []
    page = open_page(f"/#/map/{bridge}?at=u6&view=map", color_scheme="light")
    for button in ("Help", "Export", "History"):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert findings_in_both(page) == []
        page.keyboard.press("Escape")


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_shows_one_thing_at_a_time_without_sideways_scrolling(
    open_page: Opener, bridge: str, view: str
) -> None:
    page = open_page(f"/#/map/{bridge}?view={view}", width=390, height=844, has_touch=True)
    expect(page.locator(f"#view-{view}")).to_be_visible()
    expect(page.locator("#article")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert findings(page) == []
    page.get_by_role("tab", name="Article").click()
    page.locator(".article-text mark", has_text="fire engines may use").tap()
    expect(page.locator("#detail")).to_be_visible()
    expect(page.locator("#detail")).to_contain_text("City engineers")


def test_a_selected_card_is_not_covered_by_the_panel_on_a_phone(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?at=u6&view=map", width=390, height=844)
    expect(card(page, "u6")).to_be_in_viewport()
    wait_until_above(page, ".card[data-unit=u6]", "#detail")


def test_every_control_is_reached_with_the_tab_key(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?at=u6&view=map")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")
        )
    for name in ("Search the claims", "Map", "Export", "Help", "Zoom in", "Close the claim", "Correct this claim"):
        assert name in reached
    assert any(name.startswith("Argument map") for name in reached if name)
    assert "a bus lane would strangle the shops on the east bank" in reached, "the marks in the article"


def test_reduced_motion_stops_transitions_and_a_choice_of_dark_is_kept(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map", color_scheme="light", reduced_motion="reduce")
    seconds = page.locator("button").first.evaluate("(b) => getComputedStyle(b).transitionDuration")
    assert seconds in ("0s", "")
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_names_from_an_article_are_text_and_never_markup(open_page: Opener, server: str) -> None:
    map_ = arabic_map()
    map_["perspectives"][1]["label"] = "<img src=x onerror=document.title='broken'>"
    page = open_page(f"/#/map/{import_map(server, map_)}?view=perspectives&at=u2")
    expect(page.locator("#detail")).to_contain_text("<img src=x")
    assert page.locator("img").count() == 0
    assert page.title() != "broken"


def test_the_page_is_served_with_a_strict_policy_and_can_be_kept(server: str) -> None:
    page = httpx.get(f"{server}/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    for path in ("/", "/static/main.js", "/static/css/base.css"):
        answer = httpx.get(f"{server}{path}", headers={"accept-encoding": "gzip"})
        assert (answer.headers["cache-control"], answer.headers["content-encoding"]) == ("no-cache", "gzip")
        again = httpx.get(f"{server}{path}", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_page_links_to_files_that_may_be_kept_for_good(server: str) -> None:
    links = re.findall(r'(?:src|href)="(/static/~[^"]+)"', httpx.get(server).text)
    assert {link.rsplit("/", 1)[1] for link in links} >= {"early.js", "main.js", "store.js", "base.css"}
    for link in links:
        answer = httpx.get(f"{server}{link}")
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True)
    outdated = httpx.get(f"{server}/static/~0123456789ab/main.js")
    assert (outdated.status_code, outdated.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "path", ["/static/nothing.js", "/static/../routes.py", "/static/%2e%2e/routes.py", "/static/css"]
)
def test_only_the_pages_own_files_are_served(server: str, path: str) -> None:
    assert httpx.get(f"{server}{path}").status_code == 404


def test_the_guided_look_ends_where_it_began(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    page.get_by_role("button", name="Tour", exact=True).click()
    tour = page.get_by_role("dialog", name="Guided look")
    for step in range(1, 8):
        expect(tour).to_contain_text(f"{step} of 8")
        if step in (1, 7):  # the views under it have their own tests
            assert findings(page) == []
        tour.get_by_role("button", name="Next").click()
    expect(page.locator("#view-outline")).to_be_visible()
    tour.get_by_role("button", name="Done").click()
    expect(tour).to_be_hidden()
    expect(page.locator("#view-map")).to_be_visible()


def test_the_guided_look_shows_a_doubt_and_the_sides_where_there_are(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, strike_map())}?view=map")
    page.get_by_role("button", name="Help", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Show me around").click()
    tour = page.get_by_role("dialog", name="Guided look")
    expect(tour).to_contain_text("1 of 9")
    for _ in range(4):
        tour.get_by_role("button", name="Next").click()
    expect(tour).to_contain_text("“Skeptics in parliament doubt that:” stands before the words")
    expect(page.locator("#detail blockquote")).to_contain_text("the carriages would last")
    tour.get_by_role("button", name="Next").click()
    expect(tour).to_contain_text("who is for the conclusion")
    expect(page.locator("#detail .stands")).to_be_visible()


def test_the_guided_look_is_offered_where_a_newcomer_looks(open_page: Opener, bridge: str) -> None:
    page = open_page()
    page.get_by_role("link", name="Show me around a sample").click()
    tour = page.get_by_role("dialog", name="Guided look")
    expect(tour).to_contain_text("1 of")
    expect(page.locator("#view-brief")).to_be_visible()
    assert "tour" not in page.url, "a link to this view does not start the tour again"
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()
    page = open_page(f"/#/map/{bridge}?view=map")
    page.locator("#detail").get_by_role("button", name="Show me around").click()
    expect(page.get_by_role("dialog", name="Guided look")).to_be_visible()


def test_a_phone_has_undo_history_and_the_guided_look(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?at=u6&view=map", width=390, height=844)
    page.get_by_role("button", name="More", exact=True).click()
    more = page.get_by_role("dialog", name="More")
    expect(more.get_by_role("button", name="Undo")).to_be_disabled()
    assert findings(page) == []
    more.get_by_role("button", name="History").click()
    expect(page.get_by_role("dialog", name="History")).to_contain_text("Version 1")
    page.keyboard.press("Escape")
    page.locator("#detail details.correct summary").click()
    page.get_by_label("Who holds it").select_option("okafor")
    expect(page.locator("#tray")).to_be_visible()
    page.get_by_role("button", name="More", exact=True).click()
    more.get_by_role("button", name="Undo").click()
    expect(page.locator("#tray")).to_be_hidden()
    page.get_by_role("button", name="More", exact=True).click()
    more.get_by_role("button", name="Redo").click()
    expect(page.locator("#tray")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#tray")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="More", exact=True).click()
    more.get_by_role("button", name="Show me around").click()
    tour = page.get_by_role("dialog", name="Guided look")
    tour.get_by_role("button", name="Next").click()
    tour.get_by_role("button", name="Next").click()
    expect(page.locator("#article")).to_be_visible()
    tour.get_by_role("button", name="Next").click()
    wait_until_above(page, ".tour", "#detail")


def test_the_link_that_skips_to_the_argument_stays_on_the_map(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=outline")
    address = page.url
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the argument")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    assert page.url == address
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main') !== null")
    page = open_page()
    expect(page.get_by_role("button", name="Map this article")).to_be_visible()
    expect(page.get_by_text("Skip to the argument")).to_be_hidden()
    page.goto(f"{page.url.split('#')[0]}#main")
    expect(page.get_by_role("button", name="Map this article")).to_be_visible()


def test_the_start_page_fits_a_phone_and_a_column_keeps_its_name_in_sight(open_page: Opener, server: str) -> None:
    page = open_page(width=390, height=700)
    expect(page.get_by_role("button", name="Map this article")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{server}/#/map/{import_map(server, large_map(60))}?view=perspectives")
    name = page.locator(".column h2").first
    expect(name).to_be_visible()
    page.locator("#view-perspectives").evaluate("it => it.scrollTo(0, 900)")
    expect(page.locator(".column .claim").first).not_to_be_in_viewport()
    expect(name).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [1440, 390])
def test_help_explains_the_signs_and_no_row_of_the_legend_prints_over_itself(
    open_page: Opener, bridge: str, width: int
) -> None:
    page = open_page(f"/#/map/{bridge}?view=map", width=width)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="How to read an argument map")
    for words in ("+ because", "− but", "× does not follow", "who holds the claim"):
        expect(dialog).to_contain_text(words)
    expect(dialog.locator(".legend li").first).to_be_visible()
    overlaps = page.evaluate(
        """() => [...document.querySelectorAll('dialog .legend li')].flatMap((row) => {
            const boxes = [...row.children].map((part) => part.getBoundingClientRect());
            const clash = boxes.some((a, i) => boxes.some((b, k) =>
                k > i && a.right > b.left + 1 && b.right > a.left + 1 && a.bottom > b.top + 1 && b.bottom > a.top + 1));
            const wide = [...row.children].some((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth);
            return clash || wide ? [row.textContent] : [];
        })"""
    )
    assert overlaps == []
