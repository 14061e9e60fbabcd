"""A debate on the page: made of stored maps, who stands where, one claim with its words, corrected and taken back."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Route, expect

from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import Json, MapMaker
from tests.ui.test_everyone import findings_in_both

CLAIM = "the night ferry loses money every winter"


def article(holder: str, cue: str, attitude: str, *others: str) -> Json:
    """One claim that all articles share, in its holder's mouth, and the author's others."""
    said = f"{holder} {cue} that {CLAIM}."
    maker = MapMaker(f"{holder} on ferries", [("body", " ".join([said, *(f"{other}." for other in others)]))])
    maker.holder("v1", holder, "person", holder)
    maker.unit("u0", 0, CLAIM, "v1", (holder, cue), attitude=attitude)
    for number, other in enumerate(others, 1):
        maker.unit(f"u{number}", 0, other)
    return maker.build()


@pytest.fixture(scope="module")
def debate(server: str) -> str:
    """Two say the same, the third denies it."""
    maps = [
        import_map(server, item)
        for item in (
            article("Ann Berg", "says", "asserts", "The quay was built for smaller boats", "Nurses cross before dawn"),
            article(
                "Bob Lund", "says", "asserts", "A bridge would ruin the eel fishery", "Taxes pay for the lighthouse"
            ),
            article("Eve Moe", "denies", "denies", "Tourists come for the silence", "The old captain knows every rock"),
        )
    ]
    body = {"question": "Does the night ferry pay?", "maps": maps, "engine": "offline"}
    answer = httpx.post(f"{server}/v1/debates?wait=120", json=body, timeout=150)
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["id"]
    return found


def test_a_debate_opens_with_its_brief(open_page: Opener, opponents: str) -> None:
    page = open_page(f"/#/debate/{opponents}", color_scheme="light")
    sentence = page.locator(".brief .told", has_text=CLAIM).first
    sentence.locator(".sentence").press("Enter")
    cited = sentence.locator(".cited")
    expect(cited).to_contain_text("+ for")
    expect(cited).to_contain_text("− against")
    assert findings_in_both(page) == []
    cited.get_by_role("button", name=f"All on “{CLAIM}”").click()
    expect(page.locator(".claim-page h2")).to_have_text(CLAIM)


def test_who_stands_where(open_page: Opener, debate: str) -> None:
    page = open_page(f"/#/debate/{debate}?view=matrix", color_scheme="light")
    row = page.locator("table.matrix tr[data-claim]", has_text=CLAIM)
    expect(row).to_have_count(1)
    expect(row.locator("td.for")).to_have_count(2)
    expect(row.locator("td.against")).to_have_count(1)
    assert findings_in_both(page) == []
    page.get_by_label("All actors").select_option(label="Eve Moe · 1")
    expect(page.locator("table.matrix thead .actor")).to_have_count(1)
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("columnheader", name="Ann Berg", exact=True)).to_be_visible()


def test_a_claim_shows_all_words_and_is_corrected(open_page: Opener, debate: str) -> None:
    page = open_page(f"/#/debate/{debate}?view=matrix", color_scheme="light")
    page.locator(".claim-name", has_text=CLAIM).click()
    expect(page.locator(".mention")).to_have_count(3)
    expect(page.locator(".mention.against")).to_contain_text(f"Eve Moe denies that {CLAIM}.")
    assert findings_in_both(page) == []
    page.locator(".mention.against").get_by_role("button", name="It is for").click()
    expect(page.locator(".mention.against")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".mention.against")).to_have_count(1)
    page.get_by_role("button", name="Rename…").click()
    page.get_by_label("What the claim is called").fill("It does not pay")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect(page.locator(".claim-page h2")).to_have_text("It does not pay")
    page.locator(".mention").first.get_by_role("link", name="In its article").click()
    expect(page.locator(".article-text mark.is-selected, .article-text .is-selected")).to_have_text(CLAIM)


@pytest.mark.parametrize("view", ["timeline", "answers"])
def test_the_other_views_are_there(open_page: Opener, debate: str, view: str) -> None:
    page = open_page(f"/#/debate/{debate}?view={view}", width=390, color_scheme="light")
    expect(page.locator(".debate-body > *").first).to_be_visible()
    assert findings_in_both(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


QUAY = "The quay was built for smaller boats"
MORE = ("the mail boat is late on most days", "the pier lights fail in every storm")
TOLLS = "tolls will double by spring"


def opposed(name: str, place: str, stance: str, *more: str, report: str = "") -> Json:
    """Somebody of an organisation who says or denies three claims, and who also speaks of the quay."""
    cue = "says" if stance == "asserts" else "denies"
    odds = " ".join(f"{name} of {place} {cue} that {words}." for words in (CLAIM, *MORE))
    text = f"{odds} {QUAY}, {name} says. They will not, {name} says."
    maker = MapMaker(f"{name} speaks", [("body", " ".join([text, *more, report]).strip())])
    maker.holder("v1", place, "institution", place)
    maker.holder("v2", name, "person", name, parent="v1")
    maker.unit("u0", 0, CLAIM, "v2", (name, cue), attitude=stance)
    maker.unit("u1", 0, QUAY, "v2", (name, cue))
    maker.unit("u2", 0, "They will not", "v2", (name, cue))
    for number, words in enumerate(MORE):
        maker.unit(f"o{number}", 0, words, "v2", (name, cue), attitude=stance)
    for number, words in enumerate(more, 3):
        maker.unit(f"u{number}", 0, words.rstrip("."))
    if report:
        maker.holder("v3", "Ann Berg", "person", "Ann Berg")
        maker.unit("u9", 0, TOLLS, "v3", ("Ann Berg", "thinks"), within="a0")
    return maker.build()


@pytest.fixture(scope="module")
def opponents(server: str) -> str:
    """Ann Berg and Eve Moe are at odds on three claims, and agree on the quay; an author alone speaks of eels.

    What Ann Berg thinks of tolls, only Eve Moe says.
    """
    report = f"Eve Moe says that Ann Berg thinks that {TOLLS}."
    made = [
        opposed("Ann Berg", "the Harbour Board", "asserts"),
        opposed("Eve Moe", "the Sailors' League", "denies", "A bridge would ruin the eel fishery.", report=report),
    ]
    body = {"maps": [import_map(server, item) for item in made], "engine": "offline"}
    answer = httpx.post(f"{server}/v1/debates?wait=120", json=body, timeout=150)
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["id"]
    return found


def test_a_claim_under_a_filter_says_what_is_outside_of_it(open_page: Opener, opponents: str) -> None:
    page = open_page(f"/#/debate/{opponents}?view=matrix", color_scheme="light")
    page.get_by_label("All actors").select_option(label="Ann Berg (the Harbour Board) · 6")
    expect(page.locator("table.matrix thead .actor")).to_have_count(1)
    page.locator(".claim-name", has_text=CLAIM).click()
    expect(page.locator(".claim-page")).to_contain_text("1 actor for, 1 against; 2 mentions")
    outside = page.locator("details.outside")
    expect(outside.locator("summary")).to_have_text("1 more mention outside of what is chosen above: Eve Moe")
    expect(outside.locator(".mention")).not_to_be_visible()
    outside.locator("summary").press("Enter")
    expect(outside.locator(".mention.against")).to_contain_text(CLAIM)
    assert findings_in_both(page) == []


def test_what_only_somebody_else_reports_says_so(open_page: Opener, opponents: str) -> None:
    page = open_page(f"/#/debate/{opponents}?view=matrix", color_scheme="light")
    cell = page.locator("table.matrix tr[data-claim]", has_text=TOLLS).locator("td.for button")
    expect(cell).to_have_text("(+) for, as reported by Eve Moe")
    cell.click()
    expect(page.locator(".mention .known")).to_have_text("as reported by Eve Moe")


def test_a_claim_is_called_so_that_it_can_be_read_alone(open_page: Opener, opponents: str) -> None:
    page = open_page(f"/#/debate/{opponents}?view=matrix", color_scheme="light")
    label = page.locator("table.matrix .claim-name", has_text="They will not")
    expect(label.first).to_contain_text("[")
    words = label.first.inner_text()
    label.first.click()
    expect(page.locator(".claim-page h2")).to_have_text(words)


def test_recent_debates_stand_on_the_first_page(open_page: Opener, debate: str, opponents: str) -> None:
    page = open_page("/#/", color_scheme="light")
    rows = page.get_by_role("region", name="Your debates").locator("li")
    expect(rows.filter(has_text="Does the night ferry pay?")).to_contain_text("3 articles")
    untitled = rows.filter(has_text="Ann Berg speaks and 1 more")
    expect(untitled).to_contain_text("offline engine")
    expect(untitled.locator("time")).to_have_count(1)
    assert findings_in_both(page) == []
    untitled.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ann Berg speaks and 1 more")


def test_a_slow_debate_is_not_drawn_over_the_one_that_was_asked_for_after_it(
    open_page: Opener, server: str, debate: str, opponents: str
) -> None:
    page = open_page("/#/debates")
    held: list[Route] = []
    page.route(f"**/v1/debates/{debate}", lambda route: held.append(route))
    with page.expect_request(f"**/v1/debates/{debate}"):
        page.goto(f"{server}/#/debate/{debate}?view=timeline")
    page.goto(f"{server}/#/debate/{opponents}?view=timeline")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ann Berg speaks and 1 more")
    with page.expect_response(f"**/v1/debates/{debate}"):
        held[0].continue_()
    page.wait_for_timeout(200)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ann Berg speaks and 1 more")


def test_a_debate_is_made_of_pasted_articles(open_page: Opener, debate: str) -> None:
    page = open_page("/#/", color_scheme="light")
    page.get_by_role("link", name="Make a debate").click()
    expect(page.get_by_role("region", name="Your debates")).to_contain_text("Does the night ferry pay?")
    for name in ("Ann", "Bob"):
        page.get_by_label("An article's text").fill(
            f"{name} argues that the harbour is too small. It was built for boats."
        )
        page.get_by_role("button", name="Add this article").click()
    page.get_by_label("Outlet").first.fill("The Courier")
    assert findings_in_both(page) == []
    page.get_by_role("button", name="Make the debate of 2 articles").click()
    expect(page.locator(".brief")).to_contain_text("the harbour is too small", timeout=90_000)
