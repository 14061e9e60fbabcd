"""The client against the real API: every call once, and its wire models against what the server really sends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.client import ApiProblem, Client
from tests.api.conftest import serving, settings_in
from tests.building import tram_map


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(settings_in(tmp_path_factory.mktemp("client"))) as url, Client(url) as client:
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
