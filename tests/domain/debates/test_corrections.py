"""Corrections of a debate: what they change, and the decision that each leaves for later runs."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from service.domain.debates.corrections import DebateEdit, apply_edits
from service.domain.debates.debate import Debate
from service.domain.debates.parts import UnitRef
from service.errors import InvalidDebate
from tests.debating import claim, mention, tram_debate

EDITS: TypeAdapter[DebateEdit] = TypeAdapter(DebateEdit)


def edited(*changes: dict[str, Any], debate: Debate | None = None) -> Debate:
    return apply_edits(debate or tram_debate(), [EDITS.validate_python(change) for change in changes])


def ref(map_id: str, unit: str) -> dict[str, str]:
    return {"map": map_id, "unit": unit}


def stances(debate: Debate, claim_id: str) -> dict[str, str]:
    return {f"{item.map}.{item.unit}": item.stance for item in debate.claim(claim_id).mentions}


def test_claims_are_merged_as_agreeing_or_as_opposite() -> None:
    same = edited({"op": "merge-claims", "ids": ["c3"], "into": "c4"})
    assert stances(same, "c4") == {"m2.u4": "for", "m2.u2": "for", "m2.u3": "for"}
    opposite = edited({"op": "merge-claims", "ids": ["c3"], "into": "c1", "opposite": True})
    assert stances(opposite, "c1")["m2.u2"] == "against"
    assert [link.kind for link in opposite.decisions.links] == ["opposite"]


def test_a_split_holds_for_every_pair_and_takes_the_change_with_it() -> None:
    found = edited({"op": "split-claim", "id": "c1", "mentions": [ref("m3", "u1")]})
    assert stances(found, "c6") == {"m3.u1": "for"}
    assert found.changes == ()
    (sides,) = found.decisions.sides
    assert (sides.kind, len(sides.a), len(sides.b)) == ("different", 1, 3)


def test_merging_what_was_split_takes_the_split_back() -> None:
    split = edited({"op": "split-claim", "id": "c2", "mentions": [ref("m3", "u2")]})
    merged = edited({"op": "merge-claims", "ids": ["c6"], "into": "c2"}, debate=split)
    assert stances(merged, "c2") == stances(tram_debate(), "c2")
    assert [link.kind for link in merged.decisions.links] == ["same"]


def test_a_mention_moves_and_leaves_no_empty_claim() -> None:
    found = edited({"op": "move-mention", "mention": ref("m2", "u4"), "claim": "c4", "to": "c1", "stance": "against"})
    assert stances(found, "c1")["m2.u4"] == "against"
    assert [claim.id for claim in found.claims] == ["c1", "c2", "c3", "c5"]


def test_a_stance_that_is_turned_ends_a_change() -> None:
    found = edited({"op": "set-stance", "claim": "c1", "mention": ref("m3", "u1"), "stance": "for"})
    assert found.changes == ()
    assert {item.kind for item in (*found.decisions.links, *found.decisions.sides)} == {"same", "opposite"}


def test_actors_are_merged_split_and_named() -> None:
    merged = edited({"op": "merge-actors", "ids": ["x3"], "into": "x4"})
    assert {item.actor for item in merged.claim("c3").mentions} == {"x4"}
    split = edited(
        {"op": "split-actor", "id": "x2", "members": [{"map": "m3", "perspective": "v1"}], "label": "Another Oduya"}
    )
    assert [item.actor for item in split.claim("c1").mentions] == ["x2", "x1", "x3", "x5"]
    assert not split.changes
    assert not split.decisions.actors[0].same
    named = edited({"op": "rename-actor", "id": "x3", "label": "The riders' union"})
    assert [naming.text for naming in named.decisions.names] == ["The riders' union"]


def test_a_claim_is_named_in_a_persons_words() -> None:
    found = edited({"op": "rename-claim", "id": "c1", "text": "Build the tram"})
    assert found.claim("c1").label.model_dump() == {"text": "Build the tram", "map": None, "unit": None}


@pytest.mark.parametrize("op, claims", [("accept-suggestion", 4), ("reject-suggestion", 5)])
def test_a_suggestion_is_settled_once(op: str, claims: int) -> None:
    debate = tram_debate(suggestions=[{"kind": "claim", "a": "c3", "b": "c4", "confidence": 0.4}])
    found = edited({"op": op, "a": "c3", "b": "c4"}, debate=debate)
    assert (len(found.claims), found.suggestions) == (claims, ())
    with pytest.raises(InvalidDebate, match="no suggestion"):
        edited({"op": op, "a": "c3", "b": "c4"}, debate=found)


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"op": "merge-claims", "ids": ["c9"], "into": "c1"}, "no claim 'c9'"),
        ({"op": "split-claim", "id": "c4", "mentions": [ref("m2", "u4")]}, "no mention would remain"),
        ({"op": "set-stance", "claim": "c4", "mention": ref("m1", "u4"), "stance": "for"}, "no unit 'u4'"),
        ({"op": "move-mention", "mention": ref("m1", "u1"), "claim": "c1", "to": "c9"}, "no claim 'c9'"),
        (
            {"op": "split-actor", "id": "x1", "members": [{"map": "m1", "perspective": "v1"}], "label": "A"},
            "would remain",
        ),
        ({"op": "merge-actors", "ids": ["x9"], "into": "x1"}, "no actor 'x9'"),
        ({"op": "split-claim", "id": "c1", "mentions": [ref("m9", "u1")]}, "no such mention in claim 'c1'"),
        (
            {"op": "split-actor", "id": "x2", "members": [{"map": "m9", "perspective": "v1"}], "label": "A"},
            "no such perspective of actor 'x2'",
        ),
        ({"op": "accept-suggestion", "kind": "actor", "a": "x3", "b": "x4"}, "no suggestion to merge actors"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidDebate, match=reason):
        edited(change)


def test_a_mention_that_moves_to_no_claim_becomes_one() -> None:
    found = edited({"op": "move-mention", "mention": ref("m3", "u2"), "claim": "c2", "to": None, "stance": "for"})
    assert (stances(found, "c2"), stances(found, "c6")) == ({"m1.u3": "for"}, {"m3.u2": "for"})


def test_denials_that_leave_a_claim_say_its_opposite() -> None:
    found = edited({"op": "split-claim", "id": "c1", "mentions": [ref("m2", "u1"), ref("m3", "u1")]})
    assert stances(found, "c6") == {"m2.u1": "for", "m3.u1": "for"}
    assert found.claim("c6").label.text == "not: the line should be built"


def test_a_unit_is_never_for_and_against_one_claim_nor_in_it_twice() -> None:
    both = claim("c4", "noise will rise", mention("m2", "u4", "x4"), mention("m2", "u2", "x3", "against"))
    debate = tram_debate(
        claims=[both if item.id == "c4" else item.model_dump(by_alias=True) for item in tram_debate().claims]
    )
    with pytest.raises(InvalidDebate, match="for and against 'c3'"):
        edited({"op": "merge-claims", "ids": ["c4"], "into": "c3"}, debate=debate)
    move = {"op": "move-mention", "mention": ref("m2", "u2"), "claim": "c3", "to": "c4", "stance": "for"}
    with pytest.raises(InvalidDebate, match="'u2' is in 'c4' already"):
        edited(move, debate=debate)


def test_an_actor_that_takes_in_its_own_side_has_none() -> None:
    found = edited({"op": "merge-actors", "ids": ["x1", "x2"], "into": "x2"})
    assert {actor.id: actor.parent for actor in found.actors} == {"x2": None, "x3": None, "x4": None}
    assert [item.actor for item in found.claim("c1").mentions] == ["x2", "x2", "x3", "x2"]


@pytest.mark.parametrize("op, actors", [("accept-suggestion", ["x1", "x2", "x3"]), ("reject-suggestion", None)])
def test_a_suggested_actor_is_settled_once(op: str, actors: list[str] | None) -> None:
    debate = tram_debate(suggestions=[{"kind": "actor", "a": "x3", "b": "x4", "confidence": 0.4}])
    found = edited({"op": op, "kind": "actor", "a": "x3", "b": "x4"}, debate=debate)
    assert [actor.id for actor in found.actors] == (actors or [actor.id for actor in debate.actors])
    assert found.suggestions == ()
    assert [link.same for link in found.decisions.actors] == [op == "accept-suggestion"]


def large_debate(mentions: int) -> Debate:
    """A claim of so many mentions, and as many claims of one."""
    one = [mention("m1", f"u{number}", "x1") for number in range(mentions)]
    others = [claim(f"c{number + 1}", "y", mention("m1", f"w{number}", "x1")) for number in range(mentions)]
    return tram_debate(claims=[claim("c0", "x", *one), *others], answers=[], changes=[])


def test_a_correction_of_a_large_claim_is_one_decision() -> None:
    debate = large_debate(2_000)
    halves = [ref("m1", f"u{number}") for number in range(0, 2_000, 2)]
    split = edited({"op": "split-claim", "id": "c0", "mentions": halves}, debate=debate)
    assert len(split.decisions.model_dump_json()) < 40 * 2_000
    merged = edited(
        {"op": "merge-claims", "ids": [f"c{number}" for number in range(1, 2_001)], "into": "c1"}, debate=debate
    )
    assert len(merged.claim("c1").mentions) == 2_000
    assert len(merged.decisions.model_dump_json()) < 40 * 2_000
    again = edited({"op": "merge-claims", "ids": ["c2001"], "into": "c0"}, debate=split)
    assert [item.kind for item in (*again.decisions.links, *again.decisions.sides)] == ["same"]


def test_decisions_are_as_many_as_a_debate_keeps() -> None:
    debate = large_debate(2_000)
    halves = [
        {"op": "split-claim", "id": "c0", "mentions": [ref("m1", f"u{number}")]} for number in range(60)
    ]  # each is kept apart from all that stay
    with pytest.raises(InvalidDebate, match="more than 50,000"):
        edited(*halves, debate=debate)


def test_pairs_that_an_earlier_release_stored_are_kept_and_taken_back() -> None:
    pairs = [{"a": ref("m1", "u1"), "b": ref("m1", unit), "kind": "different"} for unit in ("u3", "u4")]
    two = [{"map": "m1", "perspective": "v1"}, {"map": "m2", "perspective": "v1"}]
    old = tram_debate(decisions={"links": pairs, "actors": [{"a": two[0], "b": two[1], "same": False}]})
    assert old.decisions.about_units().are_different([UnitRef(map="m1", unit="u4")], [UnitRef(map="m1", unit="u1")])
    merged = edited({"op": "merge-claims", "ids": ["c5"], "into": "c1"}, debate=old)
    assert {(item.b.unit, item.kind) for item in merged.decisions.links} == {("u3", "different"), ("u4", "same")}
    assert merged.decisions.actors == old.decisions.actors
