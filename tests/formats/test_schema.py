import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given

from service.domain.argument_map import ArgumentMap
from service.formats import export_map
from service.formats.schema import schema_text
from tests.building import tram_map
from tests.maps import argument_maps

_FILE = Path(__file__).parents[2] / "docs" / "schema" / "map-v1.json"
_VALIDATOR = jsonschema.Draft202012Validator(json.loads(_FILE.read_text("utf-8")))


def test_the_published_schema_is_the_domains() -> None:
    written = _FILE.read_text("utf-8")
    assert written == schema_text(), "run: python -m service.formats.schema > docs/schema/map-v1.json"
    jsonschema.Draft202012Validator.check_schema(json.loads(written))


@given(argument_maps())
def test_every_map_is_valid(map_: ArgumentMap) -> None:
    _VALIDATOR.validate(json.loads(export_map(map_, "json").text))


@pytest.mark.parametrize(
    "change", [{"colour": "red"}, {"schema_version": "2"}, {"units": [{"id": "u"}]}, {"version": 0}]
)
def test_it_refuses_what_is_no_map(change: dict[str, object]) -> None:
    value = json.loads(export_map(tram_map(), "json").text) | change
    assert not _VALIDATOR.is_valid(value)
