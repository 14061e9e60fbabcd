"""What tests of several rooms share: a real PostgreSQL of their own, and databases of both kinds."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from service.storage.store import MapStore
from tests.postgres import PostgresMissing, PostgresServer
from tests.serving import served

settings.register_profile("argmap", max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("argmap")
"""How fast examples are made tells of the machine, not of argmap: Hypothesis does not look at the clock. Half of its
usual examples, other ones in each run.
"""

_FIRST = (
    "tests/ui/",
    "tests/attack/",
    "tests/packaging/test_wheel.py",
    "tests/pipeline/",
    "tests/docs/",
    "tests/wild/",
    "tests/api/",
    "tests/evals/",
    "tests/cli/",
    "tests/client/",
    "tests/test_",
)
"""The browser's tests stay together, since each worker starts a server and a browser for them; then what takes longest,
so that at the end no worker waits for another's long file."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order in which `make test` hands files to its workers."""
    items.sort(key=lambda item: [item.nodeid.startswith(start) for start in _FIRST], reverse=True)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a server, a process of its own, for all tests that need no settings of their own."""
    with served(tmp_path_factory.mktemp("server"), sample=True) as (address, process):
        yield address
        process.end()  # a process that is killed tells nothing of what it ran, when that is measured


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A server started for these tests; without its programs they skip, on CI they fail."""
    try:
        server = PostgresServer.start()
    except PostgresMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An empty database on that server, gone after the test."""
    name = f"argmap_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server.dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_server.url(name)
    with psycopg.connect(postgres_server.dsn, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/argmap.db"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[MapStore]:
    """An opened store on each kind of database."""
    opened = MapStore.open(database_url)
    yield opened
    opened.close()
