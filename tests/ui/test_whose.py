"""Who holds what, and how it must be read: doubts, concessions, sides, agreement; what is in sight when one chooses."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from service.pipeline.samples import MODEL_SAMPLE_ID
from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import large_map, strike_map
from tests.ui.test_everyone import findings_in_both
from tests.ui.test_reading import card


@pytest.fixture(scope="module")
def strike(server: str) -> str:
    return import_map(server, strike_map())


def box_name(page: Page, unit: str) -> Locator:
    """What the box says that the card stands in."""
    return page.locator(".map .block", has=page.locator(f".card[data-unit={unit}]")).locator(".box-name")


def test_a_doubt_stands_with_the_sign_that_the_reader_must_read(open_page: Opener, strike: str) -> None:
    page = open_page(f"/#/map/{strike}?at=u2&view=map")
    expect(card(page, "u2").locator(".lead")).to_have_text("doubt that: ")
    expect(card(page, "u4").locator(".lead")).to_have_text("denies that: ")
    expect(card(page, "u3").locator(".lead")).to_have_text("grants that: ")
    expect(card(page, "u7").locator(".lead")).to_have_text("grants that: ")
    for unit, sign in {"u2": "− but", "u3": "+ because", "u4": "+ because", "u5": "+ because", "u7": "− but"}.items():
        expect(box_name(page, unit)).to_have_text(sign)
    panel = page.locator("#detail")
    expect(panel.locator("blockquote")).to_have_text("Skeptics in parliament doubt that:the carriages would last")
    expect(panel).to_contain_text("− speaks against")
    expect(panel.get_by_role("heading", name="+ Because")).to_be_visible()
    panel.get_by_text("Correct this claim").click()
    expect(panel.get_by_label("What it is")).to_have_value("rebut")
    panel.get_by_label("What it is").select_option("support")
    expect(page.locator(".tray")).to_be_visible()
    expect(box_name(page, "u2")).to_have_text("+ because")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Outline").click()
    expect(page.locator(".outline [data-unit=u4]")).to_contain_text(
        "+ because The ministry denies that: the money is gone"
    )


def test_it_is_told_who_is_for_and_against_and_whose_side_each_is_on(open_page: Opener, strike: str) -> None:
    page = open_page(f"/#/map/{strike}?view=map")
    rows = page.locator("#detail .stands")
    expect(rows.locator("dt")).to_have_text(["+ For it", "− Against it", "Cited", "Neither"])
    expect(rows.locator("dd").nth(1)).to_have_text("Skeptics in parliament")
    expect(rows.locator("dd").nth(2)).to_have_text(
        "The unionsby the author for “The night trains should run for another year”"
    )
    expect(rows.locator("dd").nth(3)).to_contain_text("The airlines")
    expect(page.locator("#detail .speakers .side")).to_contain_text("Its analysts")
    expect(page.locator("#detail .speakers .side")).to_contain_text("the money is gone. Its analysts say that the fund")
    side = page.locator(".filters").get_by_role("group", name="On the side of the ministry")
    expect(side.get_by_role("button")).to_have_text(["The ministry", "Its analysts"])
    expect(page.locator("#detail")).to_contain_text("What is granted to the other side")
    assert findings_in_both(page) == []


def test_only_the_author_is_said_to_use_what_others_say(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{MODEL_SAMPLE_ID}?view=perspectives")
    author = page.get_by_role("region", name="The author")
    expect(author).to_contain_text("· a reason for what owners say")
    expect(author).not_to_contain_text("used by")
    expect(page.get_by_role("region", name="owners")).to_contain_text("· backed by the author")


def test_columns_stand_by_side_and_tell_agreement_from_use(open_page: Opener, strike: str) -> None:
    page = open_page(f"/#/map/{strike}?view=perspectives", color_scheme="light")
    camp = page.get_by_role("region", name="On the side of the ministry")
    expect(camp.locator(".column h2")).to_have_text(["The ministry", "Its analysts"])
    expect(camp.locator(".stand").first).to_have_text("+ for the conclusion")
    hotels = page.get_by_role("region", name="Hotel keepers")
    expect(hotels).to_contain_text("+ agree with the author")
    expect(hotels).to_contain_text("+ say the same for it as the mayors")
    unions = page.get_by_role("region", name="The unions")
    expect(unions).to_contain_text("cited by the author, argues for nothing itself")
    expect(unions).to_contain_text("· used by the author")
    expect(page.get_by_role("region", name="The airlines")).to_contain_text("according to the ministry:")
    assert findings_in_both(page) == []
    hotels.get_by_role("button", name="+ 3 agreements").click()
    dialog = page.get_by_role("dialog", name="Where Hotel keepers and others agree")
    expect(dialog).to_contain_text("+ both speak for it")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More room").click()
    expect(page.locator("#article")).to_be_hidden()
    for view in ("Map", "Issues"):
        page.get_by_role("tab", name=view).click()
        expect(page.locator("#article")).to_be_visible()
        tops = page.locator(".panes > *").evaluate_all(
            "panes => panes.filter((pane) => pane.checkVisibility()).map((pane) => pane.getBoundingClientRect().top)"
        )
        assert len(set(tops)) == 1  # side by side


def test_choosing_a_holder_moves_to_a_claim_that_stays(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, large_map(200))}?at=u150&view=map")
    page.locator(".filters").get_by_role("button", name="Voice number 3").click()
    expect(card(page, "u3")).to_be_in_viewport(ratio=1)
    expect(page.locator(".article-text .is-spot").first).to_be_in_viewport()
    expect(page.locator(".article-text .is-spot")).to_have_text(large_map(4)["units"][3]["text"])
    page.get_by_role("button", name="Show all").click()
    page.locator(".article-text mark", has_text="Claim number 199 ").click()
    expect(page.locator(".card.is-selected")).to_be_in_viewport()
    for cover in (".corner", ".path"):
        assert page.evaluate(
            """(cover) => {
                const box = (it) => document.querySelector(it).getBoundingClientRect();
                const [a, b] = [box('.card.is-selected'), box(cover)];
                return a.right <= b.left || a.left >= b.right || a.bottom <= b.top || a.top >= b.bottom;
            }""",
            cover,
        ), f"{cover} stands over the chosen card"


def test_the_article_follows_the_outline_as_it_is_scrolled(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, large_map(200))}?view=outline&fold=all")
    page.locator("#view-outline").hover()
    page.mouse.wheel(0, 4000)
    expect(page.locator(".article-text .is-spot").first).to_be_in_viewport()
    page.wait_for_function(  # the two scroll one after the other
        """() => {
            const words = document.querySelector(".article-text .is-spot").textContent;
            const row = [...document.querySelectorAll(".outline .words")].find((it) => it.textContent.includes(words));
            const box = row?.getBoundingClientRect();
            return box && box.bottom > 0 && box.top < innerHeight;
        }"""
    )
    expect(page.locator(".outline [aria-selected=true]")).to_have_count(0)
