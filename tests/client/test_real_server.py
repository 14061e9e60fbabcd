"""The client against the real API: every call once, and its wire models against what the server really sends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.client import Accepted, ApiProblem, AsyncClient, Client
from service.domain.argument_map import ArgumentMap
from service.domain.issue_views import view_issues
from service.domain.meaning import meaning_of
from tests.building import dispute_map, tram_map
from tests.client.server import Answer, playing


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[Client]:
    with Client(server) as client:
        yield client


def test_a_text_is_mapped_read_listed_and_deleted(client: Client) -> None:
    map_ = client.map_text("Trams should stay because they pay.", wait=60)
    assert map_.relations[0].kind == "support"
    assert client.get(map_.id) == map_
    assert map_.id in [line.id for line in client.list().maps]
    assert len(client.trees(map_.id).trees) == 1
    assert client.perspectives(map_.id).holdings[0].perspective.id == "author"
    assert "because" in client.export(map_.id, "tree")
    assert [event.kind for event in client.follow(map_.id)][-1] == "finished"
    client.delete(map_.id)
    with pytest.raises(ApiProblem) as caught:
        client.get(map_.id)
    assert caught.value.status == 404


def test_a_file_is_mapped(client: Client) -> None:
    page = b"# Why the trams should stay\n\nThe trams should stay, because they carry more people than any bus does."
    assert client.map_file("trams.md", page, wait=60).document.title == "Why the trams should stay"


def test_a_map_is_imported(client: Client) -> None:
    assert len(client.import_map(tram_map().model_dump_json()).units) == 4


def test_a_map_says_what_it_means_and_what_the_sides_disagree_about(client: Client) -> None:
    map_ = client.import_map(dispute_map().model_dump_json())
    assert client.meaning(map_.id) == meaning_of(map_)
    drop = [{"op": "remove", "kind": "issue", "id": "i0"}]
    assert client.preview(map_.id, drop) == meaning_of(map_.model_copy(update={"issues": ()}))
    assert client.issues(map_.id) == view_issues(map_)
    assert [len(item.positions) for item in client.issues(map_.id, between=("v1", "v2"), depth=0).issues] == [2]
    with pytest.raises(ApiProblem) as caught:
        client.find_issues(map_.id)
    assert caught.value.status == 409
    client.correct(map_.id, drop, version=1)
    found = client.find_issues(map_.id, engine="offline", wait=60)
    assert isinstance(found, ArgumentMap)
    assert found.version == 3


async def test_and_so_it_does_asynchronously() -> None:
    map_ = dispute_map()
    answers = {
        "GET /v1/maps/lake/meaning": [Answer(200, {"map": None, "meaning": meaning_of(map_).model_dump(mode="json")})],
        "POST /v1/maps/lake/preview": [Answer(200, meaning_of(map_).model_dump_json())],
        "GET /v1/maps/lake/issues": [Answer(200, view_issues(map_).model_dump_json())],
        "POST /v1/maps/lake/issues": [Answer(202, {"id": "lake", "status": "done"})],
    }
    with playing(answers) as played:
        async with AsyncClient(played.url) as client:
            assert await client.meaning("lake") == await client.preview("lake", []) == meaning_of(map_)
            assert await client.issues("lake") == view_issues(map_)
            assert (await client.find_issues("lake", wait=0)) == Accepted(id="lake", status="done")


def test_a_debate_is_made_grown_read_corrected_and_deleted(client: Client) -> None:
    articles = [
        {"text": "The tram line will pay for itself within ten years, Ann Lee said.", "published": "2024-01-02"},
        {
            "text": "The tram line will never pay for itself, Bo Ruud said.",
            "published": "2024-02-03",
            "outlet": "Herald",
        },
    ]
    debate = client.debates.make(articles[:1], question="Trams?", engine="offline", wait=60)
    grown = client.debates.add(debate.id, articles[1:], wait=60)
    assert (len(grown.documents), grown.version) == (2, 2)
    assert client.debates.matrix(debate.id).total_claims == len(grown.claims)
    assert client.debates.timeline(debate.id, outlet="Herald").total >= 1
    claim = grown.claims[0]
    assert client.debates.claim(debate.id, claim.id)["claim"]["id"] == claim.id
    assert client.debates.view(debate.id, "actors")["total"] == len(grown.actors)
    named = client.debates.correct(debate.id, [{"op": "rename-claim", "id": claim.id, "text": "It pays"}], version=2)
    assert named.claim(claim.id).label.text == "It pays"
    assert b"It pays" in client.debates.export(debate.id, "csv")
    assert client.debates.list()["debates"][0]["id"] == debate.id
    assert len(client.debates.remove(debate.id, grown.documents[0].map, wait=60).documents) == 1
    client.debates.delete(debate.id)
    with pytest.raises(ApiProblem) as caught:
        client.debates.get(debate.id)
    assert caught.value.status == 404
