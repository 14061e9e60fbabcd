"""Issues in the evals: layers on the gold's units, metrics and baseline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.agreement import agreement_of
from evals.metrics.pairing import pair
from evals.metrics.registry import METRICS
from evals.metrics.viewing import labels_of
from evals.position import PositionEngine
from evals.suites import load_suite
from service.domain.argument_map import ArgumentMap, parse_map
from service.errors import InputError
from service.pipeline.direct import map_document
from service.reading import read_text
from tests.evals.articles import TEXTS, gold_map, write_suite

NAME = "01-harbour"


def issue(*positions: tuple[str, str], kind: str = "rival", **more: Any) -> dict[str, Any]:
    named = [{"perspective": who, "units": units.split()} for who, units in positions]
    first, second = positions[0][0], positions[1][0]
    values = {"id": "x", "question": {"text": "Does the fee hurt?"}, "positions": named}
    return values | {"contrasts": [{"a": first, "b": second, "kind": kind}]} | more


def labelled(map_: ArgumentMap, *issues: dict[str, Any]) -> ArgumentMap:
    return parse_map(dict(map_) | {"issues": issues})


def holder(map_: ArgumentMap, label: str) -> str:
    return next(item.id for item in map_.perspectives if item.label == label)


def unit(map_: ArgumentMap, text: str) -> str:
    return next(item.id for item in map_.units if item.text == text)


@pytest.fixture
def harbour() -> ArgumentMap:
    return gold_map(NAME)


def fee(map_: ArgumentMap, **more: Any) -> dict[str, Any]:
    owners, hurts = holder(map_, "Shipowners"), unit(map_, "the fee drives traffic away")
    grown = unit(map_, "traffic has grown every year since it began")
    return issue((owners, hurts), ("author", grown), **more)


def scores(gold: ArgumentMap, predicted: ArgumentMap) -> dict[str, tuple[float, ...]]:
    both = pair(labels_of(gold), labels_of(predicted))
    return {metric.id: metric.count(both) for metric in METRICS["map"] if metric.family == "issues"}


def test_a_map_is_right_about_itself_and_one_without_issues_about_nothing(harbour: ArgumentMap) -> None:
    gold = labelled(harbour, fee(harbour))
    assert scores(gold, gold) == {
        "position_unit_f1": (2, 2, 2, 2),
        "rival_f1": (1, 1, 1, 1),
        "shared_rival_f1": (1, 1, 1, 1, 1),
        "contrast_accuracy": (1, 1, 1),
        "brief_coverage": scores(gold, gold)["brief_coverage"],  # what a brief has room for
    }
    assert scores(gold, harbour)["position_unit_f1"] == (0, 0, 0, 2)
    assert scores(gold, harbour)["rival_f1"] == (0, 0, 0, 1)
    assert scores(gold, labelled(harbour, fee(harbour, kind="compatible")))["contrast_accuracy"] == (0, 1, 1)


def test_two_annotators_issues_on_the_golds_units_are_compared(tmp_path: Path, harbour: ArgumentMap) -> None:
    folder = write_suite(tmp_path / "suite")
    for who, kind in (("A", "rival"), ("B", "compatible")):
        place = folder / "layers" / who
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{NAME}.issues.json").write_text(json.dumps([fee(harbour, kind=kind)]), "utf-8")
    people = agreement_of(load_suite(f"articles={folder}"))
    assert people is not None
    assert people.counts["position_unit_f1"] == [(4, 4, 4, 4)]
    assert people.counts["rival_f1"] == [(0, 1, 0, 1)]
    assert people.counts["contrast_accuracy"] == [(0, 2, 2)]
    (folder / "layers" / "B" / f"{NAME}.issues.json").write_text("{}", "utf-8")
    with pytest.raises(InputError, match="B/01-harbour"):
        load_suite(f"articles={folder}")


async def test_the_position_baseline_has_one_issue_of_two_rivals() -> None:
    engine = PositionEngine()
    map_ = await map_document(read_text(TEXTS[NAME]), engine, engine)
    (found,) = map_.issues
    assert {item.perspective for item in found.positions} == {"author", holder(map_, "Shipowners")}
    assert [contrast.kind for contrast in found.contrasts] == ["rival"]
