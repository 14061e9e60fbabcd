"""What a map says, by the table of cases that the page is tested by too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from service.domain.argument import Relation
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.meaning import Meaning, meaning_of
from tests.building import dispute_map, tram_map
from tests.maps import argument_maps
from tests.meaning_cases import CASES, map_of


def found(meaning: Meaning) -> dict[str, Any]:
    """The meaning in the table's terms."""
    told = {"against", "granted", "argued", "turned", "doubtful", "unlinked", "not_taken_up"}
    return {name: list(getattr(meaning, name)) for name in told} | {
        "stands": {item.perspective.id: item.stand for item in meaning.holdings if item.stand},
        "cited": {item.perspective.id: [item.cited.by, item.cited.claim] for item in meaning.holdings if item.cited},
        "sides": {item.perspective.id: item.side for item in meaning.holdings},
        "silent": [item.perspective.id for item in meaning.holdings if item.silent and item.perspective.id != "author"],
        "objections": [[item.relation, *item.answers] for item in meaning.objections],
        "exchanges": [
            f"{item.relation} {item.by} {item.to}: {' '.join(item.answered_by)}".rstrip()
            for item in meaning.objections
            if item.between_sides
        ],
        "between_camps": [item.unit for item in meaning.common if item.between_camps],
        "shared": [[item.unit, *item.sides] for item in meaning.shared],
        "common": [" ".join([item.unit, *item.sides, "=", *item.same]).removesuffix(" =") for item in meaning.common],
        "supposed": [f"{item.unit} {item.modal}" for item in meaning.supposed],
        "contacts": [
            " ".join(
                part
                for part in (
                    item.perspective,
                    item.kind,
                    item.other,
                    item.relation or item.issue,
                    item.unit,
                    item.other_unit,
                    item.shared,
                )
                if part
            )
            for item in meaning.contacts
        ],
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_table_of_cases(case: dict[str, Any]) -> None:
    meaning = found(meaning_of(map_of(case)))
    assert {name: meaning[name] for name in case["expected"]} == case["expected"]


def test_the_trees_begin_with_that_of_the_conclusion_and_the_surest_relation_leads_on() -> None:
    forest = meaning_of(tram_map()).forest
    assert (forest.trees, forest.alone) == (("u3",), ())
    assert forest.leading == {"u1": "r0", "u2": "r1", "u0": "r2"}
    forest = meaning_of(dispute_map(conclusion="u4")).forest
    assert (forest.trees, forest.alone, forest.leading) == (("u0",), ("u4", "u2", "u3"), {"u1": "r0"})
    other = Relation(id="r9", kind="support", sources=("u2",), target="u0", confidence=0.3)
    both = tram_map(relations=(other, *tram_map().relations))
    assert meaning_of(both).forest == meaning_of(tram_map()).forest


def test_two_links_between_two_claims_and_an_objection_in_two_parts_are_one_conflict_each() -> None:
    case = {
        "holders": {"v1": None},
        "units": [["u0", "author"], ["u1", "author"], ["u2", "v1"], ["u3", "v1"]],
        "relations": [["r0", "support", "u1", "u0"], ["r1", "rebut", "u2", "u1"], ["r2", "undercut", "u2", "r0"]],
        "conclusion": "u0",
    }
    twice = map_of(case)
    assert found(meaning_of(twice))["contacts"] == ["v1 conflicts author r1 u2 u1"]
    joint = twice.relations[1].model_copy(update={"sources": ("u2", "u3")})
    together = twice.model_copy(update={"relations": (twice.relations[0], joint)})
    assert found(meaning_of(together))["contacts"] == ["v1 conflicts author r1 u2 u1"]


def supposed_map(cue: str, source: str = "Ford", **more: Any) -> ArgumentMap:
    """Two units; the second is attributed with the source and the cue at the beginning of the text."""
    map_ = map_of(
        {"holders": {"v1": None}, "units": [["u0", "author"], ["u1", "v1"]], "relations": [], "conclusion": None}
    )
    text = f"{source} {cue} {map_.document.text}"
    said = {
        "source": Span(start=0, end=len(source)),
        "cue": Span(start=len(source) + 1, end=len(source) + 1 + len(cue)),
    }
    attribution = map_.attributions[0].model_copy(update=said | more)
    document = map_.document.model_copy(update={"text": text})
    return map_.model_copy(update={"document": document, "attributions": (attribution,)})


@pytest.mark.parametrize(
    ("cue", "modal"),
    [
        ("will say", "will"),
        ("would point to", "would"),
        ("might object", "might"),
        ("says", None),
        ("said it would", None),
        ("would not say", None),
        ("would like", None),
        ("will", None),
    ],
)
def test_what_a_holder_will_or_would_say_is_supposed_by_the_cue_alone(cue: str, modal: str | None) -> None:
    assert [item.modal for item in meaning_of(supposed_map(cue)).supposed] == ([modal] if modal else [])


@pytest.mark.parametrize(
    ("cue", "manner"),
    [
        ("fears", "fears"),
        ("is worried", "fears"),
        ("plans", "plans"),
        ("means to", "plans"),
        ("has promised", "promises"),
        ("threatened", "threatens"),
        ("warned", "warns"),
        ("is convinced", "expects"),
        ("predicts", "predicts"),
        ("says", None),
        ("does not expect", None),
        ("claims", None),
    ],
)
def test_how_it_is_foreseen_follows_from_the_articles_own_verb(cue: str, manner: str | None) -> None:
    assert [item.manner for item in meaning_of(supposed_map(cue, attitude="predicts")).foreseen] == (
        [manner] if manner else []
    )
    assert meaning_of(supposed_map(cue)).foreseen == ()


def test_what_is_foreseen_without_a_verb_in_the_article_is_expected() -> None:
    map_ = supposed_map("fears", attitude="predicts")
    bare = map_.attributions[0].model_copy(update={"cue": None})
    found_ = meaning_of(map_.model_copy(update={"attributions": (bare,)})).foreseen
    assert [(item.unit, item.manner) for item in found_] == [("u1", "expects")]


def test_who_would_say_so_itself_or_wishes_it_is_not_only_supposed_to_say_it() -> None:
    assert meaning_of(supposed_map("would say", "I")).supposed == ()
    assert meaning_of(supposed_map("would have", attitude="wants")).supposed == ()


def test_what_a_holder_would_concede_is_not_granted() -> None:
    assert meaning_of(supposed_map("admits", attitude="concedes")).granted == ("u1",)
    assert meaning_of(supposed_map("would admit", attitude="concedes")).granted == ()


def test_inside_a_prediction_of_another_a_holder_only_will_say_it() -> None:
    case = {
        "holders": {"v1": None, "v2": None},
        "units": [["u0", "v1", "asserts", 0, "v2"], ["u1", "v1", "asserts", 0, "v1"]],
        "relations": [],
        "conclusion": None,
    }
    map_ = map_of(case)
    assert meaning_of(map_).supposed == ()
    predicted = tuple(
        item.model_copy(update={"attitude": "predicts"}) if item.within is None else item for item in map_.attributions
    )
    found_ = meaning_of(map_.model_copy(update={"attributions": predicted})).supposed
    assert [(item.unit, item.modal) for item in found_] == [("u0", "will")]


@pytest.mark.parametrize(("kind", "objecting"), [("compatible", [("v1", "v2")]), ("rival", [])])
def test_compatible_answers_that_an_objection_joins_are_told_apart(kind: str, objecting: list[tuple[str, str]]) -> None:
    case = {
        "holders": {"v1": None, "v2": None},
        "units": [["u0", "v1"], ["u1", "v2"]],
        "relations": [["r0", "rebut", "u1", "u0"]],
        "issues": [{"positions": {"v1": ["u0"], "v2": ["u1"]}, "contrasts": [["v1", "v2", kind]]}],
        "conclusion": None,
    }
    assert [(item.a, item.b) for item in meaning_of(map_of(case)).objecting] == objecting
    assert meaning_of(map_of({**case, "relations": []})).objecting == ()


def test_what_speaks_against_the_reasons_of_an_objection_answers_it() -> None:
    case = {
        "holders": {"v1": None},
        "units": [["u0", "author"], ["u1", "v1"], ["u2", "v1"], ["u3", "author"]],
        "relations": [["r0", "rebut", "u1", "u0"], ["r1", "support", "u2", "u1"], ["r2", "undercut", "u3", "r1"]],
        "conclusion": "u0",
    }
    assert found(meaning_of(map_of(case)))["objections"] == [["r0", "u3"], ["r2"]]


@given(argument_maps())
def test_any_map_has_a_meaning_in_its_own_ids(map_: ArgumentMap) -> None:
    meaning = meaning_of(map_)
    units, relations = {unit.id for unit in map_.units}, {item.id for item in map_.relations}
    assert {*meaning.against, *meaning.granted, *meaning.argued, *meaning.unlinked, *meaning.not_taken_up} <= units
    assert {*meaning.turned, *meaning.doubtful, *(item.relation for item in meaning.objections)} <= relations
    assert [item.perspective for item in meaning.holdings] == list(map_.perspectives)
    disputed = {
        (frozenset((item.perspective, item.other)), unit)
        for item in meaning.contacts
        if item.kind == "conflicts"
        for unit in (item.unit, item.other_unit)
    }
    shared = {
        (frozenset((item.perspective, item.other)), item.unit) for item in meaning.contacts if item.kind != "conflicts"
    }
    assert not disputed & shared
