import json
import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.argument_map import ArgumentMap
from service.errors import FormatError, InputError
from service.formats import export_map, import_map
from tests.maps import argument_maps


@pytest.mark.parametrize("format_name", ["aif", "xaif"])
@given(map_=argument_maps())
def test_everything_but_provenance_and_issues_comes_back(format_name: str, map_: ArgumentMap) -> None:
    exported = export_map(map_, format_name)
    back = import_map(exported.text, format_name)
    assert back.warnings == ()
    without_issues = map_.model_copy(update={"issues": ()})
    assert export_map(without_issues, format_name).warnings == ("not kept: the provenance",)
    assert any("issues" in warning for warning in exported.warnings) == bool(map_.issues)
    leave = {"provenance", "version", "issues"}
    assert back.map.model_dump(exclude=leave) == map_.model_dump(exclude=leave)


@pytest.mark.parametrize("format_name", ["aif", "xaif"])
@given(map_=argument_maps())
def test_holders_and_structure_stand_in_the_graph_itself(format_name: str, map_: ArgumentMap) -> None:
    """What another program leaves of it, when it drops the keys that it does not know."""
    value = json.loads(export_map(map_, format_name).text)
    bare = import_map(json.dumps(_without_extension(value)), format_name).map
    labels = {item.id: item.label for item in map_.perspectives}
    found = {item.id: item.label for item in bare.perspectives}
    texts = [" ".join(unit.text.split()) for unit in map_.units]
    assert [" ".join(unit.text.split()) for unit in bare.units] == texts
    assert [found[unit.perspective] for unit in bare.units] == [labels[unit.perspective] for unit in map_.units]
    number = {unit.id: n for n, unit in enumerate(map_.units)}
    found_number = {unit.id: n for n, unit in enumerate(bare.units)}
    assert [(item.kind, sorted(found_number[source] for source in item.sources)) for item in bare.relations] == [
        (item.kind, sorted(number[source] for source in item.sources)) for item in map_.relations
    ]


def _without_extension(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_extension(item) for key, item in value.items() if key != "argmap"}
    return [_without_extension(item) for item in value] if isinstance(value, list) else value


def node(name: Any, kind: str, text: Any = "text", **more: Any) -> dict[str, Any]:
    return {"nodeID": name, "type": kind, "text": text, **more}


def edge(source: Any, target: Any) -> dict[str, Any]:
    return {"edgeID": 1, "fromID": source, "toID": target}


def aif(nodes: list[Any], edges: list[Any], **more: Any) -> str:
    return json.dumps({"nodes": nodes, "edges": edges, **more})


def test_linked_premises_undercuts_and_speakers_of_a_foreign_file() -> None:
    claims = [node(n, "I", f"claim {n}") for n in range(1, 6)]
    schemes = [
        *(node(10, "RA", "Expert Opinion", scheme="Expert Opinion"), node(11, "CA", None), node(12, "CA", "x")),
        *(node("20", "L", "Ann : claim 3"), node("21", "YA", "Asserting"), node(22, "TA"), node(23, "MA", "Rephrase")),
    ]
    text = aif(
        [*claims, *schemes],
        [
            edge(1, 10),
            edge(2, 10),
            edge(10, 3),
            edge(4, 11),
            edge("11", "10"),
            edge(5, 12),
            edge(12, 11),
            edge(20, 21),
            edge(21, 3),
            edge(5, 23),
            edge(23, 4),
            edge(1, 2),
            edge(1, 99),
        ],
        locutions=[{"nodeID": 4, "personID": 7}],
        participants=[{"participantID": 7, "firstname": "Bo", "surname": "Li"}],
    )
    imported = import_map(text, "aif")
    found = {item.id: (item.kind, item.sources, item.target, item.note) for item in imported.map.relations}
    assert found == {
        "r10": ("support", ("n1", "n2"), "n3", "scheme: Expert Opinion"),
        "r11": ("undercut", ("n4",), "r10", None),
        "r12": ("undercut", ("n5",), "r11", "scheme: x"),
        "r23": ("support", ("n5",), "n4", "scheme: Rephrase"),
    }
    labels = {item.id: item.label for item in imported.map.perspectives}
    holders = {unit.id: labels[unit.perspective] for unit in imported.map.units}
    assert holders == {"n1": "The author", "n2": "The author", "n3": "Ann", "n4": "Bo Li", "n5": "The author"}
    said = " ".join(imported.warnings)
    for oddity in ("I nodes", "rephrases", "lacks a node", "claim to claim"):
        assert oddity in said


def test_circles_doubled_nodes_and_self_support() -> None:
    text = aif(
        [
            node(1, "I"),
            node(2, "I"),
            node(1, "I"),
            node(3, "RA"),
            node(4, "CA"),
            node(5, "RA"),
            "rubbish",
            {"type": "I"},
        ],
        [edge(1, 3), edge(3, 2), edge(2, 4), edge(4, 1), edge(1, 5), edge(5, 1), "rubbish"],
    )
    imported = import_map(text, "aif")
    assert len(imported.map.relations) == 1
    said = " ".join(imported.warnings)
    for oddity in ("cycle", "twice", "itself", "no nodeID", "not an object"):
        assert oddity in said


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"nodes": 3}', "{" * 50_000, "[" * 100_000, '{"nodes": [', "\ud800", '{"AIF": {}}'],
)
@pytest.mark.parametrize("format_name", ["aif", "xaif", "json"])
def test_hostile_texts_are_refused_with_a_hint(format_name: str, text: str) -> None:
    with pytest.raises(InputError) as caught:
        import_map(text, format_name)
    assert caught.value.hint


_KINDS = st.sampled_from(["I", "I", "RA", "CA", "MA", "L", "YA", "TA", "PA", "", None, 3])
_IDS = st.sampled_from([1, 2, 3, 4, 5, "1", "2", "x", None, 2.5, True, [], {}])
_TEXTS = st.sampled_from(["a claim", "", None, 7, "\x00\ud800", "Ann : a claim", ["x"], "🙂"])
_NODES = st.fixed_dictionaries({"nodeID": _IDS, "type": _KINDS, "text": _TEXTS})
_EDGES = st.fixed_dictionaries({"fromID": _IDS, "toID": _IDS})
_LOCUTIONS = st.fixed_dictionaries({"nodeID": _IDS, "personID": _IDS})


@given(st.lists(_NODES | _IDS, max_size=8), st.lists(_EDGES | _IDS, max_size=12), st.lists(_LOCUTIONS, max_size=3))
def test_no_graph_crashes(nodes: list[Any], edges: list[Any], locutions: list[Any]) -> None:
    import_map(aif(nodes, edges, locutions=locutions), "aif").map.model_dump_json()


def test_hundreds_of_random_foreign_graphs() -> None:
    chance = random.Random(7)
    for _ in range(500):
        size = chance.randint(1, 40)
        kinds = [chance.choice(["I", "I", "I", "RA", "CA", "MA", "L", "YA"]) for _ in range(size)]
        nodes = [node(n if chance.random() < 0.5 else str(n), kind, f"text {n}") for n, kind in enumerate(kinds)]
        edges = [edge(chance.randrange(size), chance.randrange(size)) for _ in range(2 * size)]
        import_map(aif(nodes, edges), "aif")


@given(argument_maps(min_units=1), st.data())
def test_a_damaged_extension_never_crashes(map_: ArgumentMap, data: st.DataObject) -> None:
    value = json.loads(export_map(map_, "aif").text)
    places = [(item, key) for item in _dicts(value) for key in item]
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(st.sampled_from([None, -1, "x", [], {}, 10**9, True, [{"start": 5, "end": 2}]]))
    with suppress(FormatError):
        import_map(json.dumps(value), "aif").map.model_dump_json()


def _dicts(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(found for item in value.values() for found in _dicts(item))]
    return [found for item in value for found in _dicts(item)] if isinstance(value, list) else []
