"""Small requests that stopped a server, or told too much: each failed before its repair."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

_CHAIN = "[c0]: claim\n  + [c1]: reason"
_HEADERS = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def imported(base_url: str) -> str:
    answer = httpx.post(f"{base_url}/v1/maps/import", params={"format": "argdown"}, content=_CHAIN, timeout=60)
    assert answer.status_code == 201, answer.text
    map_id: str = answer.json()["id"]
    return map_id


@pytest.mark.parametrize(
    ("value", "status"),
    [({"label": "\ud800"}, 400), ({"label": "x", "mentions": ["a"]}, 422), ({"id": ["a"]}, 422)],
)
def test_odd_values_of_a_correction(client: httpx.Client, imported: str, value: dict[str, Any], status: int) -> None:
    body = {"changes": [{"op": "add", "kind": "perspective", "value": value}]}
    answer = client.patch(f"/v1/maps/{imported}", content=json.dumps(body), headers=_HEADERS)
    assert answer.status_code == status, answer.text


def test_a_list_where_an_id_belongs(client: httpx.Client, imported: str) -> None:
    body = {"changes": [{"op": "change", "kind": "unit", "id": "c0", "value": {"attribution": ["a"]}}]}
    assert client.patch(f"/v1/maps/{imported}", json=body).status_code == 422


def test_a_version_of_5000_digits(client: httpx.Client, imported: str) -> None:
    body = {"changes": [{"op": "conclusion", "id": None}]}
    answer = client.patch(f"/v1/maps/{imported}", json=body, headers={"If-Match": "1" * 5_000})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/static/%00", "/static/~0/%00.js", "/static/a%00b.css"])
def test_nul_in_a_path(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("url", ["http://xn--/", "http://192.0.0.192/", "javascript:x", "http://[::1"])
def test_odd_addresses(client: httpx.Client, url: str) -> None:
    assert client.post("/v1/maps", json={"url": url}).status_code == 422


@pytest.mark.parametrize("charset", ["zlib_codec", "bz2", "rot13", "punycode", "undefined"])
def test_charsets_of_a_form_and_of_its_file(client: httpx.Client, charset: str) -> None:
    file = {"file": ("a.txt", b"\xe4" * 99, f"text/plain; charset={charset}")}
    assert client.post("/v1/maps", files=file).status_code in (202, 422)
    form = {"Content-Type": f"multipart/form-data; boundary=b; charset={charset}"}
    body = b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--b--\r\n'
    assert client.post("/v1/maps", content=body, headers=form).status_code in (400, 422)


def test_invented_methods_are_counted_together(client: httpx.Client) -> None:
    for number in range(20):
        client.request(f"INVENTED{number}", "/v1/maps")
    assert "INVENTED" not in client.get("/metrics").text


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:1", "http://evil.example", "null"])
def test_pages_of_other_programs_may_not_use_a_server_without_keys(client: httpx.Client, origin: str) -> None:
    answer = client.post("/v1/maps", json={"text": "Trams pay."}, headers={"Origin": origin})
    assert answer.status_code == 403


def test_its_own_page_may(client: httpx.Client, base_url: str) -> None:
    for origin in (base_url, base_url.replace("127.0.0.1", "localhost")):
        assert client.get("/v1/maps", headers={"Origin": origin}).status_code == 200


def test_chained_undercuts_are_shown_as_far_as_they_can_be(client: httpx.Client) -> None:
    count = 1_500
    nodes = [{"nodeID": f"i{n}", "type": "I", "text": "a"} for n in range(count + 1)]
    nodes += [{"nodeID": f"s{n}", "type": "CA" if n else "RA", "text": ""} for n in range(count)]
    edges = [{"fromID": f"i{n + 1}", "toID": f"s{n}"} for n in range(count)]
    edges += [{"fromID": f"s{n}", "toID": f"s{n - 1}" if n else "i0"} for n in range(count)]
    text = json.dumps({"nodes": nodes, "edges": edges})
    map_id = client.post("/v1/maps/import", params={"format": "aif"}, content=text).json()["id"]
    trees = client.get(f"/v1/maps/{map_id}/trees")
    assert trees.status_code == 200
    assert "nested too deeply" in trees.text
    body = {"changes": [{"op": "remove", "kind": "relation", "id": "rs0"}]}
    assert client.patch(f"/v1/maps/{map_id}", json=body).status_code in (200, 400, 422)


@pytest.mark.parametrize(
    "content", [b'{"text": "a", "x": [' + b"[]," * 200_000 + b"0]}", b"[" * 300_000, b"[0," * 99_999]
)
def test_json_of_very_many_values_is_refused(client: httpx.Client, content: bytes) -> None:
    answer = client.post("/v1/maps", content=content, headers=_HEADERS)
    assert answer.status_code == 400, answer.text
    assert "values" in answer.text or "JSON" in answer.text or "nested" in answer.text


def test_a_long_text_is_no_matter_of_many_values(client: httpx.Client) -> None:
    answer = client.post("/v1/maps", json={"text": "Trams, they say, pay, and so on. " * 10_000})
    assert answer.status_code == 202, answer.text
    assert client.delete(f"/v1/maps/{answer.json()['id']}").status_code == 204
