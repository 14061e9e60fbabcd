"""What input must be is said in plain words: no line of pydantic's reaches a user."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from service.domain.argument import Relation, Unit
from service.domain.changes import Change
from service.domain.debates.corrections import DebateEdit
from service.domain.schema_faults import faults_of, reason_of

PYDANTIC = re.compile(r"Input|pydantic|valid |permitted|Value error|Field required|[{}]")
UNIT: dict[str, Any] = {"id": "u0", "text": "Trams pay.", "role": "premise", "perspective": "author", "paragraph": 0}


def refused(model: Any, value: object) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(model).validate_python(value)
    return caught.value


@pytest.mark.parametrize(
    ("model", "value", "said"),
    [
        (Unit, UNIT | {"confidence": 7}, "confidence: must be at most 1"),
        (Unit, UNIT | {"confidence": "much"}, "confidence: must be a number"),
        (Unit, UNIT | {"text": 5}, "text: must be a text"),
        (Unit, UNIT | {"colour": "red"}, "colour: is no known field"),
        (Unit, UNIT | {"spans": "0-3"}, "spans: must be a list"),
        (Unit, UNIT | {"spans": [{"start": 1.5, "end": 3}]}, "spans.0.start: must be a whole number"),
        (Unit, UNIT | {"spans": [{"start": -1, "end": 3}]}, "spans.0.start: must be at least 0"),
        (Unit, UNIT | {"spans": [{"start": 5, "end": 3}]}, "spans.0: span [5, 3) is empty or runs backwards"),
        (Unit, UNIT | {"role": "thesis"}, "role: must be 'conclusion' or 'premise'"),
        (Unit, "u0", "all of it: must be an object"),
        (Relation, {"id": "r0", "kind": "support", "target": "u0"}, "sources: is missing"),
        (Change, {"kind": "unit"}, "'op' is missing"),
        (Change, {"op": "explode"}, "'op' must be one of 'add', "),
        (Change, {"op": "merge", "kind": "unit", "ids": [], "into": "u0"}, "ids: must have 1 or more entries"),
        (DebateEdit, {"op": "rename-claim", "id": "c0", "text": ""}, "text: must have 1 or more characters"),
    ],
)
def test_a_fault_names_the_field_and_what_it_must_be(model: Any, value: object, said: str) -> None:
    line = reason_of(refused(model, value))
    assert said in line
    assert "\n" not in line
    assert not PYDANTIC.search(line), line


def test_every_fault_is_listed_and_none_shows_the_input() -> None:
    error = refused(Unit, UNIT | {"confidence": 7, "text": 5, "colour": "secret"})
    faults = faults_of(error.errors(), "unit")
    assert {fault["where"] for fault in faults} == {"confidence", "text", "colour"}
    assert "secret" not in str(faults)


def test_what_is_not_there_is_named() -> None:
    assert reason_of(KeyError("unit 'u9'")) == "there is no unit 'u9'"
