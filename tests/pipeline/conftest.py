"""Durable runs in the test's own process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from service.pipeline.runs import Runs
from service.settings import Settings
from service.storage.database import make_engine, parse_url
from service.storage.store import MapStore
from tests.pipeline.engines import Source

StartRuns = Callable[..., Runs]
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what no database has a part in."""


@contextmanager
def queue_database(url: str) -> Iterator[tuple[sa.Connection, str]]:
    """A transaction in the queue's own tables, and what stands before their names."""
    parsed, schema = parse_url(url), "dbos."
    if parsed.get_backend_name() == "sqlite":
        parsed, schema = parsed.set(database=str(parsed.database).replace(".db", "-dbos.db")), ""
    engine = make_engine(parsed, implicit_transactions=True)
    with engine.begin() as connection:
        yield connection, schema
    engine.dispose()


@pytest.fixture
def start_runs(store: MapStore, database_url: str) -> Iterator[StartRuns]:
    """Starts runs on the test's database, and stops them behind the test."""
    started: list[Runs] = []

    def start(source: Source | None = None, *, work: bool = True, **settings: Any) -> Runs:
        given = Settings(database_url=database_url, **settings)
        runs = Runs(given, store, work=work, engines=source or Source())
        runs.start()
        started.append(runs)
        return runs

    yield start
    for runs in started:
        runs.stop(5)


@pytest.fixture
async def runs(store: MapStore, database_url: str) -> AsyncIterator[Runs]:
    """Accepts runs and debates, and leaves them to workers."""
    accepting = Runs(Settings(database_url=database_url), store, work=False)
    await asyncio.to_thread(accepting.start)
    yield accepting
    await asyncio.to_thread(accepting.stop, 1)
