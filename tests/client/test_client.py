from __future__ import annotations

import json
import subprocess
import sys

import pytest

from service.client import (
    Accepted,
    ApiProblem,
    AsyncClient,
    Client,
    MapEvent,
    NotFinishedInTime,
    ServerUnreachable,
    asynchronous,
    connection,
)
from service.client.asynchronous import AsyncDebates
from service.client.synchronous import Debates
from service.domain.comparison import compare_perspectives
from service.domain.trees import build_forest
from tests.building import tram_map
from tests.client.server import Answer, playing

_MAP = tram_map()
_DONE = Answer(200, _MAP.model_dump_json())
_QUEUED = Answer(200, _MAP.model_copy(update={"status": "queued"}).model_dump_json())
_ACCEPTED = Answer(202, {"id": "trams", "status": "queued"})
_BUSY = Answer(503, {"type": "urn:argmap:problem:busy", "detail": "busy"}, {"Retry-After": "0"})
_EVENTS = [
    Answer(200, 'id: 1\nevent: step\ndata: {"step": "voices"}\n\n', cut=True),
    Answer(200, ': hello\n\nid: 2\nevent: finished\ndata: {"status":\ndata: "done"}\n\n'),
]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(_seconds: float) -> None:
        return None

    monkeypatch.setattr(connection, "sleep", at_once)
    monkeypatch.setattr(asynchronous, "sleep", at_once)


def test_importing_it_brings_nothing_of_the_server() -> None:
    banned = ("fastapi", "starlette", "sqlalchemy", "dbos", "spacy", "numpy", "langchain", "lxml", "trafilatura", "mcp")
    code = f"import sys, service.client; print([name for name in {banned!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_maps_a_text_and_waits() -> None:
    answers = {"POST /v1/maps": [_ACCEPTED], "GET /v1/maps/trams": [_QUEUED, _QUEUED, _DONE]}
    with playing(answers) as played, Client(played.url, api_key="k") as client:
        assert client.map_text("Trams pay.", title="Trams", engine="offline") == _MAP
        first = played.seen[0]
    assert json.loads(first.body) == {"text": "Trams pay.", "title": "Trams", "engine": "offline"}
    assert first.headers["authorization"] == "Bearer k"
    assert first.headers["idempotency-key"]
    assert first.path == "/v1/maps?wait=60.0"


async def test_maps_a_text_and_waits_asynchronously() -> None:
    answers = {"POST /v1/maps": [_ACCEPTED], "GET /v1/maps/trams": [_QUEUED, _DONE]}
    with playing(answers) as played:
        async with AsyncClient(played.url) as client:
            assert await client.map_text("Trams pay.") == _MAP


def test_a_file_goes_as_a_form() -> None:
    with playing({"POST /v1/maps": [_DONE]}) as played, Client(played.url) as client:
        assert client.map_file("a.txt", b"Trams pay.", language="en") == _MAP
        assert b'name="file"; filename="a.txt"' in played.seen[0].body
        assert b'name="language"' in played.seen[0].body


def test_gives_up_waiting() -> None:
    answers = {"POST /v1/maps": [_ACCEPTED], "GET /v1/maps/trams": [_QUEUED]}
    with playing(answers) as played, Client(played.url) as client, pytest.raises(NotFinishedInTime) as error:
        client.map_text("Trams pay.", wait=0.1)
    assert error.value.map_id == "trams"


def test_tries_again_with_the_same_idempotency_key() -> None:
    with playing({"POST /v1/maps": [_BUSY, _BUSY, _ACCEPTED]}) as played, Client(played.url) as client:
        assert client.submit(text="Trams pay.") == Accepted(id="trams", status="queued")
        assert len(played.seen) == 3
        assert len({item.headers["idempotency-key"] for item in played.seen}) == 1


def test_what_does_harm_twice_is_tried_once() -> None:
    answers = {"PATCH /v1/maps/trams": [_BUSY], "POST /v1/maps/import": [_BUSY]}
    with playing(answers) as played, Client(played.url) as client:
        with pytest.raises(ApiProblem, match="busy"):
            client.correct("trams", [{"op": "remove", "kind": "unit", "id": "u1"}], version=3)
        with pytest.raises(ApiProblem):
            client.import_map("{}")
        assert len(played.seen) == 2
        assert played.seen[0].headers["if-match"] == '"3"'


def test_a_problem_says_what_the_server_said() -> None:
    body = {"type": "urn:argmap:problem:no-such-map", "detail": "there is no map x", "hint": "List them."}
    answers = {"GET /v1/maps/x": [Answer(404, body)]}
    with (
        playing(answers) as played,
        Client(played.url) as client,
        pytest.raises(ApiProblem, match="there is no map x") as error,
    ):
        client.get("x")
    assert (error.value.status, error.value.code, error.value.hint) == (404, "no-such-map", "List them.")


def test_no_server() -> None:
    with Client("http://127.0.0.1:9", retries=1) as client, pytest.raises(ServerUnreachable, match="does not answer"):
        client.get("x")


def test_ids_cannot_lead_elsewhere() -> None:
    with playing({"GET /v1/maps/..%2F..%2Fmetrics": [Answer(404, {})]}) as played, Client(played.url) as client:
        with pytest.raises(ApiProblem):
            client.get("../../metrics")
        with pytest.raises(ValueError, match="no id"):
            client.get("..")
        assert len(played.seen) == 1


def test_reads_trees_perspectives_lists_and_exports() -> None:
    answers = {
        "GET /v1/maps/trams/trees": [Answer(200, build_forest(_MAP).model_dump_json())],
        "GET /v1/maps/trams/perspectives": [Answer(200, compare_perspectives(_MAP).model_dump_json())],
        "GET /v1/maps": [Answer(200, {"maps": [], "next": None})],
        "GET /v1/maps/trams/export": [Answer(200, "a tree\n")],
        "POST /v1/maps/trams/cancel": [Answer(200, {"id": "trams", "status": "cancelled"})],
        "DELETE /v1/maps/trams": [Answer(204)],
    }
    with playing(answers) as played, Client(played.url) as client:
        assert client.trees("trams", depth=2) == build_forest(_MAP)
        assert client.perspectives("trams") == compare_perspectives(_MAP)
        assert client.list(query="tram").maps == []
        assert client.export("trams", "tree") == "a tree\n"
        assert client.cancel("trams").status == "cancelled"
        client.delete("trams")
        assert [item.path for item in played.seen][:3] == [
            "/v1/maps/trams/trees?depth=2",
            "/v1/maps/trams/perspectives",
            "/v1/maps?q=tram",
        ]


_EXPECTED = [MapEvent("1", "step", {"step": "voices"}), MapEvent("2", "finished", {"status": "done"})]


def test_events_go_on_after_a_broken_connection() -> None:
    with playing({"GET /v1/maps/trams/events": [*_EVENTS]}) as played, Client(played.url) as client:
        assert list(client.follow("trams")) == _EXPECTED
        assert played.seen[1].headers["last-event-id"] == "1"


async def test_events_asynchronously() -> None:
    with playing({"GET /v1/maps/trams/events": [*_EVENTS]}) as played:
        async with AsyncClient(played.url) as client:
            assert [event async for event in client.follow("trams")] == _EXPECTED


@pytest.mark.parametrize(("blocking", "other"), [(Client, AsyncClient), (Debates, AsyncDebates)])
def test_the_two_clients_are_twins(blocking: type, other: type) -> None:
    names = [{name for name in vars(kind) if not name.startswith("_")} for kind in (blocking, other)]
    assert names[0] == names[1]


async def test_the_client_that_blocks_works_in_a_running_loop_as_in_a_notebook() -> None:
    with playing({"GET /v1/maps/trams": [_DONE]}) as played, Client(played.url) as client:
        assert client.get("trams") == _MAP


@pytest.mark.parametrize("given", [{}, {"text": "a", "url": "b"}])
def test_one_source(given: dict[str, str]) -> None:
    with Client("http://127.0.0.1:9") as client, pytest.raises(ValueError, match="one of text, url and file"):
        client.submit(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["..", ".", ""])
def test_no_part_of_a_path_leads_out_of_it(part: str) -> None:
    with Client() as client:
        for call in (
            lambda: client.debates.remove("d", part),
            lambda: client.debates.claim("d", part),
            lambda: client.debates.get(part),
            lambda: client.delete(part),
        ):
            with pytest.raises(ValueError, match="no id"):
                call()
