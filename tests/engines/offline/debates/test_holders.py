"""Which perspectives of several articles are one actor: names, titles, offices, places, acronyms, parts, papers."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from service.domain.argument import AUTHOR, PerspectiveKind
from service.domain.argument_map import ArgumentMap
from service.domain.debates.digest import digest_of
from service.domain.debates.parts import Member
from service.engines.debate_answers import DebateHolder
from service.engines.offline.debates.holders import same_actors
from service.pipeline.debates.actors import holders_of
from training.labelled_maps import read_records

TRAINING = Path("training/maps")


def holder(
    article: int, label: str, kind: PerspectiveKind, *names: str, author: str | None = None, outlet: str | None = None
) -> DebateHolder:
    perspective = AUTHOR if kind == "author" else f"{label} {kind}"
    return DebateHolder(
        Member(map=f"m{article}", perspective=perspective), label, kind, (label, *names), None, author, outlet
    )


def groups(*holders: DebateHolder) -> list[set[str]]:
    """Those with more than one member, each as "article label"."""
    found = [{f"{item.member.map} {item.label}" for item in group} for group in same_actors(holders)]
    return [group for group in found if len(group) > 1]


@pytest.mark.parametrize(
    "one, other, kind",
    [
        ("Tove Hagen", "Hagen", "person"),
        ("Tove Hagen", "Energy minister Tove Hagen", "person"),
        ("Tove Hagen", "Minister of energy Tove Hagen", "person"),
        ("Tove Hagen", "Tove Hagen, the energy minister of Norway,", "person"),
        ("Climate minister of Denmark, Mads Krogh", "Mads Krogh", "person"),
        ("Danish Climate Minister Mads Krogh", "Mr Krogh", "person"),
        ("The climate minister of Denmark", "The Danish climate minister", "person"),
        ("Dr Amara Osei-Lund", "Ms Osei-Lund", "person"),
        ("William Harbottle", "W. Harbottle MP", "person"),
        ("Ursula von der Leyen", "von der Leyen", "person"),
        ("Pål Rønning", "Pal Ronning", "person"),
        ("Chen Yulan", "Chen", "person"),
        ("The director of the union", "The union's director", "person"),
        ("The County Council", "Aldmoor County Council", "institution"),
        ("The county", "Aldmoor County Council", "institution"),
        ("The council of Aldmoor", "The Aldmoor council", "institution"),
        ("The Teachers' Union in Aldmoor", "My union", "group"),
        ("The National Teachers' Union", "The NTU", "group"),
        ("The Danish grid operator", "Denmark's grid operator", "institution"),
        ("The farmers of Kest", "The farmers", "group"),
        ("Oslo", "The Norwegian government", "state"),
        ("The Moorland Courier", "The Courier", "institution"),
    ],
)
def test_two_names_of_one_actor(one: str, other: str, kind: PerspectiveKind) -> None:
    holders = holder(1, one, kind), holder(2, other, kind), holder(3, "Ann Lee", "person")
    for told in (holders, holders[::-1]):
        assert len(groups(*told)) == 1


@pytest.mark.parametrize(
    "one, other, kind",
    [
        ("Tove Hagen", "Tove Hagen's husband", "person"),
        ("Tove Hagen", "A friend of Hagen's", "person"),
        ("Tove Hagen", "A spokesman for Tove Hagen", "person"),
        ("Lady Vane", "Sir Rupert Vane", "person"),
        ("Per Lund", "Eva Lund", "person"),
        ("Han Mi-kyung", "Han Su-jin", "person"),
        ("The prime minister", "The minister", "person"),
        ("The deputy director", "The director", "person"),
        ("A nurse", "A nurse", "person"),
        ("The Greek foreign minister", "Turkey's foreign minister", "person"),
        ("The president", "The president's chief of staff", "person"),
        ("The council", "The council's surveyor", "institution"),
        ("The school council", "Schools", "institution"),
        ("National Grid Company", "Nordic Gas Consortium", "institution"),
        ("Some hunters", "Other hunters", "group"),
        ("The publisher", "The publishers", "group"),
        ("The school inspectorate", "The water inspectorate", "institution"),
    ],
)
def test_two_actors_of_like_names(one: str, other: str, kind: PerspectiveKind) -> None:
    assert groups(holder(1, one, kind), holder(2, other, kind)) == []


@pytest.mark.parametrize(
    "who, kind", [("A lawyer in Manila", "person"), ("Manila", "institution"), ("A Philippine adviser", "person")]
)
def test_who_is_in_a_capital_is_not_its_government(who: str, kind: PerspectiveKind) -> None:
    assert groups(holder(1, "Manila", "state"), holder(2, who, kind)) == []


@pytest.mark.parametrize(
    "labels, kind",
    [
        (("Osei Lund", "Britt Lund", "Lund"), "person"),
        (("The farmers' union", "The teachers' union", "The union"), "group"),
        (("Energy minister Ann Lee", "Trade minister Bo Ruud", "The minister"), "person"),
        (("Northern Transport Users", "National Teachers' Union", "NTU"), "institution"),
    ],
)
def test_of_two_that_it_may_be_nobody_can_tell(labels: tuple[str, ...], kind: PerspectiveKind) -> None:
    assert groups(*(holder(number, label, kind) for number, label in enumerate(labels))) == []


def test_an_office_is_told_by_another_articles_words_for_it() -> None:
    named = holder(1, "Tove Hagen", "person", "the energy minister", "she")
    assert groups(named, holder(2, "The energy minister", "person"), holder(3, "The minister", "person")) == [
        {"m1 Tove Hagen", "m2 The energy minister", "m3 The minister"}
    ]


def test_a_short_name_of_its_own_article_says_nothing_of_two_others() -> None:
    unions = [
        holder(1, "The farmers' union", "group", "the union"),
        holder(2, "The dockers' union", "group", "the union"),
    ]
    assert groups(*unions) == []


def test_what_is_said_of_two_at_once_joins_neither() -> None:
    seoul, tokyo = (holder(1, name, "state", "neither Seoul nor Tokyo", "both allies") for name in ("Seoul", "Tokyo"))
    assert groups(seoul, tokyo) == []


def test_an_officer_is_a_person_whatever_kind_the_article_gave() -> None:
    held = holder(1, "Climate minister of Denmark, Mads Krogh", "state")
    author = holder(2, "The author", "author", author="Mads Krogh", outlet="Kattegat Tidende")
    assert len(groups(held, author, holder(3, "Denmark", "state"))) == 1


@pytest.mark.parametrize("label", ["The Courier", "the Moorland Courier", "The Courier's editorial", "This newspaper"])
def test_what_nobody_signed_is_the_papers(label: str) -> None:
    leader = holder(1, "The author", "author", author=None, outlet="The Moorland Courier")
    assert len(groups(leader, holder(1 if label.startswith("This") else 2, label, "institution"))) == 1


def test_articles_tell_their_own_holders_apart() -> None:
    """Two perspectives of one article are next to never one actor, in a tenth of the training maps."""
    merged = total = 0
    for record in read_records(TRAINING)[::10]:
        holders = holders_of([digest_of(ArgumentMap.model_validate(record))])
        total += len(holders)
        merged += sum(len(list(combinations(group, 2))) for group in same_actors(holders))
    assert total > 1000
    assert merged <= total / 1000
