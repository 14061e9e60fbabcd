"""The brief: what a map opens with, its sentences tied to the article, and copied with their places."""

from __future__ import annotations

import httpx
from playwright.sync_api import Route, expect

from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.test_everyone import findings_in_both
from tests.ui.two_sides import tunnel_map


def test_a_map_opens_with_its_brief_and_each_sentence_leads_to_its_words(open_page: Opener, server: str) -> None:
    map_id = import_map(server, tunnel_map())
    page = open_page(f"/#/map/{map_id}", permissions=["clipboard-read", "clipboard-write"])
    told = httpx.get(f"{server}/v1/maps/{map_id}/brief").json()
    sentences = [sentence for group in told["groups"] for sentence in group["sentences"]]
    shown = page.locator(".brief .told .sentence").all_inner_texts()
    assert sorted(words.split(" ¶")[0] for words in shown) == sorted(sentence["text"] for sentence in sentences)
    expect(page.locator("#detail")).to_be_hidden()
    assert "view=" not in page.url
    question = page.locator(".told", has_text="What is the tunnel for?")
    question.locator(".sentence").press("Enter")
    expect(question.locator(".sentence")).to_have_attribute("aria-expanded", "true")
    lit = page.evaluate("() => [...CSS.highlights.get('words')].map(String)")
    text = httpx.get(f"{server}/v1/maps/{map_id}").json()["document"]["text"]
    (cited,) = (sentence["cites"]["spans"] for sentence in sentences if "What is the tunnel for?" in sentence["text"])
    assert lit == [text[span["start"] : span["end"]] for span in cited]
    assert findings_in_both(page) == []
    question.locator(".cited .claim").first.click()
    expect(page.locator("#detail blockquote")).to_contain_text(lit[0])
    question.get_by_role("button", name="All answers to").click()
    expect(page.locator("#view-issues [data-issue=i0]")).to_be_in_viewport()
    page.get_by_role("tab", name="Brief").click()
    page.get_by_role("button", name="Copy with citations").click()
    expect(page.get_by_text("The brief is in the clipboard")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("## ")
    assert f"(http{server[4:]}/#/map/{map_id}?at=" in copied


def test_a_correction_renews_the_brief(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?at=u6")
    page.locator("#detail details.correct summary").click()
    page.get_by_label("Who holds it").select_option("okafor")
    expect(page.locator(".brief header")).to_contain_text("unsaved corrections are not in it")
    with page.expect_response(lambda answer: answer.url.endswith("/brief")) as renewed:
        page.get_by_role("button", name="Save").click()
    assert renewed.value.json()["version"] == 2
    expect(page.locator(".brief header")).not_to_contain_text("correct")


def test_a_model_is_asked_where_there_is_one_and_its_words_are_marked(
    open_page: Opener, server: str, bridge: str
) -> None:
    worded = {"kind": "lead", "text": "The bridge needs a bus lane.", "words": "model"}
    worded["cites"] = {"spans": [], "units": ["u0"], "issues": [], "relations": [], "perspectives": [], "claims": []}
    brief = {"version": 1, "words": "model", "model": "some-model", "language": "en", "note": "", "replaced": 2}
    page = open_page("/healthz")  # the page asks once which engines there are

    def answer(route: Route) -> None:
        route.fulfill(json=brief | {"groups": [{"heading": "", "sentences": [worded]}]})

    engines = {"default": "llm", "available": ["llm"], "llm": {"configured": True, "model": "some-model", "hint": ""}}
    page.route("**/v1/engines", lambda route: route.fulfill(json=engines))
    page.route("**/brief?wait=60", answer)
    page.goto(f"{server}/#/map/{bridge}")
    page.get_by_role("button", name="Have some-model word it").click()
    expect(page.locator(".brief .told")).to_have_text(["The bridge needs a bus lane.∗"])
    expect(page.locator(".brief header")).to_contain_text("2 that failed gave way")
