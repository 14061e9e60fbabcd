"""The view "Issues": questions down, sides across, each answer one click from its place in the article."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from service.pipeline.samples import model_sample
from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import Json, MapMaker
from tests.ui.test_everyone import findings_in_both
from tests.ui.two_sides import tunnel_map


@pytest.fixture(scope="module")
def tunnel(server: str) -> str:
    return import_map(server, tunnel_map())


def row(page: Page, issue: str) -> list[str]:
    cells = page.locator(f"#view-issues [data-issue={issue}] td")
    expect(cells).not_to_have_count(0)  # the texts are taken at once, the table is drawn after the page has loaded
    return cells.all_inner_texts()


def test_the_table_has_each_sides_answers(open_page: Opener, tunnel: str) -> None:
    page = open_page(f"/#/map/{tunnel}?view=issues")
    expect(page.locator("table.issues thead th")).to_have_text(["Helsinki", "Tallinn"])
    helsinki, tallinn = row(page, "i0")
    assert "freight comes first" in helsinki
    assert "the tunnel is about people" in tallinn
    assert row(page, "i4")[2].startswith("The author")
    page.get_by_role("tab", name="Map").click()
    expect(page.locator(".map .card").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("tab", name="Map")).to_have_attribute("aria-selected", "true")


def test_an_answer_leads_to_its_words_and_shows_its_reasons(open_page: Opener, tunnel: str) -> None:
    page = open_page(f"/#/map/{tunnel}?view=issues")
    cell = page.locator("[data-issue=i1] td").nth(0)
    cell.get_by_text("1 reason").click()
    expect(cell.locator("details .claim")).to_have_text("the tunnel completes a European line")
    cell.locator(".claim").first.click()
    expect(page.locator(".article-text mark.is-selected, .article-text .is-selected")).to_have_text(
        "the European Union should bear half of the cost"
    )
    page.locator("[data-issue=i1]").get_by_role("button", name="¶ 4").click()
    expect(page.locator(".article-text [data-paragraph='3']")).to_be_in_viewport()


def five_voices_map() -> Json:
    """Two questions, each answered by four towns and once by a fifth."""
    towns = ["Ardmoor", "Brackwater", "Corvey", "Dunmarra", "Eastholm"]
    said = [
        f"{town} {verb} {thing}." for thing, verb in (("the bridge", "wants"), ("the toll", "pays")) for town in towns
    ]
    maker = MapMaker("Five towns", [("body", " ".join(said[:5])), ("body", " ".join(said[5:]))])
    for town in towns:
        maker.holder(town.lower(), town, "institution", town)
    for number, words in enumerate(said):
        maker.unit(f"u{number}", number // 5, words.rstrip("."), towns[number % 5].lower())
    for number, question in enumerate(("Who wants the bridge?", "Who pays the toll?")):
        answers = {town.lower(): [f"u{5 * number + at}"] for at, town in enumerate(towns)}
        maker.issue(f"i{number}", question, answers, ("ardmoor", "brackwater", "rival"))
    return maker.build("five")


@pytest.mark.parametrize("width", [1440, 390])
def test_many_voices_face_each_other_and_none_is_narrow(open_page: Opener, server: str, width: int) -> None:
    page = open_page(f"/#/map/{import_map(server, five_voices_map())}?view=issues", width=width, color_scheme="light")
    table = page.locator("table.issues")
    expect(table).to_be_visible()
    assert page.evaluate(
        "[...document.querySelectorAll('#view-issues')].every((it) => it.scrollWidth <= it.clientWidth)"
    )
    widths = table.locator("td .claim").evaluate_all("all => all.map((it) => it.getBoundingClientRect().width)")
    assert len(widths) == 10
    assert min(widths) >= 220
    first = table.locator("[data-issue=i0]")
    assert [cell.splitlines()[-1] for cell in first.locator("td:not(.below)").all_inner_texts()] == [
        "Ardmoor wants the bridge",
        "Brackwater wants the bridge",
    ]
    expect(first.locator("td.below .position")).to_have_count(3)
    first.get_by_role("button", name="1 of 10 differ").click()
    dialog = page.get_by_role("dialog", name="Who wants the bridge?")
    expect(dialog).to_contain_text("≠ at odds")
    assert findings_in_both(page) == []
    page.keyboard.press("Escape")
    first.locator("button.contrast").click()
    expect(dialog).to_be_visible()


def test_rival_answers_are_at_odds_and_only_who_speaks_against_a_claim_contests_it(
    open_page: Opener, tunnel: str
) -> None:
    page = open_page(f"/#/map/{tunnel}?view=perspectives")
    helsinki = page.get_by_role("region", name="Helsinki", exact=True).last
    expect(helsinki.get_by_role("button", name="≠ at odds with Tallinn")).to_have_count(2)
    expect(helsinki).not_to_contain_text("contested by")
    tallinn = page.get_by_role("region", name="Tallinn", exact=True)
    expect(tallinn.get_by_role("button", name="− contested by a Finnish negotiator")).to_have_count(1)
    tallinn.get_by_role("button", name="− 3 conflicts").click()
    dialog = page.get_by_role("dialog", name="Where Tallinn and others conflict")
    expect(dialog.locator("li")).to_have_count(3)
    expect(dialog.get_by_text("≠ at odds with")).to_have_count(2)


def test_a_rival_answer_stands_in_the_panel_of_a_claim(open_page: Opener, tunnel: str) -> None:
    page = open_page(f"/#/map/{tunnel}?at=u0&view=issues")
    rivals = page.locator("#detail section", has_text="≠ At odds with")
    expect(rivals).to_contain_text("What is the tunnel for?")
    rivals.get_by_role("button", name="the tunnel is about people").click()
    expect(page.locator("#detail blockquote")).to_contain_text("the tunnel is about people")
    rivals.get_by_role("button", name="freight comes first").click()
    expect(page.locator("#detail blockquote")).to_contain_text("freight comes first")


def test_the_guided_look_goes_from_the_brief_to_the_questions(open_page: Opener, tunnel: str) -> None:
    page = open_page(f"/#/map/{tunnel}?view=issues")
    page.get_by_role("button", name="Tour", exact=True).click()
    tour = page.get_by_role("dialog", name="Guided look")
    expect(page.locator("#view-brief")).to_be_visible()
    tour.get_by_role("button", name="Next").click()
    expect(tour).to_contain_text("Where no answer was found, the article may still have one.")
    expect(page.locator("#view-issues")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#view-issues")).to_be_visible()


def test_silence_membership_and_contrast_are_told_in_words_and_two_sides_can_be_chosen(
    open_page: Opener, tunnel: str
) -> None:
    page = open_page(f"/#/map/{tunnel}?view=issues")
    assert row(page, "i3")[1] == "no answer found"
    assert "A Finnish negotiator" in row(page, "i2")[0]
    expect(page.locator("[data-issue=i0] .contrast.rival")).to_contain_text("at odds")
    expect(page.locator("[data-issue=i2] .question")).to_contain_text("part of the question above")
    page.get_by_label("Compare", exact=True).select_option("ee")
    page.get_by_label("with", exact=True).select_option("fi")
    expect(page.locator("table.issues thead th")).to_have_text(["Tallinn", "Helsinki"])
    page.get_by_label("Compare", exact=True).select_option("")
    expect(page.locator("table.issues thead th")).to_have_text(["Helsinki", "Tallinn"])


def test_a_stance_without_a_claim_shows_its_words_and_leads_to_them(open_page: Opener, server: str) -> None:
    text = "Ann says that ferries last. Bob says that boats stay. The mayor, who has heard both, leans to the boats."
    maker = MapMaker("Ferries", [("body", text)])
    maker.holder("ann", "Ann", "person", "Ann")
    maker.holder("bob", "Bob", "person", "Bob")
    maker.holder("mayor", "The mayor", "person", "The mayor")
    maker.unit("u0", 0, "ferries last", "ann", ("Ann", "says"))
    maker.unit("u1", 0, "boats stay", "bob", ("Bob", "says"))
    answers = {"ann": ["u0"], "bob": ["u1"], "mayor": ("holds", 0, "leans to the boats")}
    maker.issue("i0", "Which will last?", answers, ("ann", "bob", "rival"), ("bob", "mayor", "same"))
    page = open_page(f"/#/map/{import_map(server, maker.build())}?view=issues&at=u0")
    cell = page.locator("[data-issue=i0] td").last
    expect(cell).to_contain_text("takes a side, without a claim: “leans to the boats”")
    cell.get_by_role("button", name="leans to the boats").click()
    page.wait_for_function("[...CSS.highlights.get('words') ?? []].join() === 'leans to the boats'")
    expect(page.locator(".article-text .is-selected")).to_have_count(0)
    page.locator("[data-issue=i0] .claim").first.click()
    page.wait_for_function("!CSS.highlights.has('words')")


def test_equal_positions_share_a_cell(open_page: Opener, server: str) -> None:
    maker = MapMaker(
        "Ferries", [("body", "Ann says that ferries last. Bob says that boats stay. Both want more quays.")]
    )
    maker.holder("ann", "Ann", "person", "Ann")
    maker.holder("bob", "Bob", "person", "Bob")
    maker.unit("u0", 0, "ferries last", "ann", ("Ann", "says"))
    maker.unit("u1", 0, "boats stay", "bob", ("Bob", "says"))
    maker.issue("i0", "Will they last?", {"ann": ["u0"], "bob": ["u1"]}, ("ann", "bob", "same"))
    page = open_page(f"/#/map/{import_map(server, maker.build())}?view=issues")
    cell = page.locator("[data-issue=i0] td")
    expect(cell).to_have_count(1)
    expect(cell).to_have_attribute("colspan", "2")
    expect(cell).to_contain_text("Ann and Bob say the same")


def test_no_reason_passes_for_that_of_the_side_in_whose_column_it_stands(open_page: Opener, server: str) -> None:
    words = ["ferries last", "ferries rust", "salt eats steel", "paint keeps salt out", "paint is cheap"]
    holders = ["ann", "bob", "bob", "ann", "ann"]
    maker = MapMaker(
        "Ferries", [("body", " ".join(f"{holder} says {said}." for holder, said in zip(holders, words, strict=True)))]
    )
    for holder in ("ann", "bob"):
        maker.holder(holder, holder.title(), "person", holder)
    for number, (holder, said) in enumerate(zip(holders, words, strict=True)):
        maker.unit(f"u{number}", 0, said, holder, (holder, "says"))
    for number, kind in enumerate(("rebut", "support", "rebut"), 1):
        maker.link(f"r{number}", kind, [f"u{number}"], f"u{number - 1}")
    maker.link("r4", "support", ["u4"], "u0")
    maker.issue("i0", "Will they last?", {"ann": ["u0"], "bob": ["u1"]}, ("ann", "bob", "rival"))
    page = open_page(f"/#/map/{import_map(server, maker.build())}?view=issues")
    answer = page.locator("[data-issue=i0] td").first.locator(".answer")
    answer.locator("summary").click()
    named = answer.locator("details .claim").evaluate_all(
        "all => all.map((one) => [one.dataset.unit, one.querySelector('.holder')?.textContent ?? ''])"
    )
    # nameless only the reason that Ann gives for her own answer: "salt eats steel" is Bob's, below Bob's objection
    assert dict(named) == {"u1": "Bob", "u2": "Bob", "u3": "Ann", "u4": ""}


def test_at_a_glance_begins_with_where_they_differ(open_page: Opener, tunnel: str) -> None:
    page = open_page(f"/#/map/{tunnel}?view=map")
    first = page.locator("#detail section").first
    expect(first.locator("h3")).to_have_text("Where they differ")
    first.get_by_role("button", name="All 5 questions").click()
    expect(first.get_by_role("button", name="Is it a danger?")).to_be_visible()
    first.get_by_role("button", name="Who should pay for it?").click()
    expect(page.locator("[data-issue=i1]")).to_be_in_viewport()


def test_a_map_without_issues_says_so(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=issues")
    expect(page.locator("#view-issues")).to_contain_text("No question was found")


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_out_of_sight_and_axe_finds_nothing(open_page: Opener, tunnel: str, width: int) -> None:
    page = open_page(f"/#/map/{tunnel}?view=issues", width=width, color_scheme="light")
    expect(page.locator("table.issues")).to_be_visible()
    assert findings_in_both(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width == 390:
        expect(page.locator("table.issues td.empty-cell")).not_to_have_count(0)
        expect(page.locator("table.issues td.empty-cell:visible")).to_have_count(0)
        return
    for reasons in page.locator("#view-issues summary").all():
        reasons.click()
    assert page.locator("#view-issues").evaluate("view => view.scrollWidth <= view.clientWidth")
    for head in page.locator("table.issues thead th").all():
        expect(head).to_be_in_viewport(ratio=1)


def test_a_question_is_corrected_and_saved(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, tunnel_map())}?view=issues")
    page.get_by_role("button", name="Correct: Who should pay for it?").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("The question, as all sides would put it").fill("Who is to pay?")
    dialog.get_by_label("Add an answer").select_option("u10")
    dialog.get_by_label("Helsinki and Tallinn").select_option("compatible")
    assert findings_in_both(page) == []
    dialog.get_by_role("button", name="Done").click()
    expect(page.locator("[data-issue=i1] .question")).to_contain_text("Who is to pay?")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#tray")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-issue=i1] td").nth(1)).to_contain_text("Brussels will give more than a fifth")
    expect(page.locator("[data-issue=i1] .contrast.compatible")).to_be_attached()


def test_a_question_is_added_and_another_taken_away(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, tunnel_map())}?view=issues")
    page.get_by_role("button", name="New question…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("The question, as both would put it").fill("Does it last?")
    dialog.get_by_label("One answer").select_option("u14")
    dialog.get_by_label("Another holder's answer").select_option("u5")
    dialog.get_by_role("button", name="Add it").click()
    expect(page.locator("table.issues th", has_text="Does it last?")).to_be_visible()
    page.get_by_role("button", name="Correct: Is it a danger?").click()
    page.get_by_role("button", name="Take the question away").click()
    expect(page.locator("[data-issue=i3]")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#tray")).to_be_hidden()
    page.reload()
    expect(page.locator("table.issues tbody")).to_have_count(5)
    expect(page.locator("table.issues th", has_text="Does it last?")).to_be_visible()


def test_answers_of_two_sides_to_a_question_have_colours_that_can_be_told_apart(open_page: Opener, server: str) -> None:
    two = model_sample().model_dump(mode="json")
    two["issues"][2]["positions"].append({"perspective": "v6", "units": ["u24"], "stance": "holds"})
    page = open_page(f"/#/map/{import_map(server, two)}?view=issues", width=1280, color_scheme="light")
    expect(page.locator("[data-issue=i2] .answer > .claim")).to_have_count(3)
    gaps = page.evaluate("""async () => {
      const { apart, parseHex } = await import("/static/core/palette.js");
      const claim = (unit) => document.querySelector(`[data-issue=i2] .claim[data-unit=${unit}]`);
      const colour = (unit, part) => parseHex(getComputedStyle(claim(unit)).getPropertyValue(part).trim());
      const gap = (one, other, part) => apart(colour(one, part), colour(other, part)).usual;
      return ["u18", "u24"].map((estonian) => [gap("u20", estonian, "--line"), gap("u20", estonian, "--tint")]);
    }""")
    assert all(line >= 0.13 and tint >= 0.03 for line, tint in gaps), gaps
