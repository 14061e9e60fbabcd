"""Corrections over HTTP: versions, conflicts, history, imports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from service.domain.argument_map import parse_map
from tests.building import tram_map


@pytest.fixture
def tram(client: httpx.Client) -> Iterator[dict[str, Any]]:
    answer = client.post("/v1/maps/import", content=tram_map().model_dump_json())
    assert answer.status_code == 201, answer.text
    yield answer.json()
    client.delete(f"/v1/maps/{answer.json()['id']}")


def patch(client: httpx.Client, map_id: str, *changes: dict[str, Any], version: str = '"1"') -> httpx.Response:
    body = {"comment": "read again", "changes": list(changes)}
    return client.patch(f"/v1/maps/{map_id}", json=body, headers={"If-Match": version})


DROP = {"op": "remove", "kind": "relation", "id": "r1"}


def test_a_correction_is_a_new_version_with_its_difference(client: httpx.Client, tram: dict[str, Any]) -> None:
    answer = patch(client, tram["id"], DROP)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert parse_map(answer.content).version == 2
    first, second = client.get(f"/v1/maps/{tram['id']}/versions").json()["versions"]
    assert (first["version"], first["made_by"]) == (1, "import:json")
    assert (second["made_by"], second["comment"]) == ("user", "read again")
    assert ("remove", "relation", "r1") in [(item["op"], item["kind"], item["id"]) for item in second["changes"]]
    old = client.get(f"/v1/maps/{tram['id']}", params={"version": 1})
    assert len(old.json()["relations"]) == 3


def test_an_earlier_version_becomes_the_next(client: httpx.Client, tram: dict[str, Any]) -> None:
    patch(client, tram["id"], DROP)
    address, tag = f"/v1/maps/{tram['id']}", {"If-Match": '"2"'}
    restored = client.patch(address, json={"restore": 1, "comment": "back"}, headers=tag)
    assert restored.json() == {**tram, "version": 3}
    assert client.patch(address, json={"restore": 9}, headers={"If-Match": '"3"'}).status_code == 404
    assert client.get(f"{address}/versions").json()["versions"][-1]["comment"] == "back"


def test_a_stale_version_is_refused_and_loses_nothing(client: httpx.Client, tram: dict[str, Any]) -> None:
    assert patch(client, tram["id"], DROP).status_code == 200
    stale = patch(client, tram["id"], {"op": "conclusion", "id": None})
    assert (stale.status_code, stale.json()["current_version"]) == (409, 2)
    assert client.get(f"/v1/maps/{tram['id']}").json()["conclusion"] == "u3"


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ([{"op": "remove", "kind": "unit", "id": "u9"}], 422, "u9"),
        ([{"op": "change", "kind": "relation", "id": "r0", "value": {"target": "u9"}}], 422, "references"),
        ([DROP, {"op": "change", "kind": "unit", "id": "u0", "value": {"spans": []}}], 422, "unit-text"),
        (
            [{"op": "change", "kind": "unit", "id": "u0", "value": {"confidence": 7}}],
            422,
            "confidence: must be at most 1",
        ),
        ([{"op": "change", "kind": "unit", "id": "u0", "value": {"colour": 7}}], 422, "colour: is no known field"),
        ([{"op": "explode"}], 422, "must be one of"),
        ([], 422, "send either `changes` or `restore`"),
    ],
)
def test_a_bad_correction_changes_nothing(
    client: httpx.Client, tram: dict[str, Any], changes: list[Any], status: int, said: str
) -> None:
    answer = patch(client, tram["id"], *changes)
    assert answer.status_code == status
    assert said in answer.text
    assert "pydantic" not in answer.text
    assert "\n" not in answer.json()["detail"]
    assert client.get(f"/v1/maps/{tram['id']}").json() == tram


def test_a_broken_map_is_not_imported_and_every_rule_is_named(client: httpx.Client) -> None:
    data = tram_map().model_dump(mode="json")
    data["units"][0]["text"] = "something else"
    data["relations"][2]["scope"] = "paragraph"
    answer = client.post("/v1/maps/import", json=data)
    assert answer.status_code == 422
    assert {item["rule"] for item in answer.json()["errors"]} >= {"unit-text", "scope"}


def test_argdown_is_imported(client: httpx.Client) -> None:
    text = "[Trams]: Trams should stay.\n  + [Many]: They carry many.\n"
    answer = client.post("/v1/maps/import", params={"format": "argdown"}, content=text)
    assert answer.status_code == 201, answer.text
    assert json.loads(answer.content)["relations"][0]["kind"] == "support"
