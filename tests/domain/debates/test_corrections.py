"""Corrections of a debate: what they change, and the decision that each leaves for later runs."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from service.domain.debates.corrections import apply_edits
from service.domain.debates.debate import Debate, InvalidDebate
from service.domain.debates.edits import DebateEdit
from tests.debating import tram_debate

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
    assert [link.kind for link in found.decisions.links] == ["different"] * 3


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
    assert {link.kind for link in found.decisions.links} == {"same", "opposite"}


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
        ({"op": "split-claim", "id": "c4", "mentions": [ref("m2", "u4")]}, "no mention would stay"),
        ({"op": "set-stance", "claim": "c4", "mention": ref("m1", "u4"), "stance": "for"}, "no unit 'u4'"),
        ({"op": "move-mention", "mention": ref("m1", "u1"), "claim": "c1", "to": "c9"}, "no claim 'c9'"),
        (
            {"op": "split-actor", "id": "x1", "members": [{"map": "m1", "perspective": "v1"}], "label": "A"},
            "would stay",
        ),
        ({"op": "merge-actors", "ids": ["x9"], "into": "x1"}, "no actor 'x9'"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidDebate, match=reason):
        edited(change)
