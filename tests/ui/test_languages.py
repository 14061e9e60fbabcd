"""The page's own words in the reader's language."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Opener
from tests.ui.test_everyone import findings


@pytest.mark.parametrize(
    ("wanted", "chosen", "language"),
    [
        ("de-CH,de;q=0.9,en;q=0.8", None, "de"),
        ("xx, de;q=0.1, en;q=0.5", None, "en"),
        ("de;q=0, en;q=0.1", None, "en"),
        ("de;q=0", None, "en"),
        ("de", "en", "en"),
        ("en", "de", "de"),
        ("en", "../../etc/passwd", "en"),
        ("fr;q=x, *, ;;", None, "en"),
        ("de;q=1.2.3, de;q=., en;q=0.1", None, "en"),
    ],
)
def test_the_page_speaks_the_chosen_language_else_the_browser_s(
    server: str, wanted: str, chosen: str | None, language: str
) -> None:
    headers = {"Accept-Language": wanted} | ({"Cookie": f"argmap-language={chosen}"} if chosen else {})
    answer = httpx.get(server, headers=headers)
    assert f'<html lang="{language}">' in answer.text
    assert ('id="argmap-messages"' in answer.text) == (language != "en")
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))


def test_a_german_page_is_german_throughout_and_english_is_one_choice_away(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}", locale="de-DE")
    expect(page.get_by_role("tab", name="Kurzfassung")).to_be_visible()
    expect(page.locator(".skip")).to_have_text("Zum Argument springen")
    page.get_by_role("tab", name="Gliederung").click()
    expect(page.get_by_role("tree", name="Gliederung des Arguments")).to_be_visible()
    assert findings(page) == []
    start = open_page("/", locale="de-DE")
    start.get_by_label("Sprache der Seite").select_option("en")
    expect(start.get_by_role("button", name="Map this article")).to_be_visible()
    assert start.evaluate("document.documentElement.lang") == "en"
