"""Durable runs in the test's own process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.pipeline.runs import Runs
from service.settings import Settings
from service.storage.store import MapStore
from tests.pipeline.engines import Source

StartRuns = Callable[..., Runs]


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
