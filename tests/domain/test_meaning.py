"""What a map says, by the table of cases that the page is tested by too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from service.domain.argument_map import ArgumentMap
from service.domain.meaning import Meaning, meaning_of
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
        "shared": [[item.unit, *item.sides] for item in meaning.shared],
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
