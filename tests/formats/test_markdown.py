"""The Markdown note, read by a real parser: every claim in its place, nothing of the article becomes markup."""

from __future__ import annotations

from itertools import pairwise

import yaml
from hypothesis import given
from markdown_it import MarkdownIt

from service.domain.argument_map import ArgumentMap, parse_map
from service.formats import export_map
from tests.building import tram_map
from tests.maps import argument_maps
from tests.ui.two_sides import tunnel_map


def parts(text: str) -> tuple[dict[str, object], str]:
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


def items(body: str, heading: str) -> list[str]:
    """The text of each list item under a heading of the second level."""
    tokens = MarkdownIt().parse(body)
    found, here = [], ""
    for before, token in pairwise(tokens):
        if before.type == "heading_open" and before.tag == "h2":
            here = token.content
        elif token.type == "inline" and before.type == "paragraph_open" and here == heading:
            found.append("".join(child.content for child in token.children or ()))
    return found


def test_every_claim_stands_in_the_argument_once() -> None:
    map_ = tram_map()
    _, body = parts(export_map(map_, "markdown").text)
    listed = items(body, "The argument")
    for unit in map_.units:
        assert sum(f"{' '.join(unit.text.split())}”" in item for item in listed) == 1, unit.text


def test_the_issues_stand_under_their_questions() -> None:
    front, body = parts(export_map(parse_map(tunnel_map()), "markdown").text)
    assert front["title"] == "Two capitals, one hole in the sea"
    assert front["tags"] == ["argument-map"]
    assert "### Who should pay for it? (in a model's words)" in body
    listed = items(body, "Where they differ")
    assert "Helsinki: “the European Union should bear half of the cost” (Helsinki, wants it, ¶ 4)" in listed
    assert "Tallinn: no answer found" in listed
    assert "Helsinki and Tallinn: at odds" in listed


@given(argument_maps())
def test_no_word_of_an_article_is_markup(map_: ArgumentMap) -> None:
    _, body = parts(export_map(map_, "markdown").text)
    kinds = {token.type for token in MarkdownIt().parse(body)}
    assert kinds.isdisjoint({"html_block", "fence", "code_block", "hr"})
    inline = [child.type for token in MarkdownIt().parse(body) for child in token.children or ()]
    assert set(inline) <= {"text", "strong_open", "strong_close", "softbreak", "text_special"}
