"""Issues: the rules that they keep, and how they are made to keep them again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.issue import Issue, Position
from service.domain.issue_settling import settle_issues
from service.errors import InvalidMap
from tests.building import dispute_map, span_of, tram_map


def with_issue(**changes: Any) -> dict[str, Any]:
    """The map's values, its one issue changed."""
    values = dispute_map().model_dump(mode="json")
    values["issues"][0] |= changes
    return values


def question(**changes: Any) -> dict[str, Any]:
    return with_issue(question=dispute_map().issues[0].question.model_dump(mode="json") | changes)


def position(perspective: str, *units: str, stance: str = "holds", spans: Sequence[str] = ()) -> dict[str, Any]:
    """`spans`: words of the text that show the stance."""
    found = [span_of(dispute_map().document, words).model_dump() for words in spans]
    return {"perspective": perspective, "units": list(units), "stance": stance, "spans": found}


def two(*changed: dict[str, Any]) -> dict[str, Any]:
    return with_issue(positions=list(changed), contrasts=[])


def twice(second: dict[str, Any]) -> dict[str, Any]:
    values = dispute_map().model_dump(mode="json")
    values["issues"].append(values["issues"][0] | {"id": "i1"} | second)
    return values


THIRTEEN = "Why is the lake that was here for so many years now gone?"
BREAKS: list[tuple[str, dict[str, Any]]] = [
    ("unique-ids", twice({"id": "i0"})),
    ("references", two(position("v1", "u0"), position("v9", "u2"))),
    ("references", two(position("v1", "u0"), position("v2", "u9"))),
    ("references", with_issue(parent="i7")),
    ("references", with_issue(parent="i0")),
    ("spans", question(anchors=[{"start": 3, "end": 9000}])),
    ("issue-question", question(text=THIRTEEN)),
    ("issue-question", question(text="Why\nthe lake?")),
    ("issue-question", question(text="Why \u202eeht lake?")),
    ("issue-question", question(text="The drained lake", spans=[{"start": 0, "end": 11}])),
    ("issue-question", question(anchors=[{"start": 3, "end": 9}, {"start": 5, "end": 12}])),
    ("issue-positions", two(position("v1", "u0"))),
    ("issue-positions", two(position("v1", stance="silent"), position("v2", stance="rejects"))),
    ("issue-positions", two(position("v1", "u0"), position("v1", "u1"), position("v2", "u2"))),
    ("issue-positions", two(position("v1", "u0"), position("v2"))),
    ("issue-positions", two(position("v1", "u0"), position("v2", "u2", stance="silent"))),
    ("issue-positions", two(position("v1", "u0"), position("v3", "u2"))),
    ("issue-units", two(position("v1", "u0"), position("v2", "u3"), position("v3", "u3"))),
    ("issue-positions", two(position("v1", "u0"), position("v2", spans=["pumps drank it", "Farmers say"]))),
    ("issue-positions", two(position("v1", "u0"), position("v2", spans=["the pumps drank it"]))),
    ("issue-positions", two(position("v1", spans=["that the dam"]), position("v4", spans=["will not say"]))),
    ("spans", two(position("v1", "u0"), {**position("v4"), "spans": [{"start": 3, "end": 9000}]})),
    ("issue-units", twice({})),
    ("issue-contrasts", with_issue(contrasts=[{"a": "v1", "b": "v3", "kind": "rival"}])),
    ("issue-contrasts", with_issue(contrasts=[{"a": "v1", "b": "v1", "kind": "same"}])),
    (
        "issue-contrasts",
        with_issue(contrasts=[{"a": "v1", "b": "v2", "kind": "same"}, {"a": "v2", "b": "v1", "kind": "rival"}]),
    ),
]


@pytest.mark.parametrize(("rule", "values"), BREAKS, ids=[f"{rule}-{at}" for at, (rule, _) in enumerate(BREAKS)])
def test_a_broken_rule_is_named(rule: str, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidMap) as caught:
        parse_map(values)
    assert rule in {item["rule"] for item in caught.value.broken}
    assert any("issue" in item["where"] or "unit" in item["where"] for item in caught.value.broken)


def test_a_question_longer_than_any_line_is_refused() -> None:
    with pytest.raises(InvalidMap):
        parse_map(question(text="a" * 161))


def test_a_question_in_the_texts_own_words_may_begin_with_a_capital_and_ask() -> None:
    span = span_of(dispute_map().document, "drained lake").model_dump()
    assert parse_map(question(text="Drained lake?", spans=[span])).issues[0].question.text == "Drained lake?"


@pytest.mark.parametrize("stance", ["holds", "silent", "rejects"])
def test_words_that_are_no_unit_may_be_the_whole_answer(stance: str) -> None:
    kept = parse_map(two(position("v1", "u0"), position("v4", stance=stance, spans=["will not say"]))).issues[0]
    assert (kept.positions[1].stance, kept.positions[1].units, len(kept.positions[1].spans)) == (stance, (), 1)
    assert settled(dispute_map(), kept) == ((kept,), [])


def test_a_map_without_issues_is_valid_and_says_so_as_a_list() -> None:
    old = {name: value for name, value in tram_map().model_dump(mode="json").items() if name != "issues"}
    assert json.loads(parse_map(old).model_dump_json())["issues"] == []


def test_author_and_date_of_older_maps_are_read_from_their_source() -> None:
    values = tram_map().model_dump(mode="json")
    for name in ("outlet", "author", "published"):
        del values["document"][name]
    values["document"]["source"] |= {"author": "T. Orrell", "published": None}
    document = parse_map(values).document
    assert (document.author, document.published, document.outlet) == ("T. Orrell", None, None)


def settled(map_: ArgumentMap, *issues: Issue) -> tuple[tuple[Issue, ...], list[str]]:
    found = settle_issues(issues, map_.units, map_.perspectives)
    return found.issues, [repair.code for repair in found.repairs]


def test_issues_that_keep_the_rules_stay_as_they_are() -> None:
    map_ = dispute_map()
    assert settled(map_, *map_.issues) == (map_.issues, [])


def test_a_unit_that_left_its_side_leaves_the_position_and_an_empty_position_the_issue() -> None:
    map_ = dispute_map()
    foreign = map_.issues[0].model_copy(
        update={"positions": (Position(perspective="v1", units=("u0", "u4")), *map_.issues[0].positions[1:])}
    )
    (kept,), codes = settled(map_, foreign)
    assert (kept.positions, codes) == (map_.issues[0].positions, ["foreign-position"])
    gone = map_.issues[0].model_copy(
        update={"positions": (Position(perspective="v1", units=("u9",)), map_.issues[0].positions[1])}
    )
    assert settled(map_, gone) == ((), ["unknown-id", "too-few-positions"])


def test_words_that_have_become_a_unit_of_their_holder_are_that_unit() -> None:
    map_ = dispute_map()
    words = map_.unit("u2").spans
    positions = (map_.issues[0].positions[0], Position(perspective="v2", spans=words))
    (kept,), codes = settled(map_, map_.issues[0].model_copy(update={"positions": positions}))
    assert (kept.positions[1], codes) == (Position(perspective="v2", units=("u2",)), [])
    refused = Position(perspective="v2", spans=words, stance="rejects")
    (kept,), _ = settled(map_, map_.issues[0].model_copy(update={"positions": (positions[0], refused)}))
    assert kept.positions[1] == Position(perspective="v2", stance="rejects")


def test_an_issue_that_words_alone_answer_is_none() -> None:
    map_ = dispute_map()
    words = (span_of(map_.document, "will not say"),)
    positions = tuple(Position(perspective=name, spans=words) for name in ("v2", "v4"))
    bare = map_.issues[0].model_copy(update={"positions": positions})
    assert settled(map_, bare) == ((), ["too-few-positions"])


def test_of_two_issues_that_claim_a_unit_the_first_has_it() -> None:
    map_ = dispute_map()
    second = map_.issues[0].model_copy(
        update={
            "id": "i1",
            "parent": "i0",
            "positions": (Position(perspective="v1", units=("u1",)), Position(perspective="v2", units=("u3",))),
        }
    )
    issues, codes = settled(map_, map_.issues[0], second)
    assert ([issue.id for issue in issues], codes) == (["i0"], ["unit-in-two-positions", "too-few-positions"])


def test_parents_that_close_a_circle_are_taken_back() -> None:
    map_ = dispute_map()
    first = map_.issues[0].model_copy(
        update={
            "parent": "i1",
            "positions": (Position(perspective="v1", units=("u0",)), Position(perspective="v2", units=("u2",))),
        }
    )
    second = first.model_copy(
        update={
            "id": "i1",
            "parent": "i0",
            "positions": (Position(perspective="v1", units=("u1",)), Position(perspective="v2", units=("u3",))),
        }
    )
    issues, codes = settled(map_, first, second)
    assert ([issue.parent for issue in issues], codes) == (["i1", None], ["issue-parent"])
    parse_map(map_.model_copy(update={"issues": issues}).model_dump())
