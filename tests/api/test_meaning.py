"""What a map says, over HTTP: one answer for all who show it; previews of corrections; issues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from service.domain.argument_map import parse_map
from service.domain.comparison import compare_perspectives
from service.domain.meaning import meaning_of
from tests.building import dispute_map


@pytest.fixture
def lake(client: httpx.Client) -> Iterator[dict[str, Any]]:
    answer = client.post("/v1/maps/import", content=dispute_map().model_dump_json())
    assert answer.status_code == 201, answer.text
    yield answer.json()
    client.delete(f"/v1/maps/{answer.json()['id']}")


def test_the_meaning_is_the_domains_and_comes_with_its_map(client: httpx.Client, lake: dict[str, Any]) -> None:
    address = f"/v1/maps/{lake['id']}/meaning"
    answer = client.get(address, params={"map": True})
    wanted = meaning_of(parse_map(lake)).model_dump(mode="json")
    brief = client.get(f"/v1/maps/{lake['id']}/brief").json()
    assert answer.json() == {"map": lake, "meaning": wanted, "brief": brief}
    assert client.get(address).json() == {"map": None, "meaning": wanted, "brief": None}
    again = client.get(address, params={"map": True}, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    compared = client.get(f"/v1/maps/{lake['id']}/perspectives").json()
    assert compared == compare_perspectives(parse_map(lake)).model_dump(mode="json")
    assert (compared["holdings"], compared["contacts"]) == (wanted["holdings"], wanted["contacts"])


def test_a_preview_says_what_a_correction_would_mean_and_stores_nothing(
    client: httpx.Client, lake: dict[str, Any]
) -> None:
    address = f"/v1/maps/{lake['id']}"
    change = {"op": "change", "kind": "relation", "id": "r0", "value": {"kind": "rebut"}}
    answer = client.post(f"{address}/preview", json={"changes": [change]})
    assert answer.status_code == 200, answer.text
    assert [item["relation"] for item in answer.json()["objections"]] == ["r0"]
    whole = client.post(f"{address}/preview", params={"map": True, "version": 1}, json={"changes": [change]}).json()
    assert (whole["map"]["relations"][0]["kind"], whole["meaning"]) == ("rebut", answer.json())
    part = client.post(f"{address}/preview", params={"differences": True}, json={"changes": [change]}).json()
    assert part == {**whole, "map": None}
    assert [(item["op"], item["kind"], item["id"]) for item in part["differences"]] == [("change", "relation", "r0")]
    assert client.get(address).json() == lake
    assert client.get(f"{address}/meaning").json()["meaning"]["objections"] == []
    client.patch(address, json={"changes": [change]}, headers={"If-Match": '"1"'}).raise_for_status()
    back = client.post(f"{address}/preview", params={"map": True}, json={"restore": 1}).json()
    assert back["map"] == lake
    assert [(item["after"]["kind"], item["id"]) for item in back["differences"]] == [("support", "r0")]
    wrong = client.post(f"{address}/preview", json={"changes": [{"op": "remove", "kind": "unit", "id": "u9"}]})
    assert (wrong.status_code, wrong.json()["type"]) == (422, "urn:argmap:problem:invalid-map")


def test_issues_are_read_with_their_trees_and_between_two_sides(client: httpx.Client, lake: dict[str, Any]) -> None:
    address = f"/v1/maps/{lake['id']}/issues"
    (issue,) = client.get(address).json()["issues"]
    assert (issue["question"]["text"], issue["own_words"]) == ("Why is the lake gone?", False)
    assert issue["positions"][0]["trees"][0]["inferences"][0]["premises"][0]["unit"]["id"] == "u1"
    (between,) = client.get(address, params={"between": "v1,v4"}).json()["issues"]
    assert [item["perspective"] for item in between["positions"]] == ["v1", "v4"]
    assert client.get(address, params={"between": "v1,author"}).json() == {"issues": []}
    for asked, status in (("v1", 422), ("v1,v1", 422), ("v1,v9", 404), ("v1,v2,v4", 422)):
        assert client.get(address, params={"between": asked}).status_code == status, asked


def test_an_issue_is_corrected_like_any_part(client: httpx.Client, lake: dict[str, Any]) -> None:
    address = f"/v1/maps/{lake['id']}"
    hostile = "<img src=x onerror=alert(1)> why?"
    changes = [{"op": "change", "kind": "issue", "id": "i0", "value": {"question": {"text": hostile}}}]
    answer = client.patch(address, json={"changes": changes}, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    assert answer.json()["issues"][0]["question"]["text"] == hostile
    (difference,) = client.get(f"{address}/versions").json()["versions"][1]["changes"]
    assert (difference["op"], difference["kind"], difference["id"]) == ("change", "issue", "i0")
    gone = [{"op": "remove", "kind": "issue", "id": "i0"}]
    assert client.patch(address, json={"changes": gone}, headers={"If-Match": '"2"'}).json()["issues"] == []


def test_issues_are_asked_for_where_there_are_none(client: httpx.Client, lake: dict[str, Any]) -> None:
    address = f"/v1/maps/{lake['id']}"
    refused = client.post(f"{address}/issues")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:argmap:problem:has-issues")
    gone = [{"op": "remove", "kind": "issue", "id": "i0"}]
    assert client.patch(address, json={"changes": gone}).status_code == 200
    asked = client.post(f"{address}/issues")
    assert (asked.status_code, asked.headers["location"]) == (202, address)
    assert asked.json() == {"id": lake["id"], "status": "done"}
    answer = client.post(f"{address}/issues", params={"wait": 30, "engine": "offline"})
    assert answer.status_code in (200, 409), "409 where the first question found some before the second was put"
    assert client.get(address).json()["version"] >= 3
    unknown = client.post("/v1/maps/nothing/issues")
    assert unknown.status_code == 404
    assert client.post(f"{address}/issues", params={"engine": "llm"}).status_code == 422


def test_the_brief_is_there_at_once_by_template_and_says_how_to_get_a_models(
    client: httpx.Client, lake: dict[str, Any]
) -> None:
    address = f"/v1/maps/{lake['id']}/brief"
    brief = client.get(address).json()
    assert (brief["map"], brief["version"], brief["words"]) == (lake["id"], 1, "template")
    assert "Why is the lake gone?" in brief["groups"][0]["sentences"][0]["text"]
    missing = client.get(address, params={"words": "model"})
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:argmap:problem:no-such-brief")
    assert "POST" in missing.json()["hint"]
    assert client.get("/v1/maps/nothing/brief").status_code == 404
    assert client.post(address).status_code == 422, "this server has no model"
    exported = client.get(f"/v1/maps/{lake['id']}/export", params={"format": "brief"})
    assert exported.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "[^b1]: ¶ 2: “the dam leaks”" in exported.text
