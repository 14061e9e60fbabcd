import json

import pytest

from service.domain.argument_map import ArgumentMap
from service.errors import FormatError, InvalidMap
from service.formats import EXPORT_FORMATS, IMPORT_FORMATS, export_map, import_map
from tests.building import tram_map

_KIALO = """Discussion Title: Should trams stay?

1. Trams should stay.
1.1. Pro: They carry [many](https://example.org).
1.1.1. Con: Not at night.
1.2. Con: They cost a lot,
and they squeal.
1.2.1. Con: -> See 1.1.
"""


def test_kialo() -> None:
    imported = import_map(_KIALO, "kialo")
    map_ = imported.map
    assert map_.document.title == "Should trams stay?"
    assert [(unit.id, unit.text) for unit in map_.units] == [
        ("k1", "Trams should stay."),
        ("k1.1", "They carry many."),
        ("k1.1.1", "Not at night."),
        ("k1.2", "They cost a lot, and they squeal."),
    ]
    assert [(item.kind, item.sources, item.target) for item in map_.relations] == [
        ("support", ("k1.1",), "k1"),
        ("rebut", ("k1.1.1",), "k1.1"),
        ("rebut", ("k1.2",), "k1"),
        ("rebut", ("k1.1",), "k1.2"),
    ]


@pytest.mark.parametrize("text", ["", "no claims here", "1.1. Pro: an orphan"])
def test_kialo_refuses(text: str) -> None:
    with pytest.raises(FormatError) as error:
        import_map(text, "kialo")
    assert error.value.hint


@pytest.mark.parametrize(
    ("format_", "text", "told"),
    [
        ("kialo", "1. a\n1.1. Pro: b\n1.1. Con: c\n", "line 3: claim 1.1. occurs twice; only the first was kept"),
        ("kialo", "1. a\n1.1. Con: -> See 1.9.\n", "line 2: a reference to claim 1.9., which does not exist"),
        ("argdown", "[A]: a\n  >< [B]: b\n", "line 2: a contradiction became a rebut in one direction"),
    ],
)
def test_what_a_map_cannot_hold_is_told_with_its_line(format_: str, text: str, told: str) -> None:
    (warning,) = import_map(text, format_).warnings
    assert warning.startswith(told)


def test_sadface() -> None:
    value = {
        "nodes": [
            {"id": "a", "type": "atom", "text": "Trams pay."},
            {"id": "b", "type": "atom", "text": "They carry many."},
            {"id": "c", "type": "atom", "text": "Tracks cost a lot."},
            {"id": "s", "type": "scheme", "name": "support"},
            {"id": "t", "type": "scheme", "name": "conflict"},
            {"id": "x", "type": "scheme", "name": "Practical Reasoning"},
        ],
        "edges": [
            {"id": "1", "source_id": "b", "target_id": "s"},
            {"id": "2", "source_id": "s", "target_id": "a"},
            {"id": "3", "source_id": "c", "target_id": "t"},
            {"id": "4", "source_id": "t", "target_id": "s"},
            {"id": "5", "source_id": "c", "target_id": "x"},
            {"id": "6", "source_id": "x", "target_id": "b"},
        ],
    }
    relations = import_map(json.dumps(value), "sadface").map.relations
    assert [(item.kind, item.sources, item.target, item.note) for item in relations] == [
        ("support", ("nb",), "na", None),
        ("undercut", ("nc",), "rs", None),
        ("support", ("nc",), "nb", "scheme: Practical Reasoning"),
    ]


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
