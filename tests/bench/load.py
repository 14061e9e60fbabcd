"""One real server on SQLite: 200 open readers of events, 1,000 maps put into its queue, memory over 2,000 runs."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.faults.databases import SQLite
from tests.faults.world import World
from tests.fuzz.requests import memory_mib
from tests.pipeline.engines import article

READERS, QUEUED, RUNS = 200, 1000, 2000


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = SQLite(mib=2000)  # room for all runs
        world = World(database, Path(folder), workers=0, model_delay=0.02)
        try:
            world.until_ready()
            asyncio.run(_run(world))
        finally:
            world.close()
            database.close()


async def _run(world: World) -> None:
    # no connection is used twice: the server closes idle ones, which a request may meet half closed
    limits = httpx.Limits(max_connections=READERS + 50, max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=world.base_url, timeout=600, limits=limits) as client:
        print(await readers(client, READERS), flush=True)
        print(await queued(client, QUEUED), flush=True)
        print(await memory(client, world.server.pid, already=QUEUED + 1, runs=RUNS), flush=True)


async def readers(client: httpx.AsyncClient, count: int, *, paragraphs: int = 40) -> str:
    """All of them follow one map from its beginning to its end, and each sees every event once."""
    map_id = await _submit(client, _text(paragraphs, "readers"))
    begun = time.monotonic()
    seen = await asyncio.gather(*(_read(client, map_id) for _ in range(count)))
    assert all(numbers == list(range(1, len(seen[0]) + 1)) for numbers in seen), Counter(map(len, seen))
    assert len(seen[0]) == paragraphs + 7, "queued, started, voices, references, links, issues, finished"
    return f"{count} readers of one map saw all {len(seen[0])} events once, in {time.monotonic() - begun:.1f} s"


async def queued(client: httpx.AsyncClient, count: int) -> str:
    """Sixteen callers send them; each is accepted."""
    begun, gate = time.monotonic(), asyncio.Semaphore(16)

    async def send(number: int) -> str:
        async with gate:
            return await _submit(client, _text(2, f"queued {number}"))

    made = await asyncio.gather(*(send(number) for number in range(count)))
    assert len(set(made)) == count
    return f"{count} maps accepted, {count / (time.monotonic() - begun):.0f} a second, while others were made"


async def memory(client: httpx.AsyncClient, pid: int, *, already: int, runs: int) -> str:
    """Resident memory after every eighth of the runs; the growth is that since a quarter of them was done."""
    marks = [runs * eighth // 8 for eighth in range(1, 9)]
    found: dict[int, float] = {}
    sending = asyncio.create_task(_send(client, runs - already))
    while len(found) < len(marks):
        done = await _done(client)
        for mark in marks:
            if mark <= done and mark not in found:
                found[mark] = memory_mib(pid)
        await asyncio.sleep(0.2)
    await sending
    told = ", ".join(f"{size:.0f} MiB after {mark}" for mark, size in found.items())
    growth = found[marks[-1]] / found[marks[1]] - 1
    return f"memory of the server: {told} runs ({growth:+.1%} since {marks[1]})"


async def _send(client: httpx.AsyncClient, count: int) -> None:
    for number in range(count):
        await _submit(client, _text(2, f"memory {number}"))


async def _done(client: httpx.AsyncClient) -> float:
    """Runs that ended well. The sample is one more, by the offline engine."""
    text = (await client.get("/metrics")).text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return sum(
        sample.value
        for sample in samples
        if sample.name == "argmap_run_seconds_count" and sample.labels == {"engine": "llm", "status": "done"}
    )


async def _submit(client: httpx.AsyncClient, text: str) -> str:
    answer = await client.post("/v1/maps", json={"text": text, "engine": "llm"})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def _text(paragraphs: int, tag: str) -> str:
    return article(paragraphs, tag=f" {tag}").replace("\n", "\n\n")


async def _read(client: httpx.AsyncClient, map_id: str) -> list[int]:
    async with client.stream("GET", f"/v1/maps/{map_id}/events") as stream:
        return [int(line.removeprefix("id: ")) async for line in stream.aiter_lines() if line.startswith("id: ")]
