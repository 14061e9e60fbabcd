"""What nobody answers, common ground, and two actors side by side, on debates whose answers can be counted by hand."""

from __future__ import annotations

import pytest

from service.domain.debates.common_ground import common_ground
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Digest, DigestEdge, DigestIssue
from service.domain.debates.opposition import Opposition, oppositions, rival_pairs
from service.domain.debates.selecting import Selection, claims_of_all, select
from service.domain.debates.telling import Telling
from service.domain.debates.two_actors import compare_actors
from service.domain.debates.unanswered import Unanswered, unanswered
from tests.debating import claim, mention, tram_debate


def alone(debate: Debate, edges: dict[str, list[DigestEdge]] | None = None) -> dict[str, Unanswered]:
    known = edges or {}
    return {item.claim: item for item in unanswered(debate, known, oppositions(debate, known))}


def one_claim(*mentions: dict[str, object], answers: list[dict[str, object]] | None = None) -> Debate:
    """A claim c1 with these mentions, beside a claim of the riders' that may be an answer."""
    claims = [claim("c1", "x", *mentions), claim("c2", "y", mention("m2", "u9", "x3"))]
    return tram_debate(claims=claims, changes=[], answers=answers or [])


def answer(unit: str, kind: str, to: str = "u1") -> dict[str, object]:
    return {"id": "n0", "from": {"map": "m2", "unit": unit}, "to": {"map": "m1", "unit": to}, "kind": kind}


def test_what_nobody_answers_stands_by_its_weight() -> None:
    found = unanswered(tram_debate(), {})
    assert [item.claim for item in found] == ["c2", "c3", "c4"]
    first, second, last = found
    assert (first.actors, first.documents, first.disputed, first.weight) == (("x1", "x2"), 2, True, 7)
    assert (second.actors, second.documents, second.disputed, second.weight) == (("x3", "x4"), 1, False, 3)
    assert (last.actors, last.first, last.later, last.weight, last.named) == (("x4",), "2024-03", 1, 1, False)
    assert [item.group for item in found] == ["open", "open", "once"]


def test_a_claim_of_two_allies_can_be_unanswered() -> None:
    assert "c1" in alone(one_claim(mention("m1", "u1", "x2"), mention("m1", "u2", "x1")))


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
    assert ("c1" in alone(one_claim(mention("m1", "u1", "x2"), *said))) == is_open


@pytest.mark.parametrize("gave_up", [True, False])
def test_nobody_waits_for_an_answer_to_what_it_gave_up(gave_up: bool) -> None:
    claims = [claim("c1", "x", mention("m1", "u1", "x2"), mention("m2", "u2", "x2", "against"))]
    places = {"first": {"map": "m1", "unit": "u1"}, "then": {"map": "m2", "unit": "u2"}}
    change = {"actor": "x2", "claim": "c1", "from": "for", "to": "against", **places}
    debate = tram_debate(claims=claims, changes=[change] if gave_up else [], answers=[])
    assert ("c1" in alone(debate)) is not gave_up


def test_what_nobody_here_says_is_not_unanswered() -> None:
    assert "c1" not in alone(one_claim(mention("m1", "u1", "x2", "against") | {"attitude": "denies"}))


@pytest.mark.parametrize("kind, is_open", [("rebut", False), ("undercut", False), ("support", True)])
def test_attacks_answer_across_and_inside_articles_and_support_does_not(kind: str, is_open: bool) -> None:
    said = mention("m1", "u1", "x2")
    assert ("c1" in alone(one_claim(said, answers=[answer("u9", kind)]))) == is_open
    inside = {"m2": [DigestEdge.model_validate({"source": "u9", "target": "u1", "kind": kind})]}
    assert ("c1" in alone(one_claim(mention("m2", "u1", "x2")), inside)) == is_open


def test_an_attack_of_ones_own_is_no_answer() -> None:
    claims = [claim("c1", "x", mention("m1", "u1", "x2")), claim("c2", "y", mention("m1", "u9", "x1"))]
    inside = {"m1": [DigestEdge(source="u9", target="u1", kind="rebut")]}
    assert "c1" in alone(tram_debate(claims=claims, changes=[], answers=[]), inside)


def test_what_others_rest_on_and_what_an_author_says() -> None:
    edges = {"m2": [DigestEdge(source="u4", target="u2", kind="support")]}
    found = alone(tram_debate(), edges)["c4"]
    assert (found.resting, found.group, found.weight) == (1, "reason", 1.5)


def at_odds(*numbers: int) -> list[dict[str, object]]:
    """Claims of the city that the riders deny."""
    return [
        claim(f"o{n}", f"odds {n}", mention("m1", f"u2{n}", "x1"), mention("m2", f"u2{n}", "x3", "against"))
        for n in numbers
    ]


SHARED = claim("c6", "z", mention("m3", "u6", "x2"), mention("m2", "u6", "x3"), issue="i0")
OPEN = claim("c7", "w", mention("m1", "u7", "x1"))


def test_what_opponents_agree_on_stands_at_the_end() -> None:
    debate = tram_debate(claims=[*at_odds(1, 2), SHARED, OPEN], changes=[], answers=[])
    found = unanswered(debate, {}, oppositions(debate, {}))
    assert [(item.claim, item.group) for item in found] == [("c7", "once"), ("c6", "agreed")]
    assert alone(tram_debate(claims=[*at_odds(1), SHARED], changes=[], answers=[]))["c6"].group == "open"


def test_opponents_are_divided_attack_or_are_rivals_and_count_with_their_sides() -> None:
    digest = Digest(map="m2", version=1, issues=(DigestIssue(id="i0", text="?", rivals=(("v1", "author"),)),))
    debate = tram_debate(claims=[*(item.model_dump() for item in tram_debate().claims[:2]), *at_odds(1)], answers=[])
    assert rival_pairs(debate, [digest]) == [("x3", "x4")]
    found = oppositions(debate, {}, rival_pairs(debate, [digest]))
    assert found["x1", "x3"] == Opposition(a="x1", b="x3", divided=2, attacks=0, rivals=0, weight=2, agreed=0)
    assert found["x3", "x4"].rivals == 1
    assert set(found) == {("x1", "x3"), ("x3", "x4")}


def test_parts_of_one_side_are_no_opponents() -> None:
    council = [{"id": name, "label": name, "kind": "person", "parent": "x1"} for name in ("y1", "y2")]
    split = claim("c1", "one", mention("m1", "u1", "y1"), mention("m2", "u1", "y2", "against"))
    actors = [item.model_dump() for item in tram_debate().actors] + council
    assert oppositions(tram_debate(actors=actors, claims=[split], changes=[], answers=[]), {}) == {}


def test_those_who_agree_as_often_as_they_clash_are_no_opponents() -> None:
    agreed = [claim(f"a{n}", "a", mention("m3", f"u3{n}", "x2"), mention("m2", f"u3{n}", "x3")) for n in (1, 2)]
    few, more = (
        tram_debate(claims=[*at_odds(*numbers), *agreed], changes=[], answers=[]) for numbers in ((1, 2), (1, 2, 3))
    )
    assert oppositions(few, {}) == {}
    assert len(common_ground(few, oppositions(few, {}))) == 0
    assert oppositions(more, {})["x1", "x3"].agreed == 2
    assert [item.claim for item in common_ground(more, oppositions(more, {}))] == ["a1", "a2"]


@pytest.mark.parametrize(
    "telling, is_common",
    [(None, True), (Telling(told_by=("x1",)), False), (Telling(supposed="would"), False)],
)
def test_common_ground_is_heard_from_each_ones_own_mouth(telling: Telling | None, is_common: bool) -> None:
    debate = tram_debate(claims=[*at_odds(1, 2), SHARED], changes=[], answers=[])
    tellings = {("m2", "u6"): telling} if telling else {}
    opposed = oppositions(debate, {}, tellings=tellings)
    assert [item.claim for item in common_ground(debate, opposed, tellings)] == ["c6"] * is_common
    found = unanswered(debate, {}, opposed, tellings)[0]
    assert (found.group, found.told_by) == ("agreed" if is_common else "open", ())
    everybody = {("m3", "u6"): Telling(told_by=("x3",)), ("m2", "u6"): Telling(told_by=("x1",))}
    assert unanswered(debate, {}, opposed, everybody)[0].told_by == ("x3", "x1")


def test_what_an_opponent_writes_of_somebody_is_no_common_ground_of_the_two() -> None:
    """x4 wrote m2, in which x3 is quoted."""
    odds = [
        claim(f"o{n}", "odds", mention("m2", f"u2{n}", "x4"), mention("m2", f"u3{n}", "x3", "against"))
        for n in range(4)
    ]
    told = claim("c1", "one", mention("m2", "u1", "x3"), mention("m2", "u2", "x4"))
    debate = tram_debate(claims=[*odds, told], changes=[], answers=[])
    assert common_ground(debate, oppositions(debate, {})) == ()
    own = claim("c1", "one", mention("m2", "u1", "x3"), mention("m2", "u2", "x4"), mention("m1", "u9", "x3"))
    debate = tram_debate(claims=[*odds, own], changes=[], answers=[])
    assert [item.claim for item in common_ground(debate, oppositions(debate, {}))] == ["c1"]


def test_common_ground_is_what_opponents_both_say_the_strongest_first() -> None:
    claims = [
        claim("c1", "one", mention("m1", "u1", "x1"), mention("m2", "u1", "x3", "against")),
        claim("c2", "two", mention("m1", "u2", "x1"), mention("m2", "u2", "x3", "against")),
        claim("c3", "three", mention("m1", "u3", "x1"), mention("m2", "u3", "x4", "against")),
        claim("c8", "more", mention("m1", "u8", "x1"), mention("m2", "u9", "x4", "against")),
        claim("c9", "most", mention("m1", "u9", "x1"), mention("m2", "u10", "x4", "against")),
        claim("c4", "with x4", mention("m1", "u4", "x1"), mention("m2", "u4", "x4")),
        claim("c5", "with x3", mention("m2", "u5", "x4"), mention("m1", "u5", "x1"), mention("m2", "u6", "x3")),
        claim("c6", "of allies", mention("m1", "u6", "x1"), mention("m1", "u7", "x2")),
        claim("c7", "of friends", mention("m2", "u7", "x3"), mention("m2", "u8", "x4")),
    ]
    debate = tram_debate(claims=claims, changes=[], answers=[])
    first, second = common_ground(debate, oppositions(debate, {}))
    assert (first.claim, second.claim) == ("c5", "c4")
    assert [(item.a, item.b, item.weight) for item in first.oppositions] == [("x1", "x4", 3), ("x1", "x3", 2)]
    assert {voice.actor: [ref.unit for ref in voice.mentions] for voice in first.voices} == {
        "x4": ["u5"],
        "x1": ["u5"],
        "x3": ["u6"],
    }
    both = Selection(actor="x3", other="x1")
    assert claims_of_all(select(debate, both), both) == {"c1", "c2", "c5"}


def test_two_actors_side_by_side() -> None:
    claims = [
        claim("c1", "one", mention("m1", "u1", "x2"), mention("m2", "u1", "x3", "against"), issue="i0"),
        claim("c2", "two", mention("m1", "u2", "x1"), mention("m2", "u2", "x3")),
        claim("c3", "three", mention("m1", "u3", "x1"), issue="i0"),
        claim("c4", "four", mention("m2", "u4", "x3"), issue="i0"),
        claim("c5", "five", mention("m2", "u5", "x4")),
    ]
    debate = tram_debate(claims=claims, changes=[], answers=[answer("u4", "rebut", to="u3")])
    found = compare_actors(debate, {}, "x1", "x3")
    assert [(row.claim, row.actor.stance, row.other.stance) for row in found.at_odds] == [("c1", "for", "against")]
    assert [row.claim for row in found.both] == ["c2"]
    assert ([row.claim for row in found.only_actor], [row.claim for row in found.only_other]) == (["c3"], ["c4"])
    [odds] = found.at_odds
    assert [(item.actor, item.stance, item.unit) for item in odds.actor_says] == [("x2", "for", "u1")]
    assert [(item.actor, item.stance, item.unit) for item in odds.other_says] == [("x3", "against", "u1")]
    [reply] = found.replies
    assert (reply.by.claim, reply.by.said.actor, reply.kind) == ("c4", "x3", "rebut")
    assert (reply.of.claim, reply.of.said.actor, reply.of.said.stance) == ("c3", "x1", "for")
    [issue] = found.issues
    assert [item.claim for item in issue.actor] == ["c1", "c3"]
    assert ([item.claim for item in issue.other], issue.question) == (["c4"], "Should the line be built?")
    assert issue.rival is False
    short = compare_actors(debate, {}, "x1", "x3", most=0)
    assert (short.only_actor, short.totals) == ((), found.totals)


@pytest.mark.parametrize("kind", ["support", "rebut", "undercut"])
def test_of_two_actors_whatever_one_answers_the_other_is_shown(kind: str) -> None:
    claims = [claim("c1", "one", mention("m1", "u1", "x1")), claim("c2", "two", mention("m2", "u9", "x3"))]
    debate = tram_debate(claims=claims, changes=[], answers=[answer("u9", kind)])
    [reply] = compare_actors(debate, {}, "x1", "x3").replies
    assert (reply.kind, reply.by.claim, reply.of.claim) == (kind, "c2", "c1")


@pytest.mark.parametrize("rivals", [("v1", "author"), ("author", "v1")])
def test_rival_answers_of_two_actors_stand_first(rivals: tuple[str, str]) -> None:
    """By m2, v1 (the riders) and its author cannot both be right; its author also denies what the riders say of i9."""
    claims = [
        claim("c0", "zero", mention("m2", "u7", "x3"), issue="i0"),
        claim("c1", "one", mention("m2", "u8", "x4"), issue="i0"),
        claim("c2", "two", mention("m2", "u1", "x3"), mention("m2", "u2", "x4", "against"), issue="i9"),
        claim("c3", "three", mention("m3", "u3", "x3"), issue="i9"),
    ]
    issues = [{"id": name, "question": {"text": f"{name}?"}} for name in ("i0", "i9")]
    debate = tram_debate(claims=claims, issues=issues, changes=[], answers=[])
    of_map = DigestIssue(id="i0", text="In m2?", units=("u1", "u2"), rivals=(rivals,))
    first, second = compare_actors(debate, {}, "x3", "x4", issues={"m2": (of_map,)}).issues
    assert (first.issue, first.question, first.rival, second.issue, second.rival) == ("i9", "i9?", True, "i0", False)
    assert [(item.claim, item.said.stance) for item in first.actor] == [("c2", "for"), ("c3", "for")]
    assert [(item.claim, item.said.stance) for item in first.other] == [("c2", "against")]


def test_a_stance_that_only_the_other_reports_says_so_and_stands_last() -> None:
    claims = [
        claim("c1", "one", mention("m1", "u1", "x1"), mention("m1", "u2", "x3", "against")),
        claim("c2", "two", mention("m1", "u3", "x1"), mention("m2", "u3", "x3", "against")),
    ]
    debate = tram_debate(claims=claims, changes=[], answers=[])
    told = compare_actors(debate, {}, "x1", "x3", tellings={("m1", "u2"): Telling(told_by=("x1",))})
    assert [(row.claim, row.other.told_by) for row in told.at_odds] == [("c2", ()), ("c1", ("x1",))]
    assert told.at_odds[1].other_says[0].told_by == ("x1",)


def test_one_who_belongs_to_the_other_is_compared_apart() -> None:
    found = compare_actors(tram_debate(), {}, "x1", "x2")
    assert [(row.claim, row.actor.stance, row.other.stance) for row in found.at_odds] == [("c1", "for", "mixed")]


def test_of_two_actors_only_the_answers_between_them_are_kept() -> None:
    debate = tram_debate()
    assert len(select(debate, Selection(actor="x3", other="x1")).answers) == 1
    assert len(select(debate, Selection(actor="x3", other="x4")).answers) == 0
    assert {x.id for x in select(debate, Selection(actor="x3", other="x1")).actors} == {"x1", "x2", "x3"}
