"""What can be read of a map: itself, the list, trees, perspectives, exports, and the server's own state."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from service.domain.argument_map import parse_map
from service.ui.page_format import ALL_FORMATS


def test_a_map_is_sent_once_to_a_caller_who_keeps_its_etag(client: httpx.Client, made: dict[str, Any]) -> None:
    answer = client.get(f"/v1/maps/{made['id']}")
    assert answer.headers["etag"] == '"1"'
    assert client.get(f"/v1/maps/{made['id']}", headers={"If-None-Match": '"1"'}).status_code == 304
    assert parse_map(answer.content).id == made["id"]


def test_the_list_is_paged_searched_and_filtered(client: httpx.Client, made: dict[str, Any]) -> None:
    for number in range(3):
        client.post("/v1/maps", params={"wait": 60}, json={"text": f"Zeppelin number {number} should fly."})
    first = client.get("/v1/maps", params={"q": "zeppelin", "limit": 2}).json()
    rest = client.get("/v1/maps", params={"q": "zeppelin", "limit": 2, "cursor": first["next"]}).json()
    assert (len(first["maps"]), len(rest["maps"]), rest["next"]) == (2, 1, None)
    assert client.get("/v1/maps", params={"status": "failed"}).json()["maps"] == []
    assert made["id"] in [line["id"] for line in client.get("/v1/maps").json()["maps"]]


def test_the_samples_are_mapped_from_the_start(client: httpx.Client) -> None:
    samples = client.get("/v1/maps", params={"sample": True}).json()["maps"]
    assert [(item["id"], item["engine"], item["status"]) for item in samples] == [
        ("sample-by-model", "llm", "done"),
        ("sample", "offline", "done"),
    ]
    assert all(item["units"] > 10 for item in samples)
    assert client.get("/v1/maps/sample-by-model/issues").json()["issues"]


def test_trees_hold_every_unit_once(client: httpx.Client, made: dict[str, Any]) -> None:
    forest = client.get(f"/v1/maps/{made['id']}/trees").json()
    assert sorted(_unit_ids(forest["trees"])) == sorted(unit["id"] for unit in made["units"])
    folded = client.get(f"/v1/maps/{made['id']}/trees", params={"depth": 0}).json()
    assert all(tree["inferences"] == [] for tree in folded["trees"])
    one = client.get(f"/v1/maps/{made['id']}/trees", params={"paragraph": 10}).json()["trees"]
    assert 0 < len(one) < len(forest["trees"])


def _unit_ids(nodes: list[dict[str, Any]]) -> list[str]:
    found = []
    for node in nodes:
        found.append(node["unit"]["id"])
        pending = list(node["inferences"])
        while pending:
            inference = pending.pop()
            found += _unit_ids(inference["premises"])
            pending += inference["undercuts"]
    return found


def test_perspectives_tell_who_holds_what(client: httpx.Client, made: dict[str, Any]) -> None:
    comparison = client.get(f"/v1/maps/{made['id']}/perspectives").json()
    assert comparison["holdings"][0]["perspective"]["id"] == "author"
    held = [unit for item in comparison["holdings"] for unit in (*item["conclusions"], *item["premises"])]
    assert sorted(held) == sorted(unit["id"] for unit in made["units"])


@pytest.mark.parametrize("format_", ALL_FORMATS)
def test_every_format_is_exported_with_its_media_type(client: httpx.Client, made: dict[str, Any], format_: str) -> None:
    answer = client.get(f"/v1/maps/{made['id']}/export", params={"format": format_})
    assert answer.status_code == 200, answer.text
    assert answer.text.strip()
    if "json" in answer.headers["content-type"]:
        json.loads(answer.text)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/maps/nothing", 404, "no-such-map"),
        ("/v1/maps/nothing/trees", 404, "no-such-map"),
        ("/v1/maps/nothing/events", 404, "no-such-map"),
        ("/v1/maps/{id}/trees?perspective=v99", 404, "no-such-perspective"),
        ("/v1/maps/{id}/trees?paragraph=99", 404, "no-such-paragraph"),
        ("/v1/maps/{id}/export?format=doc", 422, "unknown-format"),
        ("/v1/maps/{id}?version=9", 404, "no-such-map"),
        ("/v1/maps?cursor=x", 400, "bad-cursor"),
        ("/v1/maps?limit=0", 422, "bad-request"),
        ("/v1/nothing", 404, "not-found"),
    ],
)
def test_what_is_not_there_is_a_problem(
    client: httpx.Client, made: dict[str, Any], path: str, status: int, code: str
) -> None:
    answer = client.get(path.format(id=made["id"]))
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:argmap:problem:{code}")


def test_the_server_tells_its_state(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "detail": {}}
    assert client.get("/readyz").status_code == 200
    assert "argmap_" in client.get("/metrics").text
    assert client.get("/v1/engines").json()["available"] == ["offline"]


def test_every_operation_of_the_openapi_document_has_an_example(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    with_examples = [name for name, schema in document["components"]["schemas"].items() if "examples" in schema]
    marks = ['"example"', *(f'"#/components/schemas/{name}"' for name in with_examples)]
    bare = [
        f"{method} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if not any(mark in json.dumps(operation) for mark in marks)
    ]
    assert bare == []
