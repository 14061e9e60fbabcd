"""Corrections of issues, and what other corrections do to them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from service.domain.argument import Concession
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.changes import Change
from service.domain.corrections import apply_changes
from service.domain.difference import differences
from service.domain.issue_views import view_issues
from service.domain.motion import Motion
from service.errors import InvalidMap
from tests.building import dispute_map, span_of

CHANGES: TypeAdapter[list[Change]] = TypeAdapter(list[Change])
SECOND = {
    "op": "add",
    "kind": "issue",
    "value": {
        "question": {"text": "Is it cracked?"},
        "parent": "i0",
        "positions": [{"perspective": "v1", "units": ["u1"]}, {"perspective": "author", "units": ["u4"]}],
        "contrasts": [{"a": "v1", "b": "author", "kind": "compatible"}],
    },
}


def corrected(*changes: dict[str, Any], map_: ArgumentMap | None = None) -> ArgumentMap:
    return apply_changes(map_ or dispute_map(), CHANGES.validate_python(list(changes)))


def positions(map_: ArgumentMap, number: int = 0) -> dict[str, tuple[str, ...]]:
    return {item.perspective: item.units for item in map_.issues[number].positions}


def test_an_issue_is_added_changed_and_removed_and_the_difference_says_so() -> None:
    added = corrected(SECOND)
    assert [issue.id for issue in added.issues] == ["i0", "i1"]
    (difference,) = differences(dispute_map(), added)
    assert (difference.op, difference.kind, difference.id) == ("add", "issue", "i1")
    changed = corrected(
        {"op": "change", "kind": "issue", "id": "i1", "value": {"question": {"text": "Did it crack?"}}}, map_=added
    )
    assert changed.issues[1].question.text == "Did it crack?"
    removed = corrected({"op": "remove", "kind": "issue", "id": "i0"}, map_=changed)
    assert [(issue.id, issue.parent) for issue in removed.issues] == [("i1", None)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({**SECOND, "value": {**SECOND["value"], "question": {"text": "why " * 13}}}, "issue-question"),  # type: ignore[dict-item]
        ({**SECOND, "value": {**SECOND["value"], "positions": []}}, "issue-positions"),  # type: ignore[dict-item]
        ({"op": "move", "issue": "i0", "perspective": "author", "to": "i0"}, "no position"),
        ({"op": "move", "issue": "i0", "perspective": "v1", "to": "i9"}, "i9"),
        ({"op": "split", "kind": "issue", "id": "i0", "units": ["u4"], "question": {"text": "Why?"}}, "u4"),
        (
            {"op": "split", "kind": "issue", "id": "i0", "units": ["u3"], "question": {"text": "Why?"}},
            "issue-positions",
        ),
    ],
)
def test_what_breaks_a_rule_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidMap, match=said):
        corrected(change)


@pytest.mark.parametrize(
    "change", [{"op": "split", "id": "u0"}, {"op": "split", "kind": "issue", "id": "i0", "units": ["u0", "u2"]}]
)
def test_a_split_that_does_not_say_where_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CHANGES.validate_python([change])


def test_issues_are_merged_and_split_again() -> None:
    merged = corrected(SECOND, {"op": "merge", "kind": "issue", "ids": ["i0", "i1"], "into": "i0"})
    assert positions(merged) == {"v1": ("u0", "u1"), "v2": ("u2", "u3"), "v4": (), "author": ("u4",)}
    assert {(item.a, item.b, item.kind) for item in merged.issues[0].contrasts} == {
        ("v1", "v2", "rival"),
        ("v1", "author", "compatible"),
    }
    again = corrected(
        {"op": "split", "kind": "issue", "id": "i0", "units": ["u1", "u4"], "question": {"text": "Is it cracked?"}},
        map_=merged,
    )
    assert positions(again) == {"v1": ("u0",), "v2": ("u2", "u3"), "v4": ()}
    assert positions(again, 1) == {"v1": ("u1",), "author": ("u4",)}
    assert [contrast.kind for contrast in again.issues[1].contrasts] == ["compatible"]


def test_a_position_moves_and_what_is_left_of_its_issue_stays_only_as_one() -> None:
    map_ = corrected(SECOND)
    moved = corrected({"op": "move", "issue": "i0", "perspective": "v2", "to": "i1"}, map_=map_)
    assert [issue.id for issue in moved.issues] == ["i0", "i1"]
    assert positions(moved) == {"v1": ("u0",), "v4": ()}
    assert positions(moved, 1) == {"v1": ("u1",), "author": ("u4",), "v2": ("u2", "u3")}
    last = corrected({"op": "move", "issue": "i0", "perspective": "v1", "to": "i1"}, map_=moved)
    assert [(issue.id, issue.parent) for issue in last.issues] == [("i1", None)]


def test_a_question_is_asked_and_its_answers_leave_the_others() -> None:
    ask = {"op": "ask", "new": "i7", "question": {"text": "Is it cracked?"}, "units": ["u0", "u4"]}
    asked = corrected(ask)
    assert [issue.id for issue in asked.issues] == ["i0", "i7"]
    assert (positions(asked), positions(asked, 1)) == (
        {"v2": ("u2", "u3"), "v4": ()},
        {"v1": ("u0",), "author": ("u4",)},
    )
    assert not asked.issues[0].contrasts
    with pytest.raises(InvalidMap, match="two holders"):
        corrected({**ask, "units": ["u0", "u1"]})


def test_a_claim_answers_one_question_for_its_holder_or_the_side_of_it() -> None:
    none = corrected({"op": "answer", "unit": "u3", "issue": None})
    assert positions(none) == {"v1": ("u0",), "v2": ("u2",), "v4": ()}
    assert positions(corrected({"op": "answer", "unit": "u3", "issue": "i0"}, map_=none))["v2"] == ("u2", "u3")
    moved = corrected(SECOND, {"op": "answer", "unit": "u3", "issue": "i1"})
    assert (positions(moved)["v2"], positions(moved, 1)["v3"]) == (("u2",), ("u3",))


def test_how_two_answers_stand_to_each_other_is_set_either_way_round() -> None:
    contrast = {"op": "contrast", "issue": "i0", "a": "v2", "b": "v1", "kind": "same"}
    assert [item.kind for item in corrected(contrast).issues[0].contrasts] == ["same"]
    assert not corrected({**contrast, "kind": None}).issues[0].contrasts


def test_a_unit_that_goes_or_changes_hands_leaves_its_position_and_an_empty_issue_goes() -> None:
    left = corrected({"op": "remove", "kind": "unit", "id": "u2"})
    assert positions(left)["v2"] == ("u3",)
    changed = corrected({"op": "change", "kind": "unit", "id": "u2", "value": {"perspective": "author"}})
    assert positions(changed)["v2"] == ("u3",)
    gone = corrected({"op": "remove", "kind": "unit", "id": "u0"})
    assert positions(gone) == {"v2": ("u2", "u3"), "v4": ()}
    assert corrected({"op": "remove", "kind": "unit", "id": "u2"}, {"op": "remove", "kind": "unit", "id": "u3"}).issues
    assert not corrected(*({"op": "remove", "kind": "unit", "id": name} for name in ("u0", "u2", "u3"))).issues


def test_a_split_unit_stands_in_the_position_with_both_halves_and_merged_ones_once() -> None:
    at = dispute_map().document.text.index("drank it")
    split = corrected({"op": "split", "id": "u2", "at": at})
    assert positions(split)["v2"] == ("u2", "u5", "u3")
    merged = corrected({"op": "merge", "kind": "unit", "ids": ["u2", "u5"], "into": "u2"}, map_=split)
    assert positions(merged) == positions(dispute_map())


def test_merged_holders_have_one_position_and_no_quarrel_with_themselves() -> None:
    both = corrected({"op": "merge", "kind": "perspective", "ids": ["v1", "v4"], "into": "v1"})
    assert positions(both) == {"v1": ("u0",), "v2": ("u2", "u3")}
    assert not corrected({"op": "merge", "kind": "perspective", "ids": ["v1", "v2"], "into": "v2"}).issues[0].contrasts


def leaning_map() -> ArgumentMap:
    """Engineers (v4) answer by words alone; so does, beside its two units, the side of the farmers (v2)."""
    map_ = dispute_map()
    council, farmers, engineers = map_.issues[0].positions
    words = (span_of(map_.document, "will not say"),)
    tell = (span_of(map_.document, "Two stories"),)
    positions = (
        council,
        farmers.model_copy(update={"spans": tell}),
        engineers.model_copy(update={"spans": words, "stance": "holds"}),
    )
    return dispute_map(issues=(map_.issues[0].model_copy(update={"positions": positions}),))


def spoken(map_: ArgumentMap, number: int = 0) -> dict[str, list[str]]:
    text = map_.document.text
    return {item.perspective: [span.cut(text) for span in item.spans] for item in map_.issues[number].positions}


def test_words_of_a_stance_stay_through_corrections() -> None:
    said = {"v1": [], "v2": ["Two stories"], "v4": ["will not say"]}
    map_ = leaning_map()
    assert spoken(map_) == said
    for change in ({"op": "remove", "kind": "unit"}, {"op": "answer", "issue": None}):
        gone = corrected(*({**change, "id" if "kind" in change else "unit": name} for name in ("u2", "u3")), map_=map_)
        assert (spoken(gone), positions(gone)["v2"]) == (said, ())
    added = corrected(SECOND, map_=map_)
    merged = corrected({"op": "merge", "kind": "issue", "ids": ["i0", "i1"], "into": "i1"}, map_=added)
    assert spoken(merged) == {**said, "author": []}
    split = {"op": "split", "kind": "issue", "id": "i0", "units": ["u1", "u3", "u4"], "question": {"text": "Why?"}}
    apart = corrected(
        {**split, "units": ["u1", "u3", "u4"]},
        map_=corrected({"op": "merge", "kind": "issue", "ids": ["i0", "i1"], "into": "i0"}, map_=added),
    )
    assert (spoken(apart), spoken(apart, 1)) == (said, {"v1": [], "v2": [], "author": []})
    moved = corrected({"op": "move", "issue": "i0", "perspective": "v4", "to": "i1"}, map_=added)
    assert spoken(moved, 1)["v4"] == ["will not say"]
    handed = corrected({"op": "merge", "kind": "perspective", "ids": ["v1", "v4"], "into": "v1"}, map_=map_)
    assert (spoken(handed)["v1"], positions(handed)["v1"]) == (["will not say"], ("u0",))


def test_words_that_a_reader_makes_a_claim_are_the_answer_as_a_claim() -> None:
    map_ = leaning_map()
    value = {"paragraph": 3, "spans": [span_of(map_.document, "will not say").model_dump()], "perspective": "v4"}
    made = corrected({"op": "add", "kind": "unit", "value": value}, map_=map_)
    assert (positions(made)["v4"], spoken(made)["v4"]) == (("u5",), [])


def test_the_list_of_issues_shows_the_words_of_a_stance() -> None:
    view = view_issues(leaning_map()).issues[0].positions[2]
    assert (view.stance, view.words, view.trees, len(view.spans)) == ("holds", "will not say", (), 1)


def test_issues_between_two_sides_come_with_the_trees_under_their_positions() -> None:
    map_ = corrected(SECOND)
    everything = view_issues(map_).issues
    assert [issue.id for issue in everything] == ["i0", "i1"]
    council = everything[0].positions[0]
    (tree,) = council.trees
    (reason,) = tree.inferences
    assert (tree.unit.id, reason.premises[0].unit.id, reason.read, reason.doubtful) == ("u0", "u1", "support", True)
    assert not everything[0].own_words
    between = view_issues(map_, between=("v3", "v1")).issues
    assert [(issue.id, [item.perspective for item in issue.positions]) for issue in between] == [("i0", ["v1", "v2"])]
    assert [contrast.kind for contrast in between[0].contrasts] == ["rival"]
    assert view_issues(map_, between=("v2", "v3")).issues == ()
    assert [issue.id for issue in view_issues(map_, between=("author", "v1")).issues] == ["i1"]
    folded = view_issues(map_, depth=0).issues[0].positions[0].trees[0]
    assert (folded.inferences, folded.folded) == ((), 1)


def decided_map() -> ArgumentMap:
    """The farmers grant the council its cracks; the union moves that the lake is gone."""
    motion = Motion(spans=(span_of(dispute_map().document, "The lake is gone"),), mover="v3")
    return dispute_map(concessions=(Concession(by="v2", to="v1", units=("u1",)),), motions=(motion,))


def test_concessions_and_motions_follow_what_is_merged_split_and_removed() -> None:
    at = span_of(decided_map().document, "cracked").start
    split = corrected({"op": "split", "kind": "unit", "id": "u1", "at": at}, map_=decided_map())
    assert split.concessions[0].units == ("u1", "u5")
    merged = corrected({"op": "merge", "kind": "perspective", "ids": ["v2", "v3"], "into": "v2"}, map_=decided_map())
    assert (merged.concessions[0].by, merged.motions[0].mover) == ("v2", "v2")
    assert corrected({"op": "remove", "kind": "unit", "id": "u1"}, map_=decided_map()).concessions == ()
    other_holder = {"op": "change", "kind": "unit", "id": "u1", "value": {"perspective": "author"}}
    assert corrected(other_holder, map_=decided_map()).concessions == ()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"concessions": (Concession(by="v2", to="v2", units=("u2",)),)}, "concessions"),
        ({"concessions": (Concession(by="v2", units=("u1",)),)}, "concessions"),
        ({"concessions": (Concession(by="v2", units=("u99",)),)}, "references"),
        ({"motions": (Motion(spans=(Span(start=0, end=3),), mover="v99"),)}, "references"),
        ({"motions": (Motion(spans=(Span(start=5, end=9), Span(start=0, end=3))),)}, "spans"),
    ],
)
def test_a_concession_or_motion_that_breaks_a_rule_is_refused(changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValidationError, match=rf"\[{rule}\]"):
        dispute_map(**changes)
