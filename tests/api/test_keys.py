"""Who may call."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from service.storage.keys import KeyTable
from service.storage.store import MapStore
from tests.serving import serving, settings_in
from tests.waiting import until


def test_a_server_whose_last_key_was_revoked_does_not_open(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    store = MapStore.open(settings.database_url)
    keys = KeyTable(store.database)
    key, secret = keys.create("ann")
    with serving(settings) as url, httpx.Client(base_url=url, timeout=60) as client:
        headers = {"Authorization": f"Bearer {secret}"}
        assert client.get("/v1/maps").status_code == 401
        assert client.get("/v1/maps", headers=headers).status_code == 200
        keys.revoke(key.id)
        until(lambda: client.get("/v1/maps", headers=headers).status_code == 401)
        assert client.get("/v1/maps").status_code == 401
    store.close()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "argmap.localhost"])
def test_a_server_without_keys_is_asked_by_this_machine(client: httpx.Client, name: str) -> None:
    headers = {"Host": f"{name}:8000", "Origin": f"http://{name}:8000"}
    assert client.get("/v1/maps", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},  # whose name leads to the loopback for a moment (DNS rebinding)
        {"Host": "127.0.0.1.evil.example:8000"},
        {"Host": ""},
        {"Host": "[::1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_server_without_keys_serves_no_page_of_a_stranger(client: httpx.Client, headers: dict[str, str]) -> None:
    answers = [
        client.get("/v1/maps", headers=headers),
        client.post("/v1/maps", files={"file": ("a.txt", b"Trams should stay.")}, headers=headers),
        client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert answers[0].json()["type"].startswith("urn:argmap:problem:foreign-")


def test_with_a_key_the_name_does_not_matter(tmp_path: Path) -> None:
    headers = {"Host": "argmap.example", "Origin": "https://argmap.example", "X-API-Key": "alpha"}
    with serving(settings_in(tmp_path, api_keys="alpha")) as url, httpx.Client(base_url=url, timeout=60) as client:
        assert client.get("/v1/maps", headers=headers).status_code == 200


def test_more_maps_than_a_key_may_have_unfinished_are_refused(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, max_waiting_per_key=1, max_runs=1)
    with serving(settings) as url, httpx.Client(base_url=url, timeout=60) as client:
        text = "Trams should stay. They carry many people.\n\n" * 60
        answers = [client.post("/v1/maps", json={"text": text}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [202, 429]
        assert answers[1].json()["type"] == "urn:argmap:problem:too-many-maps"
        assert answers[1].headers["Retry-After"]
