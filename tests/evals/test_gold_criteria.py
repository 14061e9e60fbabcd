"""What the gold has to hold so that scores mean something: rival camps, nesting, irony, some that argue for nothing."""

from __future__ import annotations

import pytest

from evals.documents import GoldDocument
from evals.metrics.tokens import Words
from evals.suites import load_suite
from service.domain.argument import AUTHOR
from service.domain.argument_map import ArgumentMap

ENGLISH = ("articles", "development")
WORDS = range(450, 801)
"""Of an article without its furniture; with it, the longest has 817."""


@pytest.fixture(scope="module")
def articles() -> dict[str, GoldDocument]:
    return {item.id: item for name in ENGLISH for item in load_suite(name).documents}


@pytest.fixture(scope="module")
def maps(articles: dict[str, GoldDocument]) -> dict[str, ArgumentMap]:
    return {name: item.map for name, item in articles.items() if item.map is not None}


def rivals(map_: ArgumentMap) -> set[frozenset[str]]:
    """Pairs of sides, neither the author, of which one attacks a claim or an inference of the other."""
    parents = {item.id: item.parent for item in map_.perspectives}
    relations = {item.id: item for item in map_.relations}
    held = {unit.id: unit.perspective for unit in map_.units}

    def side(unit: str) -> str:
        at = held[unit]
        while parents[at] is not None:
            at = str(parents[at])
        return at

    pairs = set()
    for relation in map_.relations:
        if relation.kind != "support":
            target = relations.get(relation.target)
            attacked = target.sources[0] if target else relation.target
            pairs |= {frozenset({side(source), side(attacked)}) for source in relation.sources}
    return {pair for pair in pairs if len(pair) == 2 and AUTHOR not in pair}


def turns(map_: ArgumentMap) -> bool:
    """Whether something in it is ironic, conceded, or a question that asserts."""
    asked = any(unit.text.endswith("?") for unit in map_.units)
    conceded = any(item.attitude == "concedes" for item in map_.attributions)
    words = " ".join(unit.note or "" for unit in map_.units).lower()
    return asked or conceded or any(word in words for word in ("iron", "concession", "rhetorical"))


def test_there_are_twenty_four_articles_of_their_own(maps: dict[str, ArgumentMap]) -> None:
    assert len(maps) == 24
    assert sorted(name.split("-")[0] for name in maps) == [f"{number:02}" for number in range(1, 25)]
    assert len({map_.document.sha256 for map_ in maps.values()}) == 24


def test_each_was_labelled_twice_on_the_same_text(articles: dict[str, GoldDocument]) -> None:
    for item in articles.values():
        assert set(item.layers) == {"A", "B"}, item.id
        assert {layer.document.text for layer in item.layers.values()} == {item.text}, item.id


def test_lengths(maps: dict[str, ArgumentMap]) -> None:
    lengths = {}
    for name, map_ in maps.items():
        blocks = [(block.start, block.end) for block in map_.document.paragraphs if block.kind != "furniture"]
        lengths[name] = len(Words(map_.document.text).within(blocks))
    assert {name: length for name, length in lengths.items() if length not in WORDS} == {}


def test_enough_of_them_have_what_is_hard(maps: dict[str, ArgumentMap]) -> None:
    furnished = [map_ for map_ in maps.values() if any(block.kind == "furniture" for block in map_.document.paragraphs)]
    assert len(furnished) == 24
    assert sum(bool(rivals(map_)) for map_ in maps.values()) >= 12
    assert sum(any(item.within for item in map_.attributions) for map_ in maps.values()) >= 8
    assert sum(turns(map_) for map_ in maps.values()) >= 6
    assert sum(map_.conclusion is None for map_ in maps.values()) >= 3


def test_issues_of_each_were_labelled_twice_on_its_units(articles: dict[str, GoldDocument]) -> None:
    for item in articles.values():
        assert set(item.issue_layers) == {"A", "B"}, item.id


def test_where_sides_disagree_there_are_issues(maps: dict[str, ArgumentMap]) -> None:
    silent = {name for name, map_ in maps.items() if not map_.issues}
    assert silent == {"10-what-changes-at-the-barrier", "19-tram-nine-chronicle"}
    assert all(rivals(maps[name]) == set() for name in silent)
    issues = [issue for map_ in maps.values() for issue in map_.issues]
    assert len(issues) >= 90
    assert {contrast.kind for issue in issues for contrast in issue.contrasts} == {"rival", "compatible", "same"}
    assert {place.stance for issue in issues for place in issue.positions} == {"holds", "rejects", "silent"}
    assert all(issue.question.anchors for issue in issues)
