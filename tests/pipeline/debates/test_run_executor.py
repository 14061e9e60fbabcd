"""A debate made offline from maps: claims by point and polarity, actors, answers, changes; what was decided holds."""

from __future__ import annotations

import pytest

from service.domain.argument import AUTHOR, Perspective
from service.domain.debates import debate as debate_module
from service.domain.debates.corrections import MergeActors, MergeClaims, RenameClaim, SetStance, SplitClaim, apply_edits
from service.domain.debates.debate import Debate
from service.domain.debates.digest import digest_of
from service.domain.debates.parts import UnitRef
from service.domain.debates.rules import unresolved
from service.errors import DebateTooLarge
from service.pipeline.debates.articles import encode_units, judge_article, pack, unpack
from service.pipeline.debates.building import build, without
from service.pipeline.debates.candidates import NEAREST, CandidateIndex
from service.pipeline.debates.direct import debate_of
from service.reading import read_text
from tests.debated import article, tram_articles


def stances(debate: Debate, map_id: str = "m1", unit: str = "u0") -> dict[str, str]:
    """Unit -> stance, in the claim that has this unit."""
    claim = next(c for c in debate.claims if any((x.map, x.unit) == (map_id, unit) for x in c.mentions))
    return {f"{item.map}.{item.unit}": item.stance for item in claim.mentions}


async def test_the_same_point_and_its_denial_are_one_claim_with_two_stances() -> None:
    maps = tram_articles()
    debate = await debate_of(maps)
    assert stances(debate) == {"m1.u0": "for", "m2.u0": "for", "m2.u1": "against", "m3.u0": "against"}
    assert len(debate.claims) == 3
    assert unresolved(debate, {map_.id: map_ for map_ in maps}) == []


async def test_who_is_who_who_answers_and_who_changed() -> None:
    debate = await debate_of(tram_articles())
    hagen = next(actor for actor in debate.actors if actor.label == "Tove Hagen")
    assert {member.map for member in hagen.members} == {"m1", "m2", "m3"}
    assert next(a for a in debate.actors if a.label == "Ann Lee").members[-1].map == "m3"
    change = next(item for item in debate.changes if item.actor == hagen.id)
    assert (change.from_, change.to, change.then) == ("for", "against", UnitRef(map="m3", unit="u0"))
    [answer] = [item for item in debate.answers if item.from_.map == "m2"]
    assert (answer.from_.unit, answer.to, answer.kind) == ("u1", UnitRef(map="m1", unit="u0"), "rebut")


async def test_what_is_denied_stands_against_its_own_words() -> None:
    denied = article("m9", ("v1", "The council hid the true cost from the voters"), attitude="denies", published="2025")
    debate = await debate_of([*tram_articles(), denied])
    assert stances(debate, "m1", "u1") == {"m1.u1": "for", "m9.u0": "against"}
    alone = await debate_of([denied])
    assert alone.claims[0].mentions[0].stance == "against"
    assert alone.claims[0].label.unit == "u0"


@pytest.mark.parametrize(
    "one, other",
    [
        ("The line will cost 90 million kroner", "The line will cost 140 million kroner"),
        ("It is not", "Is it not"),
        ("The rules were passed in 2023", "The rules were passed in 2032"),
    ],
)
async def test_near_misses_stay_apart(one: str, other: str) -> None:
    debate = await debate_of([article("a", (AUTHOR, one)), article("b", (AUTHOR, other), title="another")])
    assert [len(claim.mentions) for claim in debate.claims] == [1, 1]


@pytest.mark.parametrize(
    "one, other",
    [
        ("The line will cost 90 million kroner", "“The line will cost 90 million kroner”"),
        ("The line will cost 90 million kroner", "The line will cost 89.7 million kroner"),
        ("Twelve towns want the line", "twelve towns want the line!"),
    ],
)
async def test_two_units_in_the_same_words_are_one_claim_in_the_smallest_debate(one: str, other: str) -> None:
    debate = await debate_of([article("a", (AUTHOR, one)), article("b", (AUTHOR, other), title="another")])
    assert [[item.stance for item in claim.mentions] for claim in debate.claims] == [["for", "for"]]


async def test_articles_one_by_one_make_the_same_debate_as_all_at_once() -> None:
    whole = await debate_of(tram_articles())
    nothing = dict.fromkeys(("documents", "claims", "actors", "answers", "changes", "suggestions"), ())
    index, grown = CandidateIndex(), whole.model_copy(update=nothing)
    for map_ in tram_articles():
        digest = digest_of(map_)
        judged = await judge_article(index, index.add(digest, encode_units(digest)), None)
        grown = build(grown, index.digests, [(digest, judged.verdicts)])
    assert grown.model_dump() == whole.model_dump()


async def test_more_claims_than_a_debate_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debate_module, "MOST_CLAIMS", 2)
    with pytest.raises(DebateTooLarge, match="3 claims"):
        await debate_of(tram_articles())


async def test_what_was_decided_by_hand_survives_a_new_run() -> None:
    made = await debate_of(tram_articles())
    main = made.claims[0].id
    edited = apply_edits(
        made,
        [
            SplitClaim(op="split-claim", id=main, mentions=(UnitRef(map="m3", unit="u0"),)),
            SetStance(op="set-stance", claim=main, mention=UnitRef(map="m2", unit="u1"), stance="for"),
            MergeClaims(op="merge-claims", ids=(made.claims[1].id,), into=made.claims[2].id),
            RenameClaim(op="rename-claim", id=main, text="The tram pays"),
            MergeActors(op="merge-actors", ids=(made.actors[1].id,), into=made.actors[0].id),
        ],
    )
    again = await debate_of(tram_articles(), decisions=edited.decisions)
    assert stances(again) == {"m1.u0": "for", "m2.u0": "for", "m2.u1": "for"}
    assert stances(again, "m1", "u1") == stances(edited, "m1", "u1")
    assert "The tram pays" in {claim.label.text for claim in again.claims}
    assert {frozenset(a.members) for a in again.actors} == {frozenset(a.members) for a in edited.actors}


async def test_an_article_leaves_with_all_that_stands_on_it_and_comes_back() -> None:
    made = await debate_of(tram_articles())
    shrunk = without(made, ["m3"])
    checked = Debate.model_validate(shrunk.model_dump())
    assert stances(checked) == {"m1.u0": "for", "m2.u0": "for", "m2.u1": "against"}
    assert not [item for item in checked.changes if item.then.map == "m3"]


async def test_oddities_are_said() -> None:
    first = tram_articles()[0]
    twin = first.model_copy(update={"id": "m7"})
    empty = article("m8", holders=(), language="no")
    debate = await debate_of([first, twin, empty])
    assert {item.code for item in debate.provenance.warnings} == {
        "sketch", "same-article", "argues-nothing", "no-date", "several-languages",
    }  # fmt: skip
    assert len(debate.documents) == 2
    alone = await debate_of([first])
    assert [item.code for item in alone.provenance.warnings] == ["sketch", "one-article"]
    assert alone.note.startswith("A sketch")


async def test_three_hundred_articles_are_one_debate() -> None:
    maps = [
        article(f"m{number}", (AUTHOR, f"The tram line will cost {number} million kroner"), title=f"Letter {number}")
        for number in range(1, 301)
    ]
    debate = await debate_of(maps)
    assert (debate.status, len(debate.documents), len(debate.claims)) == ("done", 300, 300)
    assert unresolved(debate, {map_.id: map_ for map_ in maps}) == []
    _, undated = [item.detail for item in debate.provenance.warnings]
    assert "and 297 more" in undated


async def test_offices_countries_and_papers_are_one_actor_over_articles() -> None:
    def holders(*labels: tuple[str, str]) -> tuple[Perspective, ...]:
        return tuple(
            Perspective.model_validate({"id": f"v{n}", "label": label, "kind": kind})
            for n, (label, kind) in enumerate(labels)
        )

    names = (
        ("Norway", "state"),
        ("the county council", "institution"),
        ("Dr Osei-Lund", "person"),
        ("critics", "unnamed"),
    )
    first = article("a", (AUTHOR, "The tram pays"), holders=holders(*names), outlet="Herald")
    others = (("Oslo", "state"), ("the council", "institution"), ("critics", "unnamed"), ("the Herald", "institution"))
    second = article("b", (AUTHOR, "Buses pay"), holders=holders(*others, ("Lund", "person")), author="A. B.")
    debate = await debate_of([first, second])
    together = [
        {f"{x.map}.{x.perspective}" for x in actor.members} for actor in debate.actors if len(actor.members) > 1
    ]
    assert sorted(map(sorted, together)) == [["a.author", "b.v3"], ["a.v0", "b.v0"], ["a.v1", "b.v1"], ["a.v2", "b.v4"]]


def test_candidates_grow_with_the_units_and_vectors_are_packed() -> None:
    index = CandidateIndex()
    for number in range(12):
        digest = digest_of(
            article(f"m{number}", *((AUTHOR, f"The tram is good for reason {number} {k}") for k in range(5)))
        )
        rows = index.add(digest, encode_units(digest))
        assert len(index.candidates(rows)) <= NEAREST * 5
    vectors = index.vectors
    assert abs(unpack(pack(vectors)) - vectors).max() < 1e-3


@pytest.mark.parametrize(
    ("one", "other", "is_one_fact"),
    [
        ("The loan for the bridge came to $585m", "Of the $585m loan for the bridge, half is gone", True),
        ("The loan for the bridge came to $585m", "The loan for the bridge came to $858m", False),
        ("The loan for the bridge came to $585m", "The road will have cost 585 jobs", False),
        ("The bill is 410,000 pounds, or 26 a pupil", "It would cost the county 410,000 pounds", True),
        ("In 2019 the bridge had a loan", "In 2019 the bridge got a loan", False),
    ],
)
async def test_offline_a_fact_is_found_by_its_figures_or_not_at_all(one: str, other: str, is_one_fact: bool) -> None:
    maps = []
    for name, text, published in (("m1", one, "2024-01-10"), ("m2", other, "2024-02-10")):
        map_ = article(name, (AUTHOR, f"Nothing of {name} recurs"), holders=())
        document = read_text(f"Nothing of {name} recurs. {text}.")
        maps.append(map_.model_copy(update={"document": document.model_copy(update={"published": published})}))
    debate = await debate_of(maps)
    facts = [claim for claim in debate.claims if any(item.spans for item in claim.mentions)]
    assert [len(claim.mentions) for claim in facts] == ([2] if is_one_fact else [])
    assert unresolved(debate, {map_.id: map_ for map_ in maps}) == []
