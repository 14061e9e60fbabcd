"""A claim on a card reads alone: what it stands for is put in brackets, and the article's own words stand beneath."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import Json, MapMaker
from tests.ui.test_reading import card


def plans_map() -> Json:
    """Two towns: a pronoun that the map resolves, a verb that is left out, and the object of "regard"."""
    maker = MapMaker(
        "Two plans for one harbour",
        [
            ("body", "The two plans differ. They can hardly be squared. Weldon publishes its figures. Marsh does not."),
            ("body", "Fishers regard the quay as a gift. The quay should wait for one plan."),
        ],
    )
    maker.holder("fishers", "Fishers", "group", "Fishers")
    maker.unit("u0", 0, "They can hardly be squared")
    maker.unit("u1", 0, "Marsh does not")
    maker.unit("u2", 1, "the quay as a gift", "fishers", ("Fishers", "regard"))
    maker.unit("u3", 1, "The quay should wait for one plan")
    for number, source in enumerate(("u0", "u1")):
        maker.link(f"r{number}", "support", [source], "u3")
    maker.link("r2", "rebut", ["u2"], "u3")
    maker.units[0]["references"] = [maker.span("They") | {"spans": [maker.span("The two plans")], "confidence": 0.9}]
    maker.conclusion = "u3"
    return maker.build("plans")


WORDINGS = {
    "u0": ("[The two plans] can hardly be squared", "[The two plans]", "They can hardly be squared"),
    "u1": ("[Weldon publishes its figures.] Marsh does not", "[Weldon publishes its figures.]", "Marsh does not"),
    "u2": ("[regard] the quay as a gift", "[regard]", "the quay as a gift"),
}


@pytest.fixture(scope="module")
def plans(server: str) -> str:
    return import_map(server, plans_map())


def test_a_card_has_what_is_missing_in_brackets(open_page: Opener, plans: str) -> None:
    page = open_page(f"/#/map/{plans}?view=map")
    for unit, (wording, _, _) in WORDINGS.items():
        words = card(page, unit).locator(".words")
        words.wait_for()
        assert " ".join((words.text_content() or "").split()) == wording
    expect(card(page, "u3").locator(".words")).not_to_contain_text("[")


@pytest.mark.parametrize("view", ["outline", "perspectives"])
def test_rows_and_columns_have_it_too_and_faintly(open_page: Opener, plans: str, view: str) -> None:
    page = open_page(f"/#/map/{plans}?view={view}")
    for unit, (wording, inserted, _) in WORDINGS.items():
        words = page.locator(f"#view-{view} [data-unit={unit}] .words").first
        expect(words).to_have_text(wording)
        expect(words.locator(".inserted")).to_have_text(inserted)


def test_the_panel_has_the_quotation_beneath(open_page: Opener, plans: str) -> None:
    page = open_page(f"/#/map/{plans}?view=outline")
    for unit, (wording, _, quote) in WORDINGS.items():
        page.locator(f"#view-outline [data-unit={unit}]").click()
        expect(page.locator("#detail blockquote .words")).to_have_text(wording)
        expect(page.locator("#detail .context q")).to_have_text(quote)
        expect(page.locator(f".article-text [data-units={unit}]").first).to_have_class(re.compile("is-selected"))
    page.locator("#view-outline [data-unit=u3]").click()
    expect(page.locator("#detail blockquote .words")).to_have_text("The quay should wait for one plan")
    expect(page.locator("#detail .context")).to_have_count(0)
