"""Three views of one map, the article beside them, filters, and the state in the address."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import MapMaker, arabic_map, bridge_map, large_map


def card(page: Page, unit: str) -> Locator:
    return page.locator(f".map .card[data-unit={unit}]").first


def test_a_card_and_its_words_find_each_other(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    card(page, "u6").click()
    selected = page.locator(".article-text .is-selected")
    expect(selected).to_have_text("a bus lane would strangle the shops on the east bank")
    expect(selected).to_be_in_viewport()
    expect(page.locator("#detail")).to_contain_text("Chamber of Commerce")
    expect(page.locator("#detail")).to_contain_text("“It” … “argues”")
    page.locator(".article-text mark", has_text="fire engines may use a bus lane").click()
    expect(card(page, "u13")).to_have_class("card is-selected")
    expect(card(page, "u13")).to_be_in_viewport()


def test_every_claim_is_marked_in_exactly_its_words_which_may_run_right_to_left(open_page: Opener, server: str) -> None:
    for map_ in (bridge_map(), arabic_map()):
        page = open_page(f"/#/map/{import_map(server, map_)}?view=map")
        marked = page.evaluate("""() => {
            const words = {};
            for (const mark of document.querySelectorAll('.article-text [data-units]'))
                for (const id of mark.dataset.units.split(' ')) words[id] = (words[id] ?? '') + mark.textContent;
            return words;
        }""")
        assert marked == {unit["id"]: unit["text"] for unit in map_["units"]}
    directions = page.locator(".article-text > p").evaluate_all("all => all.map((p) => getComputedStyle(p).direction)")
    assert directions == ["rtl", "ltr"]
    expect(page.locator(".article-text")).to_have_attribute("lang", "ar")
    expect(card(page, "u0").locator(".words")).to_have_attribute("direction", "rtl")


def test_a_transcript_says_who_has_the_word_and_when(open_page: Opener, server: str) -> None:
    maker = MapMaker(
        "Council", [("body", "ANN: The quay leaks."), ("body", "It will sink."), ("body", "BOB: Mend it.")]
    )
    maker.holder("v1", "Ann Berg", "person", "ANN")
    maker.unit("u0", 0, "The quay leaks", "v1", ("ANN", "ANN"))
    map_ = maker.build()
    at = [maker.span(words)["start"] for words in ("ANN", "The quay", "BOB", "Mend")]
    map_["document"]["turns"] = [
        {"speaker": "t1", "label": "ANN", "source": maker.span("ANN"), "start": at[1], "end": at[2] - 2},
        {
            "speaker": "t2",
            "label": "BOB",
            "source": maker.span("BOB"),
            "start": at[3],
            "end": len(map_["document"]["text"]),
        },
    ]
    map_["document"]["times"] = [{"start": at[0], "end": len(map_["document"]["text"]), "seconds": 754.2}]
    map_["document"]["source"] = {"kind": "import", "name": None, "url": "https://www.youtube.com/watch?v=abc"}
    page = open_page(f"/#/map/{import_map(server, map_)}?at=u0")
    assert page.locator(".article-text > *").evaluate_all("all => all.map((part) => part.className.split(' ')[0])") == [
        "turn", "body", "body", "turn", "body",
    ]  # fmt: skip
    expect(page.locator(".article-text .turn .name")).to_have_text(["Ann Berg", "BOB"])
    for time in (page.locator(".turn .time").first, page.locator("#detail .facts .time")):
        expect(time).to_have_text("12:34")
        expect(time).to_have_attribute("href", "https://www.youtube.com/watch?v=abc&t=754s")


def test_folding_hides_counts_and_comes_back(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    expect(card(page, "u7")).to_be_visible()
    page.locator(".map [data-fold=u6]").click()
    expect(card(page, "u7")).to_have_count(0)
    expect(page.locator(".map [data-fold=u6]")).to_have_text("▸ 5 more claims")
    expect(page).to_have_url(re.compile("fold="))
    page.locator(".map [data-fold=u6]").click()
    expect(card(page, "u7")).to_be_visible()


def test_what_is_folded_in_the_outline_is_told_and_opens_by_click_and_by_keyboard(
    open_page: Opener, bridge: str
) -> None:
    page = open_page(f"/#/map/{bridge}?view=outline&fold=1")
    row = page.locator(".outline [data-unit=u6]")
    badge = row.locator(".badge")
    expect(badge).to_have_text("▸ 5 more claims")
    row.focus()
    page.keyboard.press("Space")
    expect(page.locator(".outline [data-unit=u7]")).to_be_visible()
    expect(row).to_be_focused()
    page.keyboard.press("Space")
    badge.click()
    expect(page.locator(".outline [data-unit=u7]")).to_be_visible()


def test_a_large_map_opens_folded_with_a_minimap_and_a_path(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, large_map(200))}?view=map")
    expect(page.get_by_role("treeitem", name="main conclusion")).to_be_in_viewport()
    for unit in ("u0", "u1", "u2", "u3", "u4"):
        expect(card(page, unit)).to_be_in_viewport(ratio=1)
    page.locator(".article-text mark", has_text="Claim number 150 ").click()
    expect(card(page, "u150")).to_be_in_viewport()
    expect(page.locator(".path li")).to_have_count(5)
    expect(page.locator(".minimap")).to_be_hidden()
    page.get_by_role("group", name="Zoom").hover()
    expect(page.locator(".minimap")).to_be_visible()
    drawn = page.locator(".map .card").count()
    assert 0 < drawn < 40, "only what is near the screen is in the page"
    page.locator(".path button").first.click()
    expect(card(page, "u0")).to_have_class("card is-selected")


def test_the_map_is_walked_with_the_keyboard(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    tree = page.get_by_role("tree", name="Argument map")
    tree.focus()
    steps = "Home u0, ArrowRight u1, ArrowDown u2, ArrowDown u5, ArrowRight u3, ArrowLeft u5"
    for key, unit in (step.split() for step in steps.split(", ")):
        page.keyboard.press(key)
        expect(card(page, unit)).to_have_attribute("aria-selected", "true")
    assert tree.get_attribute("aria-activedescendant") == card(page, "u5").get_attribute("id")
    page.keyboard.press("Space")
    expect(card(page, "u5")).to_have_attribute("aria-expanded", "false")
    drawing = page.locator(".map > g")
    before = drawing.get_attribute("transform")
    page.keyboard.press("+")
    expect(drawing).not_to_have_attribute("transform", before or "")


def test_the_outline_is_an_aria_tree(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=outline")
    first = page.get_by_role("treeitem", name="main conclusion")
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".outline [aria-selected=true]")).to_have_attribute("data-unit", "u1")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator('.outline [data-unit="u0"]')).to_have_attribute("aria-expanded", "false")
    expect(page.locator('.outline [data-unit="u1"]')).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.locator('.outline [data-unit="u1"]')).to_be_visible()
    page.keyboard.press("End")
    expect(page.locator(".article-text .is-selected")).not_to_have_count(0)
    assert page.locator(".outline [tabindex='0']").count() == 1


def test_perspectives_show_who_meets_whom_and_who_is_silent(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=perspectives")
    author = page.get_by_role("region", name="The author")
    expect(author).to_contain_text("+ for the conclusion")
    expect(author).to_contain_text("3 conflicts")
    expect(author.get_by_role("button", name="− contested by Chamber of Commerce (2 times)")).to_be_visible()
    chamber = page.get_by_role("region", name="Chamber of Commerce")
    expect(chamber).to_contain_text("+ agrees with the author")
    expect(chamber).to_contain_text("× The author: does not follow")
    expect(page.get_by_role("region", name="Mentioned, but without a claim")).to_contain_text(
        "no claim of theirs is in the map"
    )
    page.get_by_role("button", name="More room: without the article").click()
    silent = page.get_by_role("region", name="Mentioned, but without a claim").locator("li", has_text="Harbour police")
    silent.get_by_role("button", name="¶").first.click()  # and brings the article back
    expect(page.locator(".article-text mark, .article-text p", has_text="arbour police").first).to_be_in_viewport()
    expect(page.locator(".meeting")).to_have_count(8)
    chamber.get_by_role("button", name="− 5 conflicts").click()
    dialog = page.get_by_role("dialog", name="Where Chamber of Commerce and others conflict")
    expect(dialog.get_by_role("heading", level=3)).to_have_count(3)
    expect(dialog.locator("li")).to_have_count(5)
    page.keyboard.press("Escape")
    chamber.get_by_role("button", name="− against The author").first.click()
    expect(page.locator(".article-text .is-selected")).to_have_text("It should give that lane to buses")


def test_filters_dim_and_never_remove(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    cards = page.locator(".map .card").count()
    page.get_by_role("button", name="Chamber of Commerce").first.click()
    expect(card(page, "u6")).to_have_class("card")
    expect(card(page, "u5")).to_have_class("card is-dim")
    expect(page.locator('.article-text [data-units="u5"]')).to_have_class("holder-0 argued is-dim")
    assert page.locator(".map .card").count() == cards
    expect(page.locator(".filters .count")).to_have_text("4 of 19 claims")
    page.locator(".filters").get_by_role("button", name="Mira Okafor").click()
    expect(page.locator(".filters .count")).to_have_text("6 of 19 claims")
    page.get_by_role("button", name="Show all").click()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_role("button", name="− but").click()
    expect(card(page, "u12")).to_have_class("card")
    expect(card(page, "u7")).to_have_class("card is-dim")
    page.get_by_role("button", name="− but").click()
    expect(card(page, "u7")).to_have_class("card")
    page.get_by_label("Paragraph").select_option("7")
    expect(page.locator(".filters .count")).to_have_text("4 of 19 claims")
    page.get_by_label("Paragraph").select_option("")
    page.get_by_label("At least this sure").fill("80")
    expect(card(page, "u2")).to_have_class("card is-dim")


def test_search_walks_through_what_it_finds(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    page.keyboard.press("/")
    page.keyboard.type("fire engines")
    expect(page.locator(".filters .count")).to_have_text("2 of 19 claims")
    expect(card(page, "u12")).to_have_class("card is-selected")
    page.keyboard.press("Enter")
    expect(card(page, "u13")).to_have_class("card is-selected")
    search = page.get_by_label("Search the claims")
    search.fill("next month")
    expect(page.locator(".filters .count")).to_have_text("In no claim, but in the article’s other words")
    expect(page.locator(".article-text p", has_text="next month")).to_be_in_viewport()
    page.get_by_role("button", name="Mira Okafor").first.click()
    search.fill("fire engines")
    expect(page.locator(".filters .count")).to_have_text("2 claims with it, but dimmed by the filter: “Show all”")
    page.get_by_role("button", name="Mira Okafor").first.click()
    expect(page.locator(".filters .count")).to_have_text("2 of 19 claims")
    search.fill("submarine")
    expect(page.locator(".filters .count")).to_have_text("Nothing found")


def test_a_link_shows_the_same_view(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    page.get_by_role("tab", name="Outline").click()
    page.get_by_role("button", name="Mira Okafor").first.click()
    page.locator('.outline [data-unit="u6"]').click()
    page.get_by_label("Search the claims").fill("bus")
    expect(page).to_have_url(re.compile("q=bus"))
    url = page.url
    other = open_page(url[url.index("/#") :])
    expect(other.get_by_role("tab", name="Outline")).to_have_attribute("aria-selected", "true")
    expect(other.locator(".outline [aria-selected=true]")).to_have_attribute("data-unit", "u6")
    expect(other.get_by_label("Search the claims")).to_have_value("bus")
    expect(other.get_by_role("button", name="Mira Okafor").first).to_have_attribute("aria-pressed", "true")
    expect(other.get_by_role("button", name="The author").first).to_have_attribute("aria-pressed", "false")
    page.go_back()
    expect(page.get_by_role("tab", name="Map")).to_have_attribute("aria-selected", "true")


def test_a_claim_is_copied_as_a_citation(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?at=u6&view=map", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".citing").get_by_role("button", name="Markdown").click()
    expect(page.locator("#toasts")).to_contain_text("in the clipboard")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "> “a bus lane would strangle the shops on the east bank”" in copied
    assert "Chamber of Commerce" in copied
    assert "paragraph 5" in copied
    assert f"#/map/{bridge}?at=u6)" in copied


def test_a_slow_map_does_not_open_over_the_one_that_was_asked_for_after_it(
    open_page: Opener, server: str, bridge: str
) -> None:
    other = import_map(server, arabic_map())
    page = open_page()
    held: list[Route] = []
    page.route(f"**/v1/maps/{bridge}/meaning*", lambda route: held.append(route))
    with page.expect_request(f"**/v1/maps/{bridge}/meaning*"):
        page.goto(f"{server}/#/map/{bridge}")
    page.goto(f"{server}/#/map/{other}")
    expect(page.locator(".article-text")).to_have_attribute("lang", "ar")
    with page.expect_response(f"**/v1/maps/{bridge}/meaning*"):
        held[0].continue_()
    page.wait_for_timeout(200)
    expect(page.locator(".article-text")).to_have_attribute("lang", "ar")
