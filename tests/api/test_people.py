"""Who comes through an authenticating proxy, and who only says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from service.settings import Settings
from tests.building import tram_map
from tests.serving import serving, settings_in

HEADER = "X-Forwarded-User"


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("people")
    settings = settings_in(folder, trusted_user_header=HEADER, trusted_peers="127.0.0.1", api_keys="newsroom")
    with serving(settings) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def test_a_user_owns_what_they_make_and_their_name_stands_at_their_corrections(behind_proxy: httpx.Client) -> None:
    ann, bob = {HEADER: "ann@example.org"}, {HEADER: "bob"}
    sent = behind_proxy.post("/v1/maps/import?format=json", content=tram_map(id="own").model_dump_json(), headers=ann)
    path = f"/v1/maps/{sent.json()['id']}"
    assert behind_proxy.get(path, headers=bob).status_code == 404
    changes = {"changes": [{"op": "change", "kind": "unit", "id": "u1", "value": {"note": "seen"}}]}
    edits = _edit(behind_proxy, path, ann, changes)
    assert edits.status_code == 200, edits.text
    versions = behind_proxy.get(f"{path}/versions", headers=ann).json()["versions"]
    assert versions[-1]["made_by"] == "user:ann@example.org"


def test_with_a_key_beside_it_the_key_owns_and_the_name_is_noted(behind_proxy: httpx.Client) -> None:
    key = {"Authorization": "Bearer newsroom"}
    sent = behind_proxy.post(
        "/v1/maps/import?format=json", content=tram_map(id="shared").model_dump_json(), headers=key | {HEADER: "ann"}
    )
    assert behind_proxy.get(f"/v1/maps/{sent.json()['id']}", headers=key | {HEADER: "bob"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "no-valid-key"),
        ({HEADER: ""}, 400, "bad-user"),
        ({HEADER: "x" * 101}, 400, "bad-user"),
        ([(HEADER, "ann"), (HEADER, "root")], 400, "bad-user"),
        ({HEADER: "ann", "Origin": "https://evil.example"}, 403, "foreign-origin"),
        ({HEADER: "ann", "Authorization": "Bearer wrong"}, 401, "no-valid-key"),
    ],
)
def test_what_the_proxy_would_not_send(behind_proxy: httpx.Client, headers: object, status: int, code: str) -> None:
    answer = behind_proxy.get("/v1/maps", headers=headers)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (status, code)


def test_a_stranger_s_header_opens_nothing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, trusted_user_header=HEADER, trusted_peers="192.0.2.0/24")
    with serving(settings) as url, httpx.Client(base_url=url, timeout=60) as client:
        assert client.get("/v1/maps", headers={HEADER: "root"}).status_code == 403
        assert client.get("/v1/maps").status_code == 401
        forwarded = {HEADER: "root", "X-Real-IP": "192.0.2.1", "Forwarded": "for=192.0.2.1"}
        assert client.get("/v1/maps", headers=forwarded).status_code == 403


def test_off_by_default_and_never_without_a_peer(client: httpx.Client) -> None:
    made = client.get("/v1/maps", headers={HEADER: "root"})
    assert made.status_code == 200
    with pytest.raises(ValidationError, match="ARGMAP_TRUSTED_PEERS"):
        Settings.model_validate({"trusted_user_header": HEADER})


def _edit(client: httpx.Client, path: str, headers: dict[str, str], changes: object) -> httpx.Response:
    return client.patch(path, json=changes, headers=headers)
