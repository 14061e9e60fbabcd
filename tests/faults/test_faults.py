"""The short form of the fault harness: one round on each database, real processes and real HTTP."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.databases import Disturbed, Postgres, SQLite
from tests.faults.rounds import run_round
from tests.faults.world import World
from tests.postgres import PostgresMissing


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Disturbed]:
    try:
        made: Disturbed = SQLite() if request.param == "sqlite" else Postgres()
    except PostgresMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    yield made
    made.close()


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_paid_twice(database: Disturbed, tmp_path: Path) -> None:
    with database.disturbed(database.ways()[0]):  # server and worker are started while the database is away
        world = World(database, tmp_path, workers=1 if database.kind == "postgres" else 0)
        time.sleep(3)
    try:
        world.until_ready()
        assert all(process.runs for process in world.processes())
        report = run_round(world, random.Random(4), 0)
    finally:
        world.close()
    assert report.maps == 2
    assert report.requests >= 84
