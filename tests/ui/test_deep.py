"""Reasons of reasons of reasons keep a width in which they can be read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import Json, MapMaker

LEVELS = 14


def deep_map() -> Json:
    """A chain of fourteen reasons, each the reason for the one before it."""
    sentences = [f"Step {n} of this long chain rests on what the harbour master wrote" for n in range(LEVELS)]
    maker = MapMaker("A long chain", [("body", f"{sentence}.") for sentence in sentences])
    for n, sentence in enumerate(sentences):
        maker.unit(f"u{n}", n, sentence)
    for n in range(1, LEVELS):
        maker.link(f"r{n}", "support", [f"u{n}"], f"u{n - 1}")
    maker.conclusion = "u0"
    return maker.build("deep")


@pytest.fixture(scope="module")
def deep(server: str) -> str:
    return import_map(server, deep_map())


@pytest.mark.parametrize(
    ("view", "words", "width", "least"),
    [
        ("outline", ".says", 390, 220),
        ("outline", ".says", 1440, 340),
        ("perspectives", ".claim", 1440, 150),
        ("perspectives", ".claim", 390, 136),
    ],
)
def test_the_deepest_reason_has_room(
    open_page: Opener, deep: str, view: str, words: str, width: int, least: int
) -> None:
    page = open_page(f"/#/map/{deep}?view={view}&fold=20", width=width, height=844)
    rows = page.locator(f"#view-{view} {words}")
    expect(rows).to_have_count(LEVELS)
    widths = rows.evaluate_all("rows => rows.map((row) => row.getBoundingClientRect().width)")
    assert min(widths) >= least, widths
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
