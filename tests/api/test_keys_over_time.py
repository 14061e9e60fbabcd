"""Keys that are revoked or replaced while a server runs. Servers of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.api.keys import key_id
from service.storage.keys import KeyTable
from service.storage.store import MapStore
from tests.serving import serving, settings_in
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


def _status(folder: Path, map_id: str, owner: str) -> str:
    store = MapStore.open(settings_in(folder).database_url)
    try:
        return store.summary(map_id, owner).status
    finally:
        store.close()
