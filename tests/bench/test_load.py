"""The short forms of the load benchmarks: fewer readers, maps, runs and workers, the same real processes."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from tests.bench import load
from tests.bench.worker_throughput import CONCURRENCY, measure
from tests.faults.databases import SQLite
from tests.faults.world import World
from tests.postgres import PostgresMissing


@pytest.mark.slow
async def test_readers_queue_and_memory(tmp_path: Path) -> None:
    database = SQLite()
    world = World(database, tmp_path, workers=0, model_delay=0.02)
    try:
        world.until_ready()
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=0)
        async with httpx.AsyncClient(base_url=world.base_url, timeout=300, limits=limits) as client:
            await load.readers(client, 50, paragraphs=10)
            await load.queued(client, 40)
            told = await load.memory(client, world.server.pid, already=41, runs=120)
    finally:
        world.close()
        database.close()
    growth = re.search(r"\(([+-][0-9.]+)%", told)
    assert growth is not None
    assert float(growth[1]) < 20, told


@pytest.mark.slow
def test_two_workers_ask_more_at_once_than_one_may() -> None:
    """A rate would tell more of the machine than of the workers; `python -m tests.bench worker_throughput` has it."""
    try:
        most = measure(2, 3, paragraphs=12, seconds=1.0).most_at_once
    except PostgresMissing as missing:
        pytest.skip(str(missing))
    assert CONCURRENCY < most <= 2 * CONCURRENCY
