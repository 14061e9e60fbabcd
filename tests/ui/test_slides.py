"""The table of issues and the main argument as pictures of 1920 by 1080 pixels, for slides."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browser import import_map
from tests.ui.conftest import Opener
from tests.ui.maps import Json, MapMaker, arabic_map
from tests.ui.two_sides import tunnel_map

Save = Callable[[Page, str], Path]

DRAW = """async ([file, name]) => {
    const first = document.querySelector('script[src*="first.js"]').src;
    const { store } = (await import(first)).modules['shell/store.js'];
    const drawn = await import(first.replace('first.js', file));
    const given = name === 'issuesSlide' ? [] : drawn.mainArgument();
    const svg = drawn[name](given);
    document.body.append(svg);
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].map((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        return { words: text.textContent, left: left - frame.left, right: right - frame.left,
                 top: top - frame.top, bottom: bottom - frame.top };
    });
    svg.remove();
    return texts;
}"""


def size_of(png: Path) -> tuple[int, int]:
    data = png.read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def texts_on(page: Page, file: str, name: str) -> list[dict[str, Any]]:
    """Every line of a slide with its box; fails where one leaves the slide, or two stand on each other."""
    texts: list[dict[str, Any]] = page.evaluate(DRAW, [file, name])
    for text in texts:
        assert text["left"] >= 0, text
        assert text["right"] <= 1920, text
        assert text["bottom"] <= 1080, text
    for at, one in enumerate(texts):
        for other in texts[at + 1 :]:
            beside = one["right"] <= other["left"] + 1 or other["right"] <= one["left"] + 1
            apart = one["bottom"] <= other["top"] + 9 or other["bottom"] <= one["top"] + 9  # boxes hold the line's room
            assert beside or apart, (one, other)
    return texts


def quarrel_map(questions: int) -> Json:
    """Two sides that answer so many questions at length, and an author with a reason from each."""
    long = (
        "because the harbour needs it more than any other part of the town that pays for it does, and because no "
        "other town on this coast has tried anything else since the first ferries came and the last of the boats left"
    )
    paragraphs = [
        ("body", f"Ann says that quay {n} should grow {long}. Bob says that quay {n} should shrink {long}.")
        for n in range(questions)
    ]
    maker = MapMaker("Quays", [*paragraphs, ("body", "The town should decide.")])
    maker.holder("ann", "Ann", "person", "Ann")
    maker.holder("bob", "Bob", "person", "Bob")
    maker.unit("main", questions, "The town should decide")
    maker.conclusion = "main"
    for n in range(questions):
        maker.unit(f"a{n}", n, f"quay {n} should grow {long}", "ann", ("Ann", "says"))
        maker.unit(f"b{n}", n, f"quay {n} should shrink {long}", "bob", ("Bob", "says"))
        maker.link(f"r{n}", "support", [f"a{n}"], "main")
        maker.link(f"s{n}", "rebut", [f"b{n}"], f"a{n}")
        maker.issue(f"i{n}", f"What about quay {n}?", {"ann": [f"a{n}"], "bob": [f"b{n}"]}, ("ann", "bob", "rival"))
    return maker.build()


@pytest.mark.parametrize("name", ["Issues, 16:9", "Main argument, 16:9"])
def test_a_slide_is_a_picture_of_its_size(open_page: Opener, server: str, downloads: Save, name: str) -> None:
    page = open_page(f"/#/map/{import_map(server, tunnel_map())}?view=issues", color_scheme="dark")
    page.get_by_role("button", name="Export").click()
    assert size_of(downloads(page, name)) == (1920, 1080)


def test_the_issues_slide_has_every_question_and_answer(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, tunnel_map())}?view=issues")
    words = " ".join(text["words"] for text in texts_on(page, "slides/issues.js", "issuesSlide"))
    for expected in (
        "Two capitals",
        "What is the tunnel for?",
        "Helsinki",
        "freight comes first",
        "no answer found",
        "≠",
    ):
        assert expected in words
    assert "left out" not in words
    assert "…" not in words.replace("[… ", "[")  # what a claim's wording leaves out itself is not cut here


def test_the_argument_slide_has_the_conclusion_and_without_issues_it_is_the_only_one(
    open_page: Opener, bridge: str
) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    words = " ".join(text["words"] for text in texts_on(page, "slides/argument.js", "argumentSlide"))
    for expected in (
        "main conclusion",
        "It should give that lane to buses",
        "strangle the shops",
        "+ because · together",
    ):
        assert expected in words
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("button", name="Main argument, 16:9")).to_be_visible()
    expect(page.get_by_role("button", name="Issues, 16:9")).to_have_count(0)


def test_what_does_not_fit_a_slide_is_cut_and_counted(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, quarrel_map(20))}?view=issues")
    texts = texts_on(page, "slides/issues.js", "issuesSlide")
    shown = sum(text["words"].startswith("What about quay") for text in texts)
    assert 5 < shown < 20
    assert texts[-1]["words"].startswith(f"{20 - shown} more questions left out")
    assert any(text["words"].endswith("…") for text in texts)
    texts = texts_on(page, "slides/argument.js", "argumentSlide")
    shown = sum(text["words"].startswith("quay ") for text in texts)
    assert 4 < shown < 40
    assert texts[-1]["words"].startswith(f"{40 - shown} more claims of this argument left out")


def test_a_slide_reads_from_the_right_where_its_words_do(open_page: Opener, server: str) -> None:
    page = open_page(f"/#/map/{import_map(server, arabic_map())}?view=map")
    texts = texts_on(page, "slides/argument.js", "argumentSlide")
    assert any("الحافلة" in text["words"] for text in texts)
