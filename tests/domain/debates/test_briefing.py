"""The brief of a debate: who opposes whom, what opponents both say, and what nobody answers, countable by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from service.domain.debates.briefing import debate_brief
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Digest, DigestEdge, DigestIssue
from service.domain.debates.views import Telling, Tellings
from tests.debating import claim, mention, tram_debate

CAMPS, DIVIDED, BOTH, OPEN = (
    "Who stands against whom",
    "What divides them",
    "What opponents both say",
    "What nobody took up",
)


def brief(debate: Debate, digests: Sequence[Digest] = (), tellings: Tellings | None = None) -> dict[str, list[str]]:
    """Heading -> its sentences."""
    made = debate_brief(debate, digests, tellings or {}, lambda claims: {item.id: item.label.text for item in claims})
    return {group.heading: [sentence.text for sentence in group.sentences] for group in made.groups}


def names(debate: Debate, heading: str, **known: Any) -> list[str]:
    """The claims under a heading, by the name at the end of their labels."""
    found = brief(debate, **known).get(heading, [])
    return [label for text in found for label in [text.split("”")[0].split()[-1]]]


def point(name: str, *mentions: dict[str, Any], issue: str | None = None) -> dict[str, Any]:
    return claim(name, f"what they say is {name}", *mentions, issue=issue)


def of(*claims: dict[str, Any], **changes: Any) -> Debate:
    return tram_debate(**{"claims": [*claims], "changes": [], "answers": []} | changes)


def one_claim(*mentions: dict[str, Any], answers: list[dict[str, Any]] | None = None) -> Debate:
    """A claim c1 with these mentions, beside a claim of the riders' that may be an answer."""
    return of(point("c1", *mentions, issue="i0"), point("c2", mention("m2", "u9", "x3")), answers=answers or [])


def edge(map_id: str, source: str, target: str, kind: str) -> list[Digest]:
    return [
        Digest(map=map_id, version=1, edges=(DigestEdge.model_validate(dict(source=source, target=target, kind=kind)),))
    ]


def test_what_nobody_answers_stands_by_its_weight_and_what_is_said_once_is_left_out() -> None:
    assert brief(tram_debate())[OPEN] == ["The city, Ms Oduya: “it costs 90 million”."]
    more = [point(name, mention("m1", name, "x1"), issue="i0") for name in ("one", "two")]
    debate = of(*more, point("three", mention("m1", "u8", "x1"), mention("m3", "u8", "x2"), issue="i0"))
    assert names(debate, OPEN) == ["three", "one", "two"]
    assert names(debate, OPEN, digests=edge("m1", "two", "one", "support")) == ["three", "two", "one"]


@pytest.mark.parametrize(
    "actor, stances, is_open",
    [
        ("x3", ["against"], False),
        ("x3", ["for", "against"], False),
        ("x1", ["against"], True),
        ("x2", ["against"], True),
    ],
)
def test_a_denial_answers_unless_it_comes_from_ones_own(actor: str, stances: list[str], is_open: bool) -> None:
    """x2 makes the claim and belongs to x1."""
    said = [mention("m2", f"u{number}", actor, stance) for number, stance in enumerate(stances)]
    assert ("c1" in names(one_claim(mention("m1", "u1", "x2"), *said), OPEN)) == is_open


@pytest.mark.parametrize("gave_up", [True, False])
def test_nobody_waits_for_an_answer_to_what_it_gave_up(gave_up: bool) -> None:
    claims = point("c1", mention("m1", "u1", "x2"), mention("m2", "u2", "x2", "against"), issue="i0")
    places = {"first": {"map": "m1", "unit": "u1"}, "then": {"map": "m2", "unit": "u2"}}
    change = {"actor": "x2", "claim": "c1", "from": "for", "to": "against", **places}
    assert names(of(claims, changes=[change] if gave_up else []), OPEN) == ([] if gave_up else ["c1"])


@pytest.mark.parametrize("kind, is_open", [("rebut", False), ("undercut", False), ("support", True)])
def test_attacks_answer_across_and_inside_articles_and_support_does_not(kind: str, is_open: bool) -> None:
    answer = {"id": "n0", "from": {"map": "m2", "unit": "u9"}, "to": {"map": "m1", "unit": "u1"}, "kind": kind}
    assert ("c1" in names(one_claim(mention("m1", "u1", "x2"), answers=[answer]), OPEN)) == is_open
    inside = edge("m2", "u9", "u1", kind)
    assert ("c1" in names(one_claim(mention("m2", "u1", "x2")), OPEN, digests=inside)) == is_open


def at_odds(*numbers: int) -> list[dict[str, Any]]:
    """Claims of the city that the riders deny."""
    return [point(f"o{n}", mention("m1", f"u2{n}", "x1"), mention("m2", f"u2{n}", "x3", "against")) for n in numbers]


SHARED = point("c6", mention("m3", "u6", "x2"), mention("m2", "u6", "x3"), issue="i0")


def test_opponents_are_divided_attack_or_are_rivals_and_count_with_their_sides() -> None:
    digest = Digest(map="m2", version=1, issues=(DigestIssue(id="i0", text="?", rivals=(("v1", "author"),)),))
    debate = of(*(item.model_dump() for item in tram_debate().claims[:2]), *at_odds(1))
    assert brief(debate, [digest])[CAMPS] == [
        "The city against Riders (2 clashes).",
        "Riders against The author of “Not yet” (1 clash).",
    ]


def test_parts_of_one_side_are_no_opponents() -> None:
    council = [{"id": name, "label": name, "kind": "person", "parent": "x1"} for name in ("y1", "y2")]
    split = point("c1", mention("m1", "u1", "y1"), mention("m2", "u1", "y2", "against"))
    assert CAMPS not in brief(of(split, actors=[item.model_dump() for item in tram_debate().actors] + council))


def test_those_who_agree_as_often_as_they_clash_are_no_opponents() -> None:
    agreed = [point(f"a{n}", mention("m3", f"u3{n}", "x2"), mention("m2", f"u3{n}", "x3")) for n in (1, 2)]
    assert {CAMPS, BOTH}.isdisjoint(brief(of(*at_odds(1, 2), *agreed)))
    assert names(of(*at_odds(1, 2, 3), *agreed), BOTH) == ["a1", "a2"]


@pytest.mark.parametrize(
    "telling, is_common",
    [(None, True), (Telling(told_by=("x1",)), False), (Telling(supposed="would"), False)],
)
def test_what_opponents_both_say_is_heard_from_each_ones_own_mouth(telling: Telling | None, is_common: bool) -> None:
    tellings = {("m2", "u6"): telling} if telling else {}
    debate = of(*at_odds(1, 2), SHARED)
    assert names(debate, BOTH, tellings=tellings) == ["c6"] * is_common
    assert ("c6" in names(debate, OPEN, tellings=tellings)) is not is_common


def test_what_an_opponent_writes_of_somebody_is_not_said_by_both() -> None:
    """x4 wrote m2, in which x3 is quoted."""
    odds = [point(f"o{n}", mention("m2", f"u2{n}", "x4"), mention("m2", f"u3{n}", "x3", "against")) for n in range(4)]
    told = [mention("m2", "u1", "x3"), mention("m2", "u2", "x4")]
    assert names(of(*odds, point("c1", *told)), BOTH) == []
    assert names(of(*odds, point("c1", *told, mention("m1", "u9", "x3"))), BOTH) == ["c1"]


def test_what_divides_the_actors_and_carries_other_claims_stands_first() -> None:
    claims = [*at_odds(1, 2), point("c3", mention("m1", "u9", "x1"))]
    assert names(of(*claims), DIVIDED) == ["o1", "o2"]
    assert names(of(*claims), DIVIDED, digests=edge("m1", "u22", "u9", "support")) == ["o2", "o1"]
