import json

import pytest

from service.domain.argument_map import ArgumentMap
from service.errors import FormatError, InvalidMap
from service.formats import EXPORT_FORMATS, IMPORT_FORMATS, export_map, import_map
from tests.building import tram_map


def test_what_a_map_cannot_hold_is_told_with_its_line() -> None:
    (warning,) = import_map("[A]: a\n  >< [B]: b\n", "argdown").warnings
    assert warning.startswith("line 2: a contradiction became a rebut in one direction")


def test_json_comes_back_whole() -> None:
    map_ = tram_map()
    assert import_map(export_map(map_, "json").text, "json").map == map_


def test_json_that_breaks_a_rule_names_it() -> None:
    value = json.loads(export_map(tram_map(), "json").text)
    value["units"][0]["text"] = "Trams lose"
    with pytest.raises(InvalidMap, match="unit-text"):
        import_map(json.dumps(value), "json")
    value["colour"] = "red"
    with pytest.raises(InvalidMap, match="colour"):
        import_map(json.dumps(value), "json")


@pytest.mark.parametrize("name", ["nonsense", "", "svg"])
def test_unknown_formats(name: str) -> None:
    with pytest.raises(FormatError, match="no import format") as error:
        import_map("{}", name)
    assert all(known in error.value.hint for known in IMPORT_FORMATS)


@pytest.fixture(scope="module")
def chain() -> ArgumentMap:
    claims = "\n\n".join(f"[a{n}]: claim {n}" for n in range(1500))
    links = "\n\n".join(f"[a{n}]\n  + [a{n + 1}]" for n in range(1499))
    return import_map(f"{claims}\n\n{links}\n", "argdown").map


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_a_chain_of_thousands_is_exported_or_refused_with_a_hint(name: str, chain: ArgumentMap) -> None:
    try:
        assert export_map(chain, name).text
    except FormatError as error:
        assert "json" in error.hint  # noqa: PT017 (which formats can hold it is not the point)
