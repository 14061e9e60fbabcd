"""Paragraphs a second with one, two and four workers on one PostgreSQL, and a model that takes a second."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from service.domain.document import Document
from service.pipeline.runs import Runs
from service.settings import Settings
from service.storage.heartbeats import HeartbeatTable
from service.storage.store import MapStore
from tests.faults.databases import Postgres
from tests.pipeline.engines import article
from tests.pipeline.processes import Process
from tests.scripted_llm import ScriptedLLM
from tests.storage.builders import make_document

_MAPS_A_WORKER, _PARAGRAPHS = 10, 20
CONCURRENCY = 4
"""Model calls at once of one worker; few, so that the machine's cores are not what is measured."""


def run() -> None:
    """Prints the rate for each number of workers, and how it grew."""
    first = 0.0
    for workers in (1, 2, 4):
        done = measure(workers, _MAPS_A_WORKER * workers)
        first = first or done.rate
        print(
            f"{workers} workers, {CONCURRENCY} calls of 1 s at once each: {done.rate:.2f} paragraphs a second, "
            f"{done.rate / first:.2f} times one worker's, at most {done.most_at_once} calls at once, "
            f"{done.cpu_ms:.0f} ms of processor time a paragraph",
            flush=True,
        )


@dataclass(frozen=True)
class Done:
    """`rate`: paragraphs a second, from the first call of the model to the last map's end."""

    rate: float
    most_at_once: int
    cpu_ms: float


def measure(workers: int, maps: int, *, paragraphs: int = _PARAGRAPHS, seconds: float = 1.0) -> Done:
    """So many maps by so many workers, which are all there before the first map is."""
    database = Postgres()
    with ExitStack() as stack:
        stack.callback(database.close)
        model = stack.enter_context(ScriptedLLM(delay=seconds))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store = MapStore.open(database.url)
        stack.callback(store.close)
        runs = Runs(Settings(database_url=database.url, openai_base_url=model.base_url), store, work=False)
        runs.start()
        stack.callback(runs.stop, 0)
        processes = []
        for number in range(workers):
            given = {"ARGMAP_LLM_CONCURRENCY": str(CONCURRENCY), "ARGMAP_WORKER_ID": f"w{number}"}
            log = folder / f"{number}.log"
            worker = Process.worker(log, database=database.url, model=model.base_url, **given)
            processes.append(stack.enter_context(worker))
        beats = HeartbeatTable(store.database)
        while len(beats.all()) < workers:
            time.sleep(0.2)
        made = [runs.submit(_document(paragraphs, number), engine="llm") for number in range(maps)]
        while not model.requests:
            time.sleep(0.05)
        begun, used = time.monotonic(), sum(process.cpu_seconds for process in processes)
        while store.count_by_status().get("done", 0) < len(made):
            if time.monotonic() - begun > 600:
                raise AssertionError(f"the maps came to no end: {store.count_by_status()}")
            time.sleep(0.2)
        taken, used = time.monotonic() - begun, sum(process.cpu_seconds for process in processes) - used
        return Done(maps * paragraphs / taken, model.most_running, 1000 * used / (maps * paragraphs))


def _document(paragraphs: int, number: int) -> Document:
    return make_document(article(paragraphs, tag=f" {number}"))
