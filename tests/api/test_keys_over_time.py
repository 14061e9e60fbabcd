"""Keys that are revoked, replaced or guessed while a server runs; requests that never end. Servers of their own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from service.api.keys import key_id
from service.storage.keys import KeyTable
from service.storage.store import MapStore
from tests.serving import served, serving, settings_in
from tests.waiting import until

_PARAGRAPHS = [f"Tram number {number} should stay. It carries many people, they say." for number in range(400)]
LONG = "\n\n".join(_PARAGRAPHS)
ENDED = {"done", "partial", "failed", "cancelled"}


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyTable]:
    store = MapStore.open(settings_in(tmp_path).database_url)
    yield KeyTable(store.database)
    store.close()


def _bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_revoked_key_ends_its_streams_and_its_runs(tmp_path: Path, keys: KeyTable) -> None:
    key, secret = keys.create("ann")
    other, another = keys.create("bob")
    with serving(settings_in(tmp_path)) as url, httpx.Client(base_url=url, timeout=60) as client:
        made = client.post("/v1/maps", json={"text": LONG}, headers=_bearer(secret)).json()["id"]
        theirs = client.post("/v1/maps", json={"text": "Trams pay."}, headers=_bearer(another)).json()["id"]
        with httpx.stream("GET", f"{url}/v1/maps/{made}/events", headers=_bearer(secret), timeout=60) as stream:
            lines = stream.iter_lines()
            next(lines)
            keys.revoke(key.id)
            for _ in lines:
                pass
        until(lambda: _status(tmp_path, made, key.owner) == "cancelled", 30)
        until(lambda: _status(tmp_path, theirs, other.owner) == "done", 100)


def test_a_rotated_key_opens_the_same_maps_and_lets_its_runs_go_on(tmp_path: Path, keys: KeyTable) -> None:
    key, secret = keys.create("ann")
    with serving(settings_in(tmp_path)) as url, httpx.Client(base_url=url, timeout=90) as client:
        made = client.post("/v1/maps", json={"text": "\n\n".join(_PARAGRAPHS[:30])}, headers=_bearer(secret)).json()[
            "id"
        ]
        _, new = keys.rotate(key.id)
        until(lambda: client.get(f"/v1/maps/{made}", headers=_bearer(secret)).status_code == 401, 30)
        assert client.get(f"/v1/maps/{made}", headers=_bearer(new)).status_code == 200
        assert [item["id"] for item in client.get("/v1/maps", headers=_bearer(new)).json()["maps"]][:1] == [made]
        assert until(lambda: ENDED & {_status(tmp_path, made, key.owner)}, 300) == {"done"}


def test_a_key_of_the_settings_can_be_replaced(tmp_path: Path, keys: KeyTable) -> None:
    settings = settings_in(tmp_path, api_keys="alpha")
    with serving(settings) as url, httpx.Client(base_url=url, timeout=60) as client:
        params = {"wait": 30}
        made = client.post("/v1/maps", params=params, json={"text": "Trams pay."}, headers=_bearer("alpha")).json()
        _, new = keys.rotate(key_id("alpha"))
        until(lambda: client.get(f"/v1/maps/{made['id']}", headers=_bearer(new)).status_code == 200, 30)


def test_keys_that_are_guessed_are_counted_by_address(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, api_keys="alpha,beta", max_failed_keys=5)
    with serving(settings) as url, httpx.Client(base_url=url, timeout=60) as client:
        assert client.get("/v1/maps", headers=_bearer("alpha")).status_code == 200
        statuses = [client.get("/v1/maps", headers=_bearer(f"guess {n}")).status_code for n in range(8)]
        assert statuses == [401] * 5 + [429] * 3
        refused = client.get("/v1/maps", headers=_bearer("beta"))
        assert refused.status_code == 429, "a guess that is right is not told from others"
        assert refused.json()["type"] == "urn:argmap:problem:too-many-wrong-keys"
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert client.get("/v1/maps", headers=_bearer("alpha")).status_code == 200, "who was here before may stay"
        assert client.get("/v1/maps").status_code == 401, "no key is no guess"


def test_what_the_server_says_of_itself_wants_a_key_where_that_is_set(tmp_path: Path) -> None:
    with (
        serving(settings_in(tmp_path, api_keys="alpha", key_for_info=True)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        for path in ("/metrics", "/docs", "/openapi.json"):
            assert client.get(path).status_code == 401, path
            assert client.get(path, headers=_bearer("alpha")).status_code == 200, path
        for path in ("/healthz", "/readyz"):
            assert client.get(path).status_code == 200, path


def test_requests_that_are_sent_half_are_not_waited_for(tmp_path: Path) -> None:
    with served(tmp_path, ARGMAP_RECEIVE_SECONDS="1") as (url, _):
        port = int(url.rpartition(":")[2])
        heads = (b"", b"GET /healthz HTT", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Drips: ")
        post = b"POST /v1/maps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        with ThreadPoolExecutor(len(heads) + 1) as pool:
            half = pool.submit(_answer, port, post + b"Content-Length: 99\r\n\r\n{")
            for sent, answer in zip(heads, pool.map(lambda sent: _answer(port, sent), heads), strict=True):
                assert answer == b"", sent
            assert half.result().startswith(b"HTTP/1.1 408 "), "half a body"
        slow = httpx.get(f"{url}/v1/maps/sample/events", timeout=30)
        assert slow.status_code == 200


def _answer(port: int, sent: bytes) -> bytes:
    """What comes until the server closes; the body drips on meanwhile."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connection:
        connection.sendall(sent)
        found = b""
        while part := connection.recv(65536):
            found += part
        return found


def _status(folder: Path, map_id: str, owner: str) -> str:
    store = MapStore.open(settings_in(folder).database_url)
    try:
        return store.summary(map_id, owner).status
    finally:
        store.close()
