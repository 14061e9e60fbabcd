"""Articles in, maps out: text, files, waiting, idempotency, cancelling, deleting."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from service.domain.argument_map import ArgumentMap, parse_map
from tests.serving import ARTICLE


def test_a_policy_article_comes_back_with_the_right_holders(made: dict[str, Any]) -> None:
    map_ = parse_map(made)
    assert map_.status == "done"
    assert map_.document.title == "A night-train subsidy worth its fare"
    labels = {item.id: item.label for item in map_.perspectives}
    assert _holder_of(map_, "The sleeper carries 300 people a night") == "Treasury"
    assert _holder_of(map_, "a passenger in the air costs the state more") == "The author"
    assert any("Brandl" in label for label in labels.values())
    assert {block.kind for block in map_.document.paragraphs[:4]} == {"furniture"}


def _holder_of(map_: ArgumentMap, words: str) -> str:
    (unit,) = [unit for unit in map_.units if words in unit.text]
    return next(item.label for item in map_.perspectives if item.id == unit.perspective)


def test_without_wait_the_map_is_accepted_and_then_made(client: httpx.Client) -> None:
    answer = client.post("/v1/maps", json={"text": "Trams should stay because they carry many."})
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/maps/{answer.json()['id']}"
    with client.stream("GET", f"{answer.headers['location']}/events") as events:
        names = [line.removeprefix("event: ") for line in events.iter_lines() if line.startswith("event: ")]
    assert names[0] == "queued"
    assert names[-1] == "finished"
    assert "paragraph" in names
    map_ = parse_map(client.get(answer.headers["location"]).content)
    assert map_.status == "done"
    assert map_.relations[0].kind == "support"


def test_events_resume_behind_the_last_one_seen(client: httpx.Client, made: dict[str, Any]) -> None:
    def ids(**headers: str) -> list[int]:
        with client.stream("GET", f"/v1/maps/{made['id']}/events", headers=headers) as events:
            return [int(line.removeprefix("id: ")) for line in events.iter_lines() if line.startswith("id: ")]

    every = ids()
    assert every == list(range(1, len(every) + 1))
    assert ids(**{"Last-Event-ID": "3"}) == every[3:]
    assert ids(**{"Last-Event-ID": "99999999999999999999999"}) == every  # no number that an event can have
    assert ids(**{"Last-Event-ID": "999999999999"}) == []


@pytest.mark.parametrize(
    ("name", "content", "seconds"),
    [
        ("trams.html", "<html><body><article><p>Trams should stay.</p></article></body></html>", None),
        ("talk.vtt", "WEBVTT\n\n00:01:02.500 --> 00:01:04.000\n<v Anna Lund>Trams should stay.\n", 62.5),
        ("talk.json", '[{"speaker": "Anna Lund", "start": 62.5, "end": 64, "text": "Trams should stay."}]', 62.5),
    ],
)
def test_a_file_can_be_uploaded(client: httpx.Client, name: str, content: str, seconds: float | None) -> None:
    answer = client.post("/v1/maps", params={"wait": 60}, files={"file": (name, content)}, data={"engine": "offline"})
    assert answer.status_code == 200, answer.text
    document, unit = answer.json()["document"], answer.json()["units"][0]
    assert (document["source"]["kind"], document["source"]["name"]) == (name.rsplit(".", 1)[1], name)
    assert [cue["seconds"] for cue in document["times"]] == ([] if seconds is None else [seconds])
    if seconds is not None:
        start, end = (unit["spans"][0][name] for name in ("start", "end"))
        assert document["text"][start:end] == "Trams should stay"
        assert (
            f"({int(seconds) // 60}:{int(seconds) % 60:02})"
            in client.get(f"/v1/maps/{answer.json()['id']}/export", params={"format": "tree"}).text
        )


def test_an_idempotency_key_makes_one_map(client: httpx.Client) -> None:
    first, again = (
        client.post("/v1/maps", json={"text": "Trams pay."}, headers={"Idempotency-Key": "k1"}) for _ in range(2)
    )
    assert first.json()["id"] == again.json()["id"]
    other = client.post("/v1/maps", json={"text": "Trams cost."}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["type"]) == (422, "urn:argmap:problem:idempotency-key-reused")


def test_cancel_and_delete(client: httpx.Client) -> None:
    map_id = client.post("/v1/maps", params={"wait": 60}, json={"text": "Trams pay."}).json()["id"]
    assert client.post(f"/v1/maps/{map_id}/cancel").json()["status"] == "done"
    assert client.delete(f"/v1/maps/{map_id}").status_code == 204
    assert client.get(f"/v1/maps/{map_id}").status_code == 404
    assert client.delete(f"/v1/maps/{map_id}").status_code == 404


def test_the_llm_engine_is_refused_where_none_is_configured(client: httpx.Client) -> None:
    answer = client.post("/v1/maps", json={"text": ARTICLE, "engine": "llm"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:argmap:problem:engine-not-configured")
    assert "OPENAI_API_KEY" in answer.json()["hint"]
