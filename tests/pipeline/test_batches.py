"""Maps by batch: rounds at half the price, equal to the direct road, whatever becomes of a batch or a process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.provenance import RunChoice
from service.engines.llm import batches
from service.pipeline.direct import map_with_settings
from service.pipeline.engine_choice import Engines
from service.pipeline.runs import Runs
from service.reading import read_text
from service.settings import Settings
from service.storage.batches import BatchTable
from service.storage.store import MapStore
from tests.batch_servers import BatchServer, Payload
from tests.waiting import until

_TEXTS = ["Trams should stay. They carry many people.\n\nSo the line pays.", "Parks cool the town. Trees give shade."]
DOCUMENTS: list[Document] = [read_text(text) for text in _TEXTS]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "POLL_SECONDS", 0.1)


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer() as server:
        yield server


def _settings(server: BatchServer, folder: Path, **more: Any) -> Settings:
    given = {"openai_base_url": f"{server.url}/v1", "model": "gpt-5-mini", "prices": {"gpt-5-mini": (0.25, 2.0)}}
    return Settings.model_validate({"database_url": f"sqlite:///{folder}/argmap.db"} | given | more)


async def _mapped(settings: Settings, documents: list[Document] = DOCUMENTS) -> list[ArgumentMap]:
    choice = RunChoice(batch=True)
    return await asyncio.gather(*(map_with_settings(item, "llm", settings, choice=choice) for item in documents))


def _same(map_: ArgumentMap) -> Any:
    return map_.model_dump(exclude={"id", "provenance"})


async def test_a_batch_gives_the_same_maps_at_half_the_price(server: BatchServer, tmp_path: Path) -> None:
    settings = _settings(server, tmp_path)
    maps = await _mapped(settings)
    assert server.direct == 0
    assert len(server.asked) == len(set(server.asked)) > len(server.batches)
    direct = [await map_with_settings(item, "llm", _settings(server, tmp_path / "other")) for item in DOCUMENTS]
    assert [_same(item) for item in maps] == [_same(item) for item in direct]
    for by_batch, at_once in zip(maps, direct, strict=True):
        one, other = by_batch.provenance.usage, at_once.provenance.usage
        assert (one.calls, one.input_tokens, one.output_tokens) == (
            other.calls,
            other.input_tokens,
            other.output_tokens,
        )
        assert one.cost_usd == pytest.approx((other.cost_usd or 0) / 2)
    line = server.batches["batch_0"]["lines"][0]["body"]
    assert (line["reasoning_effort"], line["response_format"]["type"]) == ("minimal", "json_schema")


def _twice(lines: list[Payload]) -> list[Payload]:
    return [*lines, *lines, {**lines[0], "custom_id": "of-nobody"}]


def _in_part(lines: list[Payload]) -> list[Payload]:
    return lines[: len(lines) // 2]


def _refused(lines: list[Payload]) -> list[Payload]:
    return [{**line, "response": {"status_code": 400, "body": {"error": {"message": "no"}}}} for line in lines]


@pytest.mark.parametrize(
    ("spoil", "status"),
    [(_twice, "completed"), (_in_part, "expired"), (lambda _: [], "expired"), (_refused, "completed")],
)
async def test_results_that_come_twice_in_part_or_never_cost_nothing_but_time(
    server: BatchServer, tmp_path: Path, spoil: Any, status: str
) -> None:
    server.spoil, server.status = spoil, status
    maps = await _mapped(_settings(server, tmp_path), DOCUMENTS[1:])
    assert [item.status for item in maps] == ["done"]
    assert (server.direct > 0) == (spoil is not _twice)


@pytest.mark.parametrize("noted", [True, False])
async def test_a_command_that_was_killed_goes_on_with_the_batch_that_is_under_way(
    server: BatchServer, tmp_path: Path, noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it died between sending the batch and noting its id."""
    settings = _settings(server, tmp_path)
    server.held = True
    with monkeypatch.context() as patch:
        if not noted:
            patch.setattr(BatchTable, "note", lambda *_, **__: (_ for _ in ()).throw(OSError("killed")))
        first = asyncio.create_task(_mapped(settings))
        while not server.batches:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    server.held = False
    maps = await _mapped(settings)
    assert len(server.asked) == len(set(server.asked)), "nothing is paid twice"
    assert server.direct == 0
    assert sum(item.provenance.usage.calls for item in maps) == len(server.asked)


def test_a_waiting_batch_holds_no_place_in_the_queue(server: BatchServer, tmp_path: Path) -> None:
    settings = _settings(server, tmp_path, max_runs=1)
    store = MapStore.open(settings.database_url)
    runs = Runs(settings, store, engines=Engines(settings, store.database, sandboxed=True))
    runs.start()
    try:
        server.held = True
        waiting = runs.submit(DOCUMENTS[0], engine="llm", choice=RunChoice(batch=True))
        until(lambda: server.batches)
        other = runs.submit(DOCUMENTS[1], engine="llm")
        until(lambda: store.summary(other, None).finished)
        assert store.summary(waiting, None).status == "running"
        server.held = False
        until(lambda: store.summary(waiting, None).finished, 60)
        assert store.summary(waiting, None).status == "done"
    finally:
        runs.stop(5)
        store.close()
