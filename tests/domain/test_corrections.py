"""Corrections: each operation, what it takes with it, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.changes import Change
from service.domain.corrections import apply_changes
from service.domain.difference import differences
from service.errors import InvalidMap
from tests.building import tram_map

CHANGES: TypeAdapter[list[Change]] = TypeAdapter(list[Change])


def corrected(*changes: dict[str, Any], map_: ArgumentMap | None = None) -> ArgumentMap:
    return apply_changes(map_ or tram_map(), CHANGES.validate_python(list(changes)))


def add_riders() -> dict[str, Any]:
    return {"op": "add", "kind": "perspective", "id": "riders", "value": {"label": "Riders", "kind": "group"}}


def test_a_new_holder_set_by_hand_gets_an_attribution_without_source_and_cue() -> None:
    map_ = corrected(add_riders(), {"op": "change", "kind": "unit", "id": "u3", "value": {"perspective": "riders"}})
    unit = map_.unit("u3")
    (attribution,) = map_.attributions
    assert (unit.perspective, unit.attribution) == ("riders", attribution.id)
    assert (attribution.source, attribution.cue, attribution.content) == (None, None, unit.spans)
    back = corrected({"op": "change", "kind": "unit", "id": "u3", "value": {"perspective": "author"}}, map_=map_)
    assert back.unit("u3").attribution is None


def test_removing_a_unit_takes_its_relations_and_their_undercuts_with_it() -> None:
    map_ = corrected({"op": "remove", "kind": "unit", "id": "u1"})
    assert [relation.id for relation in map_.relations] == ["r2"]
    assert map_.unit("u2").role == "conclusion"


def test_removing_the_conclusion_leaves_the_map_without_one() -> None:
    assert corrected({"op": "remove", "kind": "unit", "id": "u3"}).conclusion is None


def test_roles_and_scopes_follow_a_new_target() -> None:
    map_ = corrected({"op": "change", "kind": "relation", "id": "r2", "value": {"sources": ["u3"], "target": "u0"}})
    assert [(unit.id, unit.role) for unit in map_.units if unit.id in ("u0", "u3")] == [
        ("u0", "conclusion"),
        ("u3", "conclusion"),
    ]
    assert map_.relations[2].scope == "document"


def test_split_and_merge_are_inverse() -> None:
    split = corrected({"op": "split", "id": "u1", "at": 16})
    assert [unit.text for unit in split.units if unit.id in ("u1", "u4")] == ["They", "carry many"]
    merged = corrected({"op": "merge", "kind": "unit", "ids": ["u1", "u4"], "into": "u1"}, map_=split)
    assert merged == tram_map()


def test_merged_perspectives_share_their_units() -> None:
    first = corrected(
        add_riders(),
        {"op": "add", "kind": "perspective", "id": "users", "value": {"label": "Users", "kind": "group"}},
        {"op": "change", "kind": "unit", "id": "u3", "value": {"perspective": "users"}},
    )
    merged = corrected({"op": "merge", "kind": "perspective", "ids": ["users", "riders"], "into": "riders"}, map_=first)
    assert merged.unit("u3").perspective == "riders"
    assert [item.id for item in merged.perspectives] == ["author", "riders"]
    with pytest.raises(InvalidMap, match="the author's perspective cannot be merged"):
        corrected({"op": "merge", "kind": "perspective", "ids": ["author"], "into": "riders"}, map_=first)


def test_a_removed_attribution_gives_its_units_to_the_outer_holder() -> None:
    inner = {"perspective": "riders", "content": [{"start": 0, "end": 9}]}
    map_ = corrected(
        add_riders(),
        {"op": "add", "kind": "attribution", "id": "a0", "value": inner},
        {"op": "change", "kind": "unit", "id": "u0", "value": {"attribution": "a0"}},
    )
    assert map_.unit("u0").perspective == "riders"
    assert corrected({"op": "remove", "kind": "attribution", "id": "a0"}, map_=map_).unit("u0").perspective == "author"
    outer = {"op": "add", "kind": "attribution", "id": "a1", "value": {"perspective": "author"}}
    nested = corrected(outer, {"op": "change", "kind": "attribution", "id": "a0", "value": {"within": "a1"}}, map_=map_)
    assert [item.within for item in nested.attributions] == ["a1", None]
    bare = corrected({"op": "remove", "kind": "attribution", "id": "a1"}, map_=nested)
    assert ([item.within for item in bare.attributions], bare.unit("u0").perspective) == ([None], "riders")


def test_who_is_said_to_say_it_says_all_that_is_attributed_so() -> None:
    map_ = corrected(add_riders(), {"op": "change", "kind": "unit", "id": "u3", "value": {"perspective": "riders"}})
    (said,) = map_.attributions
    back = corrected(
        {"op": "change", "kind": "attribution", "id": said.id, "value": {"perspective": "author"}}, map_=map_
    )
    assert back.unit("u3").perspective == "author"


REFUSED = [
    ({"op": "remove", "kind": "unit", "id": "u9"}, "u9"),
    ({"op": "change", "kind": "relation", "id": "r0", "value": {"target": "u9"}}, "references"),
    ({"op": "change", "kind": "unit", "id": "u0", "value": {"colour": "red"}}, "colour"),
    ({"op": "change", "kind": "relation", "id": "r2", "value": {"sources": ["u0"], "target": "u0"}}, "relation-ends"),
    ({"op": "add", "kind": "unit", "id": "u0", "value": {"spans": []}}, "exists already"),
    ({"op": "split", "id": "u0", "at": 0}, "no text on one side"),
    ({"op": "conclusion", "id": "u9"}, "u9"),
    ({"op": "merge", "kind": "perspective", "ids": ["author", "v1"], "into": "v1"}, "v1"),
    ({"op": "split", "id": "u1", "at": 16, "new": "u3"}, "exists already"),
    ({"op": "hold", "id": "u1", "perspective": "v9"}, "v9"),
    ({"op": "link", "id": "u3", "target": "u1"}, "create a cycle"),
    ({"op": "link", "id": "u0", "target": "u0"}, "its own reason"),
    ({"op": "link", "id": "u3", "beside": "r2"}, "its own reason"),
    ({"op": "link", "id": "u1", "kind": "undercut", "target": "r0"}, "its own step"),
    ({"op": "link", "id": "u1", "target": "r0"}, "r0"),
]


@pytest.mark.parametrize(("change", "said"), REFUSED)
def test_what_cannot_be_made_is_refused_with_its_reason(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidMap, match=said):
        corrected(change)


def test_a_refusal_names_the_change_that_cannot_be_made() -> None:
    with pytest.raises(InvalidMap) as refused:
        corrected({"op": "conclusion", "id": "u0"}, {"op": "remove", "kind": "unit", "id": "u9"})
    assert [(item["rule"], item["where"]) for item in refused.value.broken] == [("change", "change 1")]


def links(map_: ArgumentMap) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [(item.id, item.kind, item.sources, item.target) for item in map_.relations]


def test_a_unit_is_linked_in_place_of_what_it_led_on_to() -> None:
    r0, r1, r2 = links(tram_map())
    assert links(corrected({"op": "link", "id": "u1", "kind": "rebut", "target": "u3"})) == [
        ("r0", "rebut", ("u1",), "u3"),
        r1,
        r2,
    ]
    assert links(corrected({"op": "link", "id": "u1"})) == [r2], "the step goes with the undercut of it"
    beside = corrected({"op": "link", "id": "u2", "beside": "r0"})
    assert links(beside) == [("r0", "support", ("u1", "u2"), "u0"), r2]
    apart = corrected({"op": "link", "id": "u2", "target": "u0", "new": "r7"}, map_=beside)
    assert links(apart) == [r0, r2, ("r7", "support", ("u2",), "u0")]
    undercut = {"op": "link", "id": "u3", "kind": "undercut", "target": "r0", "new": "r8"}
    aside = corrected({"op": "link", "id": "u0"}, undercut, map_=apart)
    assert links(aside) == [r0, ("r7", "support", ("u2",), "u0"), ("r8", "undercut", ("u3",), "r0")]


def test_a_saying_changes_with_its_only_unit_and_a_shared_one_stays() -> None:
    words = {"perspective": "riders", "source": {"start": 0, "end": 5}, "content": []}
    shared = corrected(
        add_riders(),
        {"op": "add", "kind": "perspective", "id": "users", "value": {"label": "Users", "kind": "group"}},
        {"op": "add", "kind": "attribution", "id": "a0", "value": words},
        *({"op": "change", "kind": "unit", "id": name, "value": {"attribution": "a0"}} for name in ("u0", "u1")),
    )

    def saying(map_: ArgumentMap, unit: str) -> tuple[str, str, str, bool]:
        name = map_.unit(unit).attribution
        (found,) = [item for item in map_.attributions if item.id == name]
        return found.id, found.perspective, found.attitude, found.source is not None

    doubted = corrected({"op": "hold", "id": "u1", "attitude": "doubts"}, map_=shared)
    assert (saying(doubted, "u0"), saying(doubted, "u1")) == (
        ("a0", "riders", "asserts", True),
        ("a1", "riders", "doubts", True),
    )
    handed = corrected({"op": "hold", "id": "u1", "perspective": "users"}, map_=shared)
    assert (saying(handed, "u0")[1], saying(handed, "u1")) == ("riders", ("a1", "users", "asserts", False))
    own = corrected({"op": "hold", "id": "u1", "perspective": "users"}, map_=doubted)
    assert saying(own, "u1") == ("a1", "users", "doubts", True), "it was the unit's own"
    back = corrected({"op": "hold", "id": "u1", "perspective": "author"}, map_=handed)
    assert (back.unit("u1").attribution, [item.id for item in back.attributions]) == (None, ["a0"])
    assert corrected({"op": "hold", "id": "u0", "attitude": "asserts"}) == tram_map()
    denied = corrected({"op": "hold", "id": "u0", "attitude": "denies"})
    assert saying(denied, "u0")[1:3] == ("author", "denies")


def test_units_that_said_the_same_of_one_unit_say_it_once_when_they_are_merged() -> None:
    twice = corrected({"op": "link", "id": "u2", "target": "u0"})
    merged = corrected({"op": "merge", "kind": "unit", "ids": ["u2"], "into": "u1"}, map_=twice)
    assert [(sources, target) for _, _, sources, target in links(merged)] == [(("u1",), "u0"), (("u0",), "u3")]
    unsaid = {"implicit": True, "text": "Fares cover it", "paragraph": 0}
    said = corrected(
        {"op": "add", "kind": "unit", "id": "u9", "value": unsaid},
        {"op": "merge", "kind": "unit", "ids": ["u2"], "into": "u9"},
    )
    assert (said.unit("u9").implicit, said.unit("u9").text) == (False, "the tracks cost a lot")


def test_differences_tell_each_changed_part() -> None:
    before = tram_map()
    after = corrected(add_riders(), {"op": "remove", "kind": "relation", "id": "r1"}, {"op": "conclusion", "id": None})
    found = [(item.op, item.kind, item.id) for item in differences(before, after)]
    assert found == [
        ("change", "unit", "u2"),
        ("remove", "relation", "r1"),
        ("add", "perspective", "riders"),
        ("change", "conclusion", None),
    ]
    assert differences(after, after) == ()


def test_a_relation_may_be_given_as_it_is_to_be_read() -> None:
    deny = [
        add_riders(),
        {"op": "add", "kind": "attribution", "id": "a9", "value": {"perspective": "riders", "attitude": "denies"}},
        {"op": "change", "kind": "unit", "id": "u1", "value": {"attribution": "a9"}},
    ]
    read = {"op": "change", "kind": "relation", "id": "r0", "value": {"read": "support"}}
    assert corrected(*deny, read).relations[0].kind == "rebut"
    assert corrected(read, *deny).relations[0].kind == "rebut", "the attitude is that of the whole correction"
    assert corrected(read).relations[0].kind == "support"
    new = {"op": "add", "kind": "relation", "id": "r9", "value": {"read": "rebut", "sources": ["u3"], "target": "u1"}}
    loose = {"op": "remove", "kind": "relation", "id": "r2"}
    assert corrected(*deny, loose, new).relations[-1].kind == "support"
    with pytest.raises(InvalidMap, match="support, rebut or undercut"):
        corrected({"op": "change", "kind": "relation", "id": "r0", "value": {"read": "louder"}})


def _with_reference() -> ArgumentMap:
    """The pronoun of u1 stands for the trams of u0."""
    value = {"references": [{"start": 11, "end": 15, "spans": [{"start": 0, "end": 5}]}]}
    return corrected({"op": "change", "kind": "unit", "id": "u1", "value": value})


def test_a_reference_goes_with_the_words_that_it_stands_in() -> None:
    map_ = _with_reference()
    assert map_.unit("u1").text.startswith("They")
    split = corrected({"op": "split", "id": "u1", "at": 16}, map_=map_)
    assert [len(unit.references) for unit in split.units if unit.id in ("u1", "u4")] == [1, 0]
    merged = corrected({"op": "merge", "kind": "unit", "ids": ["u0", "u1"], "into": "u0"}, map_=map_)
    assert merged.unit("u0").references == map_.unit("u1").references
    shorter = {"op": "change", "kind": "unit", "id": "u1", "value": {"spans": [{"start": 16, "end": 21}]}}
    assert corrected(shorter, map_=map_).unit("u1").references == ()
    held = {"op": "change", "kind": "unit", "id": "u1", "value": {"confidence": 0.5}}
    assert corrected(held, map_=map_).unit("u1").references == map_.unit("u1").references


@pytest.mark.parametrize(
    "references",
    [
        [{"start": 0, "end": 5, "spans": [{"start": 7, "end": 9}]}],
        [{"start": 11, "end": 15, "spans": [{"start": 12, "end": 14}]}],
        [{"start": 11, "end": 15, "spans": [{"start": 0, "end": 9999}]}],
        [{"start": 11, "end": 15, "spans": []}],
        [{"start": 11, "end": 15, "spans": [{"start": 5, "end": 9}, {"start": 0, "end": 4}]}],
        [{"start": start, "end": 15, "spans": [{"start": 0, "end": 5}]} for start in (11, 12)],
    ],
    ids=["outside its unit", "names itself", "past the text", "names nothing", "out of order", "overlapping"],
)
def test_a_reference_that_breaks_the_rules_is_refused(references: list[dict[str, Any]]) -> None:
    with pytest.raises(InvalidMap):
        corrected({"op": "change", "kind": "unit", "id": "u1", "value": {"references": references}})


def test_a_map_of_an_earlier_release_has_no_references() -> None:
    values = tram_map().model_dump(mode="json")
    for unit in values["units"]:
        del unit["references"]
    assert parse_map(values) == tram_map()
