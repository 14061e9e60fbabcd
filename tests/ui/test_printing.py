"""What comes out of the printer, read from the real PDF: whole lines, every claim, and not too many sheets."""

from __future__ import annotations

import io
import json

import pdfplumber
import pytest
from playwright.sync_api import expect

from service.pipeline.samples import MODEL_SAMPLE_ID
from tests.ui.browser import ROOT, import_map
from tests.ui.conftest import Opener
from tests.ui.two_sides import tunnel_map

COFFEE = ROOT / "evals/gold/articles/03-coffee-coordinates.json"
DEEPEST_CLAIM = "beans from the cleared plot"
"""Folded away when the map is opened."""


@pytest.fixture(scope="module")
def coffee(server: str) -> str:
    """A gold map of some forty claims on five levels."""
    return import_map(server, json.loads(COFFEE.read_text("utf-8")))


def sheets(open_page: Opener, path: str, paper: str) -> list[str]:
    page = open_page(path)
    page.locator(".outline .row, .map .card, table.issues").first.wait_for()
    data = page.pdf(format=paper)
    expect(page.locator(".sheets")).to_have_count(0)
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [sheet.extract_text() for sheet in pdf.pages]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_outline_prints_in_lines(open_page: Opener, coffee: str, paper: str) -> None:
    text = sheets(open_page, f"/#/map/{coffee}?view=outline", paper)
    assert len(text) <= 6  # two of them the article
    outline = "\n".join(text[2:])
    assert DEEPEST_CLAIM in outline
    lines = [line for line in outline.splitlines() if line.strip()]
    assert sum(len(line) < 4 for line in lines) == 0


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_map_prints_whole(open_page: Opener, coffee: str, paper: str) -> None:
    text = sheets(open_page, f"/#/map/{coffee}?view=map", paper)
    assert 4 <= len(text) <= 8
    drawn = " ".join("\n".join(text[2:]).split())
    for words in (
        "What they dispute is custody",
        DEEPEST_CLAIM,
        "the law is a matter of clean",
        "because",
        "the name on a card",
    ):
        assert words in drawn, words


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_questions_and_glance_print_on_two_pages_at_most(open_page: Opener, server: str, paper: str) -> None:
    for map_id in (import_map(server, tunnel_map()), MODEL_SAMPLE_ID):
        text = sheets(open_page, f"/#/map/{map_id}?view=issues", paper)
        assert 1 <= len(text) <= 2
        whole = " ".join("\n".join(text).split())
        for words in ("Where they differ", "At a glance", "The article argues that", "Who is for it, who against"):
            assert words in whole, words
        assert "Correct" not in whole
