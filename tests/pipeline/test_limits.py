"""How many maps are made at once, and how many may wait, for one key and for all."""

from __future__ import annotations

import asyncio

import pytest

from service.storage.errors import TooManyMaps
from service.storage.store import MapStore
from tests.pipeline.conftest import StartRuns
from tests.pipeline.engines import Source, WordEngine, article, slowly
from tests.storage.builders import make_document


async def test_a_key_has_so_many_runs_at_once_and_holds_up_no_other(store: MapStore, start_runs: StartRuns) -> None:
    engine = WordEngine("llm", slowly(0.4))
    runs = await asyncio.to_thread(start_runs, Source(engine), max_runs_per_key=2)
    document = make_document(article(2))
    many = [await asyncio.to_thread(runs.submit, document, engine="llm", owner="many") for _ in range(8)]
    one = await asyncio.to_thread(runs.submit, document, engine="llm", owner="one")
    most = 0
    async with asyncio.timeout(60):
        while not store.summary(one, "one").finished:
            running = [store.summary(map_id, "many").status == "running" for map_id in many]
            most = max(most, sum(running))
            await asyncio.sleep(0.05)
        behind = sum(not store.summary(map_id, "many").finished for map_id in many)
        assert [await runs.wait(map_id, 60) for map_id in many] == [True] * 8
    assert most == 2
    assert behind >= 3, "the other key's map waited for maps that were put in before it"


async def test_all_keys_together_have_so_many_runs_at_once(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", slowly(0.2))), max_runs=1)
    document = make_document(article(1))
    made = {owner: await asyncio.to_thread(runs.submit, document, engine="llm", owner=owner) for owner in "abc"}
    most = 0
    async with asyncio.timeout(60):
        while not all(store.summary(map_id, owner).finished for owner, map_id in made.items()):
            most = max(most, sum(store.summary(map_id, owner).status == "running" for owner, map_id in made.items()))
            await asyncio.sleep(0.02)
    assert most == 1


async def test_more_unfinished_maps_than_there_is_room_for_are_refused(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs, work=False, max_waiting_per_key=2, max_waiting=3)
    document = make_document(article(1))

    def submit(owner: str, key: str) -> str:
        return runs.submit(document, engine="llm", owner=owner, idempotency_key=key, request_hash="h")

    first = await asyncio.to_thread(submit, "a", "1")
    await asyncio.to_thread(submit, "a", "2")
    with pytest.raises(TooManyMaps, match="2 maps of this key"):
        await asyncio.to_thread(submit, "a", "3")
    assert await asyncio.to_thread(submit, "a", "1") == first, "a request that was sent again is no new map"
    await asyncio.to_thread(submit, "b", "1")
    with pytest.raises(TooManyMaps, match="3 maps on this server"):
        await asyncio.to_thread(submit, "b", "2")
    await asyncio.to_thread(runs.cancel, first, "a")
    await asyncio.to_thread(submit, "a", "3")
