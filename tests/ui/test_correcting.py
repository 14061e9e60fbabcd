"""Corrections: drafted, taken back, saved as one change, told apart from somebody else's."""

from __future__ import annotations

from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import arabic_map, strike_map
from tests.ui.test_reading import card
from tests.ui.two_sides import tunnel_map


def saved(server: str, map_id: str) -> dict[str, Any]:
    map_: dict[str, Any] = httpx.get(f"{server}/v1/maps/{map_id}").raise_for_status().json()
    return map_


def unit_of(map_: dict[str, Any], unit: str) -> dict[str, Any]:
    return next(item for item in map_["units"] if item["id"] == unit)


def outgoing(map_: dict[str, Any], unit: str) -> list[dict[str, Any]]:
    return [relation for relation in map_["relations"] if unit in relation["sources"]]


def open_form(page: Page, unit: str) -> None:
    page.locator(f'.article-text [data-units="{unit}"]').first.click()
    form = page.locator("#detail details.correct")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    expect(form.locator(".form")).to_be_visible()


def expect_unsaved(page: Page, corrections: int) -> None:
    count = "1 correction" if corrections == 1 else f"{corrections} corrections"
    expect(page.locator("#tray summary")).to_have_text(f"{count} not saved")


def save(page: Page, corrections: int = 1) -> None:
    """Once so many are drawn: an answer that comes between press and release would draw the button anew."""
    expect_unsaved(page, corrections)
    page.locator("#tray").get_by_role("button", name="Save").click()
    expect(page.locator("#tray .problem")).to_have_count(0)
    expect(page.locator("#tray")).to_be_hidden()


def select_words(page: Page, words: str) -> None:
    """Selects words in the article as a mouse would; they may cross several marks."""
    page.evaluate(
        """(words) => {
            const walker = document.createTreeWalker(document.querySelector('.article-text'), NodeFilter.SHOW_TEXT);
            const nodes = [];
            let text = '';
            while (walker.nextNode()) {
                nodes.push([walker.currentNode, text.length]);
                text += walker.currentNode.data;
            }
            const from = text.indexOf(words), to = from + words.length;
            const at = (offset) => {
                const [node, start] = nodes.findLast(([, begin]) => begin <= offset);
                return [node, offset - start];
            };
            const range = document.createRange();
            range.setStart(...at(from));
            const [node, offset] = at(to - 1);
            range.setEnd(node, offset + 1);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }""",
        words,
    )


def test_several_corrections_are_saved_as_one_version(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u9")
    page.get_by_label("Who holds it").select_option("okafor")
    expect_unsaved(page, 1)
    page.get_by_role("button", name="Make it the main conclusion").click()
    expect_unsaved(page, 2)
    assert saved(server, bridge)["version"] == 1
    page.get_by_label("Why these corrections").fill("She said it")
    save(page, 2)
    map_ = saved(server, bridge)
    assert (map_["version"], map_["conclusion"], unit_of(map_, "u9")["perspective"]) == (2, "u9", "okafor")
    versions = httpx.get(f"{server}/v1/maps/{bridge}/versions").json()["versions"]
    assert max(versions, key=lambda version: version["version"])["comment"] == "She said it"


def test_a_reason_that_is_being_typed_outlives_another_correction(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u9")
    page.get_by_label("Who holds it").select_option("okafor")
    expect_unsaved(page, 1)
    page.get_by_label("Why these corrections").fill("She said it")
    page.get_by_role("button", name="Make it the main conclusion").click()
    expect_unsaved(page, 2)
    for step in ("Undo", "Undo", "Redo"):
        page.get_by_role("button", name=step).click()
    expect_unsaved(page, 1)
    expect(page.get_by_label("Why these corrections")).to_have_value("She said it")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#tray")).to_be_hidden()
    page.get_by_label("Who holds it").select_option("okafor")
    expect(page.get_by_label("Why these corrections")).to_have_value("")


def test_role_follows_from_what_a_claim_is_for(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u9")
    page.get_by_label("What it is", exact=True).select_option("")
    expect(page.locator("#detail h2")).to_have_text("A claim")
    save(page)
    assert unit_of(saved(server, bridge), "u9")["role"] == "conclusion"
    page.get_by_label("For or against which claim").select_option("u8")
    page.get_by_label("What it is", exact=True).select_option("rebut")
    save(page)
    map_ = saved(server, bridge)
    assert [(r["kind"], r["target"]) for r in outgoing(map_, "u9")] == [("rebut", "u8")]
    assert unit_of(map_, "u9")["role"] == "premise"


def test_a_doubt_is_corrected_and_turns_the_signs(open_page: Opener, server: str) -> None:
    map_id = import_map(server, strike_map())
    page = open_page(f"/#/map/{map_id}?view=map")
    open_form(page, "u2")
    attitude = page.get_by_label("How the holder takes it")
    expect(attitude).to_have_value("doubts")
    attitude.select_option("asserts")
    expect(card(page, "u2").locator(".lead")).to_have_text("")
    expect(page.get_by_label("What it is", exact=True)).to_have_value("support")
    attitude.select_option(label="denies it")
    expect(card(page, "u2").locator(".lead")).to_have_text("deny that: ")
    expect(page.get_by_label("What it is", exact=True)).to_have_value("rebut")
    open_form(page, "u1")
    attitude.select_option(label="foresees it (expects, fears, plans it)")
    save(page, 3)
    map_ = saved(server, map_id)
    attitudes = {item["id"]: (item["perspective"], item["attitude"]) for item in map_["attributions"]}
    assert attitudes[unit_of(map_, "u2")["attribution"]] == ("skeptics", "denies")
    assert attitudes[unit_of(map_, "u1")["attribution"]][1] == "predicts"
    assert [r["kind"] for r in outgoing(map_, "u2")] == ["support"], "the link itself stays as it was"


def test_corrected_links_leave_the_questions_as_they_were_and_the_page_says_so(open_page: Opener, server: str) -> None:
    map_id = import_map(server, tunnel_map())
    page = open_page(f"/#/map/{map_id}?view=map")
    before = saved(server, map_id)["issues"]
    told = page.locator("#tray").get_by_text("The questions and their answers stay as they are.")
    open_form(page, "u12")
    page.get_by_label("What it is", exact=True).select_option("support")
    expect(told).to_be_visible()
    page.locator("#tray").get_by_role("button", name="Correct them too").click()
    expect(page.locator("table.issues")).to_be_visible()
    save(page)
    assert saved(server, map_id)["issues"] == before
    page.locator("#view-issues").get_by_role("button", name="Correct: Who should pay for it?").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Helsinki and Tallinn").select_option("compatible")
    dialog.get_by_role("button", name="Done").click()
    expect_unsaved(page, 1)
    expect(told).to_have_count(0)


def test_undo_and_redo_reach_across_a_save(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u18")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(card(page, "u18")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(card(page, "u18")).to_have_count(1)
    page.keyboard.press("Control+y")
    save(page)
    assert len(saved(server, bridge)["units"]) == 18
    page.get_by_role("button", name="Undo").click()
    expect(card(page, "u18")).to_have_count(1)
    restored = saved(server, bridge)
    assert restored["version"] == 3
    assert outgoing(restored, "u18")[0]["target"] == "u17"
    page.get_by_role("button", name="Redo").click()
    expect(card(page, "u18")).to_have_count(0)
    assert saved(server, bridge)["version"] == 4


def test_a_card_is_dragged_onto_its_conclusion(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    page.locator(".map [data-fold=u6]").click()
    page.get_by_role("button", name="Fit the map").click()
    loaded = "performance.getEntriesByType('resource').some((it) => it.name.endsWith('edit/aim.js'))"
    page.wait_for_function(loaded)  # what listens to dragging comes after the map
    card(page, "u2").locator(".face").drag_to(card(page, "u5").locator(".face"), force=True)
    save(page)
    assert [r["target"] for r in outgoing(saved(server, bridge), "u2")] == ["u5"]


def test_a_target_is_chosen_with_the_keyboard_alone(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?at=u2&view=map")
    page.locator("#detail details.correct summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Choose in the view").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#banner")).to_contain_text("Choose the claim that this one is a reason for")
    page.get_by_role("tree", name="Argument map").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#banner")).to_be_hidden()
    save(page)
    assert [r["target"] for r in outgoing(saved(server, bridge), "u2")] == ["u5"]


def test_a_step_is_attacked_and_a_circle_refused(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u15")
    page.get_by_label("For or against which claim").select_option("u18")
    page.get_by_label("What it is", exact=True).select_option("undercut")
    save(page, 2)
    assert [(r["kind"], r["target"]) for r in outgoing(saved(server, bridge), "u15")] == [("undercut", "r13")]
    open_form(page, "u17")
    page.get_by_label("For or against which claim").select_option("u18")
    expect(page.get_by_role("alert")).to_contain_text("cycle")
    expect(page.locator("#tray")).to_be_hidden()


def test_split_merge_and_hold_together(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u11")
    places = page.get_by_label("Split it in two")
    places.select_option(index=3)
    save(page)
    parts = [unit["text"] for unit in saved(server, bridge)["units"] if unit["paragraph"] == 5]
    assert parts == [
        "her mornings are best when the buses run on time",
        "passengers buy breakfast",
        "and drivers do not stop",
    ]
    page.get_by_role("button", name="Merge with another").click()
    page.locator(".article-text mark", has_text="and drivers do not stop").click()
    save(page)
    parts = [unit["text"] for unit in saved(server, bridge)["units"] if unit["paragraph"] == 5]
    assert parts[1:] == ["passengers buy breakfast and drivers do not stop"]
    open_form(page, "u15")
    page.get_by_label("Holds only together with").select_option(label="the depot needs thirty new drivers")
    save(page)
    assert outgoing(saved(server, bridge), "u15")[0]["sources"] == ["u16", "u15"]


def test_a_claim_is_added_and_bounded_by_selecting_words(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?at=u7&view=map")
    assert unit_of(saved(server, bridge), "u7")["perspective"] == "chamber"
    select_words(page, "The harbour police have not taken a side")
    page.get_by_role("button", name="Add as a claim").click()
    expect(page.locator("#detail blockquote")).to_have_text("The harbour police have not taken a side")
    page.locator("#detail details.correct summary").click()
    page.get_by_role("button", name="Choose other words").click()
    select_words(page, "have not taken a side")
    page.get_by_role("button", name="Use the selected words").click()
    save(page, 2)
    map_ = saved(server, bridge)
    added = map_["units"][-1]
    assert (added["text"], added["perspective"]) == ("have not taken a side", "author"), (
        "not the selected claim's holder"
    )
    page.get_by_role("button", name="Choose other words").click()
    options = page.get_by_label("First word").locator("option")
    page.get_by_label("First word").select_option(options.filter(has_text="police").get_attribute("value"))
    page.get_by_role("button", name="Use these").click()
    expect(page.locator("#detail blockquote")).to_have_text("police have not taken a side.")
    select_words(page, "The harbour police")
    page.get_by_label("Holder of the new claim").select_option("Harbour police")
    page.get_by_role("button", name="Add as a claim").click()
    expect(page.locator("#detail .facts")).to_contain_text("Harbour police")


def test_a_premise_left_unsaid_is_put_into_words(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u6")
    page.get_by_role("button", name="Add a premise left unsaid").click()
    page.get_by_label("The premise, in your words").fill("Drivers would not shop elsewhere by bus")
    page.get_by_label("How it bears on the claim").select_option(label="+ together with “their customers come by car”")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("#detail blockquote")).to_have_text("Drivers would not shop elsewhere by bus")
    page.get_by_label("Its words (the article has none)").fill("Those who drive would not come by bus")
    page.get_by_label("Its words (the article has none)").press("Tab")
    save(page, 2)
    map_ = saved(server, bridge)
    added = map_["units"][-1]
    assert (added["text"], added["implicit"], added["spans"]) == ("Those who drive would not come by bus", True, [])
    assert (added["perspective"], added["paragraph"], map_["version"]) == ("chamber", 4, 2)
    assert [(r["kind"], r["sources"], r["target"]) for r in outgoing(map_, added["id"])] == [
        ("support", ["u7", added["id"]], "u6")
    ]


def test_words_beyond_emoji_are_saved_at_the_right_code_points(open_page: Opener, server: str) -> None:
    map_id = import_map(server, arabic_map())
    page = open_page(f"/#/map/{map_id}?view=map")
    select_words(page, "Le café 🍰 ouvre à l'aube ☕️")
    page.get_by_role("button", name="Add as a claim").click()
    save(page)
    map_ = saved(server, map_id)
    (span,) = map_["units"][-1]["spans"]
    assert map_["document"]["text"][span["start"] : span["end"]] == "Le café 🍰 ouvre à l'aube ☕️"


def test_holders_are_made_renamed_and_merged(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u9")
    page.get_by_label("Who holds it").select_option("__new__")
    page.get_by_label("Name, as the article has it").fill("The survey firm")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#detail .facts")).to_contain_text("The survey firm")
    page.get_by_role("button", name="Close the claim").click()
    page.get_by_role("button", name="Correct the holders").click()
    page.get_by_role("button", name="New holder…").click()
    page.get_by_label("Name, as the article has it").fill("A ferryman")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Name of A ferryman")).to_be_visible()
    page.get_by_label("Name of Mira Okafor").fill("M. Okafor")
    page.get_by_label("Merge Harbour police into").select_option(label="City engineers")
    page.get_by_role("button", name="Close", exact=True).click()
    save(page, 5)
    labels = [perspective["label"] for perspective in saved(server, bridge)["perspectives"]]
    assert labels == [
        "The author",
        "City engineers",
        "Chamber of Commerce",
        "M. Okafor",
        "The survey firm",
        "A ferryman",
    ]


def test_somebody_elses_version_is_shown_and_resolved(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u9")
    page.get_by_label("Who holds it").select_option("okafor")
    open_form(page, "u15")
    page.get_by_role("button", name="Delete", exact=True).click()
    theirs = {"changes": [{"op": "change", "kind": "unit", "id": "u15", "value": {"confidence": 0.1}}]}
    httpx.patch(f"{server}/v1/maps/{bridge}", json=theirs, headers={"if-match": '"1"'}).raise_for_status()
    page.locator("#tray").get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Somebody else changed this map")
    expect(dialog).to_contain_text("confidence 0.9 → 0.1")
    expect(dialog.locator(".clash")).to_contain_text("Deleted a claim")
    expect(dialog.locator(".clash input")).not_to_be_checked()
    dialog.get_by_role("button", name="Put the ticked ones on top").click()
    save(page)
    map_ = saved(server, bridge)
    assert map_["version"] == 3
    assert unit_of(map_, "u15")["confidence"] == 0.1
    assert unit_of(map_, "u9")["perspective"] == "okafor"


def test_a_refused_save_says_what_is_wrong_and_keeps_the_draft(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u9")
    page.get_by_label("Who holds it").select_option("okafor")
    problem = {
        "title": "Rules are broken",
        "errors": [{"rule": "holder", "where": "unit u9", "detail": "is held by nobody"}],
    }
    page.route(f"**/v1/maps/{bridge}", lambda route: route.fulfill(status=422, json=problem))
    page.locator("#tray").get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("is held by nobody")
    expect_unsaved(page, 1)
    page.locator(".article-text mark").first.click()
    page.get_by_role("button", name="Show it").click()
    expect(card(page, "u9")).to_have_class("card is-selected")


def test_history_tells_the_differences_and_brings_a_version_back(open_page: Opener, server: str, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    open_form(page, "u18")
    page.get_by_role("button", name="Delete", exact=True).click()
    save(page)
    page.get_by_role("button", name="History").click()
    dialog = page.get_by_role("dialog", name="History of this map")
    dialog.get_by_text("2 differences").click()
    expect(dialog).to_contain_text("Claim “it is less than the city loses to the queue in a single year”: removed")
    dialog.get_by_role("button", name="Bring it back").click()
    expect(card(page, "u18")).to_have_count(1)
    assert saved(server, bridge)["version"] == 3
