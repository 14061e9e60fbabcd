"""What no debate can be; what the maps behind it must have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from service.domain.debates.debate import parse_debate
from service.domain.debates.rules import unresolved
from service.errors import InvalidDebate
from service.formats.schema import schema_text
from tests.building import tram_map
from tests.debating import ACTORS, claim, mention, tram_debate


def test_a_debate_survives_its_json_and_keeps_to_the_schema() -> None:
    text = tram_debate().model_dump_json()
    published = Path("docs/schema/debate-v1.json").read_text("utf-8")
    assert published == schema_text("debate"), (
        "run: python -m service.formats.schema debate > docs/schema/debate-v1.json"
    )
    jsonschema.Draft202012Validator(json.loads(published)).validate(json.loads(text))
    assert parse_debate(text) == tram_debate()
    assert json.loads(text)["answers"][0]["from"] == {"map": "m2", "unit": "u1"}


def link(kind: str, a: tuple[str, str], b: tuple[str, str]) -> dict[str, Any]:
    ends = [{"map": map_id, "unit": unit} for map_id, unit in (a, b)]
    return {"links": [{"a": ends[0], "b": ends[1], "kind": kind}]}


def one_actor(*, same: bool, one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {"actors": [{"a": one["members"][0], "b": other["members"][-1], "same": same}]}


CHANGE = {"actor": "x2", "claim": "c1", "from": "for", "to": "against",
          "first": {"map": "m1", "unit": "u1"}, "then": {"map": "m3", "unit": "u1"}}  # fmt: skip
BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("unique-ids", {"actors": [*ACTORS, ACTORS[0] | {"members": []}]}),
    ("references", {"actors": [ACTORS[0] | {"parent": "x2"}, *ACTORS[1:]]}),
    ("references", {"claims": [claim("c1", "x", mention("m9", "u1", "x1"))], "changes": []}),
    ("references", {"claims": [claim("c1", "x", mention("m1", "u1", "x9"))], "changes": []}),
    ("references", {"claims": [claim("c1", "x", mention("m1", "u1", "x1"), issue="i9")], "changes": []}),
    ("references", {"issues": [{"id": "i0", "question": {"text": "Why?", "map": "m9",
                                                         "spans": [{"start": 0, "end": 4}]}}]}),
    ("references", {"actors": [ACTORS[0] | {"members": [{"map": "m9", "perspective": "v1"}]}, *ACTORS[1:]]}),
    ("references", {"answers": [{"id": "n0", "from": {"map": "m9", "unit": "u1"}, "to": {"map": "m1", "unit": "u1"},
                                 "kind": "rebut"}]}),
    ("members", {"actors": [ACTORS[0] | {"members": ACTORS[1]["members"]}, *ACTORS[1:]]}),
    ("mentions", {"claims": [claim("c1", "x", mention("m1", "u1", "x1"), mention("m1", "u1", "x2"))], "changes": []}),
    ("label", {"claims": [claim("c1", "x", mention("m1", "u1", "x1", "against"))], "changes": []}),
    ("answers", {"answers": [{"id": "n0", "from": {"map": "m1", "unit": "u1"}, "to": {"map": "m3", "unit": "u1"},
                              "kind": "rebut"}]}),
    ("answers", {"answers": [{"id": "n0", "from": {"map": "m1", "unit": "u1"}, "to": {"map": "m1", "unit": "u2"},
                              "kind": "rebut"}]}),
    ("changes", {"changes": [CHANGE | {"from": "against", "to": "for"}]}),
    ("changes", {"changes": [CHANGE | {"claim": "c9"}]}),
    ("changes", {"changes": [CHANGE | {"from": "against", "to": "for", "first": CHANGE["then"],
                                       "then": CHANGE["first"]}]}),
    ("answers", {"answers": [{"id": f"n{at}", "from": {"map": "m2", "unit": "u1"}, "to": {"map": "m1", "unit": "u2"},
                              "kind": "rebut"} for at in range(2)]}),
    ("decisions", {"decisions": one_actor(same=True, one=ACTORS[0], other=ACTORS[2])}),
    ("decisions", {"decisions": one_actor(same=False, one=ACTORS[1], other=ACTORS[1])}),
    ("decisions", {"decisions": link("different", ("m1", "u1"), ("m1", "u2"))}),
    ("decisions", {"decisions": link("opposite", ("m1", "u1"), ("m1", "u2"))}),
    ("decisions", {"decisions": link("same", ("m1", "u1"), ("m2", "u1"))}),
    ("schema", {"documents": [{"id": "d1", "map": "m1", "published": "last May"}]}),
]  # fmt: skip


@pytest.mark.parametrize("rule, changes", BROKEN)
def test_each_rule_is_named_where_it_is_broken(rule: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidDebate) as caught:
        tram_debate(**changes)
    assert {item["rule"] for item in caught.value.broken} == {rule}


def test_decisions_that_hold_are_accepted() -> None:
    assert tram_debate(decisions=link("opposite", ("m1", "u1"), ("m2", "u1"))).decisions.links


def test_what_the_maps_do_not_have_is_found() -> None:
    map_ = tram_map()
    values: dict[str, Any] = {
        "documents": [{"id": "d1", "map": "trams"}],
        "actors": [ACTORS[0] | {"members": [{"map": "trams", "perspective": "author"}]}],
        "claims": [claim("c1", "Trams pay", mention("trams", "u0", "x1"))],
        "issues": [], "answers": [], "changes": [],
    }  # fmt: skip
    sound = tram_debate(**values)
    assert unresolved(sound, {"trams": map_}) == []
    missing = tram_debate(**values | {"claims": [claim("c1", "Trams pay", mention("trams", "u9", "x1"))]})
    assert "no unit 'u9'" in str(unresolved(missing, {"trams": map_})[0])
    reworded = tram_debate(**values | {"claims": [claim("c1", "Trams lose", mention("trams", "u0", "x1"))]})
    assert "label" in str(unresolved(reworded, {"trams": map_})[0])
    unknown = [ACTORS[0] | {"members": [{"map": "trams", "perspective": "v9"}]}]
    assert "has no v9" in str(unresolved(tram_debate(**values | {"actors": unknown}), {"trams": map_})[0])
    others = [*values["actors"], ACTORS[2] | {"members": []}]
    borrowed = {"actors": others, "claims": [claim("c1", "Trams pay", mention("trams", "u0", "x3"))]}
    assert "not held by x3" in str(unresolved(tram_debate(**values | borrowed), {"trams": map_})[0])
    assert "no map" in str(unresolved(sound, {})[0])
    assert "version 2" in str(unresolved(sound, {"trams": map_.model_copy(update={"version": 2})})[0])
