"""Very large articles wait for each other, so that any number of them fits into memory."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from service.pipeline.watch import EventWatch
from service.pipeline.worker_context import Stopped, WorkerContext
from service.settings import Settings
from service.storage.store import MapStore
from tests.pipeline.engines import Source
from tests.storage.builders import make_map


async def test_large_articles_wait_for_each_other_and_small_ones_for_nobody(store: MapStore, database_url: str) -> None:
    context = WorkerContext(Settings(database_url=database_url), store, Source(), EventWatch(store))
    held: list[str] = []

    def accept(name: str, size: int) -> str:
        map_ = make_map(name).model_copy(update={"status": "queued"})
        store.create(map_, engine="offline", run_input=bytes(size))
        return map_.id

    async def hold(map_id: str, until: asyncio.Event) -> None:
        with suppress(Stopped):
            async with context.memory_for(map_id):
                held.append(map_id)
                await until.wait()

    one, two, gone, small = accept("1", 9 << 20), accept("2", 9 << 20), accept("3", 9 << 20), accept("4", 1 << 10)
    done = asyncio.Event()
    tasks = [asyncio.create_task(hold(one, done))]
    while held != [one]:
        await asyncio.sleep(0.05)
    tasks += [asyncio.create_task(hold(map_id, done)) for map_id in (two, gone, small)]
    while small not in held:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    assert held == [one, small]
    store.delete(gone, None)
    await asyncio.wait_for(tasks[2], 60)
    done.set()
    await asyncio.wait_for(asyncio.gather(*tasks), 60)
    assert sorted(held) == sorted([one, small, two])


async def test_one_that_is_larger_than_all_may_be_is_worked_on_alone(store: MapStore, database_url: str) -> None:
    context = WorkerContext(Settings(database_url=database_url), store, Source(), EventWatch(store))
    map_ = make_map("1").model_copy(update={"status": "queued"})
    store.create(map_, engine="offline", run_input=bytes(40 << 20))
    async with asyncio.timeout(30), context.memory_for(map_.id):
        pass
