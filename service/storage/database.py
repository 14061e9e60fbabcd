"""One database, SQLite or PostgreSQL: opening, reading and writing it."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from service.errors import DatabaseUnavailable, DatabaseUnusable, InputError

_BUSY_MILLISECONDS = 30_000
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # deleted data is overwritten, not merely unlinked
)
_CONNECT_SECONDS = 5
SILENT_SECONDS = 15
"""A connection whose peer acknowledges nothing for this long is dropped, as when its machine is gone."""
IDLE_TRANSACTION_SECONDS = 10
"""PostgreSQL aborts a transaction idle for this long: a frozen process must not hold its locks."""
_READING = "argmap_reading"
_CORRUPT = re.compile("not a database|malformed|disk image")
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def insert_into(connection: sa.Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT in the connection's dialect, which can say what happens `on_conflict`."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


class Database:
    """One engine with two methods: `read` (no transaction, never blocks a writer) and `write` (one transaction).

    Both raise DatabaseUnavailable if the database cannot be reached or written.
    """

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        # Reads wait for no writer's connection. SQLite has one writer at a time: the others wait here, in turn, and not
        # in its busy handler; and it is read on the event loop, so that threads alone bound the number of readers.
        is_sqlite = self.url.get_backend_name() == "sqlite"
        writers, readers = ((1, 0), (10, -1)) if is_sqlite else ((5, 5), (10, 10))
        reading: dict[str, Any] = {_READING: True} if is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self.engine = make_engine(self.url, pool_size=writers[0], max_overflow=writers[1])
        self._reader = make_engine(self.url, pool_size=readers[0], max_overflow=readers[1]).execution_options(**reading)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with translated(self.url), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        with translated(self.url), self.engine.begin() as connection:
            yield connection

    def clock(self, connection: sa.Connection) -> float:
        """Seconds since the epoch, on the clock shared by all processes of this database."""
        if self.is_sqlite:
            return time.time()
        return float(connection.execute(sa.text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())

    def compact(self) -> None:
        """Reclaim the space of deleted data, including the write-ahead log; on PostgreSQL autovacuum does."""
        if self.is_sqlite:
            with translated(self.url), self._reader.connect() as connection:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def write_back(self) -> None:
        """Checkpoint and truncate SQLite's write-ahead log, which may hold deleted text, unless others are using it."""
        if self.is_sqlite:
            with translated(self.url), self._reader.connect() as connection:
                connection.exec_driver_sql("PRAGMA busy_timeout=200")
                try:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")

    def close(self) -> None:
        self.engine.dispose()
        self._reader.dispose()


def parse_url(url: str) -> sa.URL:
    """The URL with our driver; raises DatabaseUnusable for any other kind of database."""
    try:
        parsed = sa.make_url(url)
    except SQLAlchemyError as error:
        raise DatabaseUnusable("the database URL cannot be read", hint=_URL_HINT) from error
    parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseUnusable(f"{parsed.drivername!r} is no database that argmap can use", hint=_URL_HINT)
    return parsed


_URL_HINT = "Set ARGMAP_DATABASE_URL to sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME."


def postgres_options(url: sa.URL) -> dict[str, int]:
    """Connection options for PostgreSQL, except those set in the URL itself."""
    options = {
        "connect_timeout": _CONNECT_SECONDS,
        "keepalives_idle": 5,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": SILENT_SECONDS * 1000,
    }
    return {name: value for name, value in options.items() if name not in url.query}


def make_engine(
    url: sa.URL, *, pool_size: int = 10, max_overflow: int = 20, implicit_transactions: bool = False
) -> sa.Engine:
    """An engine with the settings that durable work needs; an SQLite file's folder is created if missing.

    `max_overflow`: connections beyond `pool_size`, closed after use; -1 for any number.
    `implicit_transactions`: on SQLite, the driver begins a transaction at the first write, as third-party code expects.
    """
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(
            url,
            hide_parameters=True,  # callers' data does not belong in a log
            pool_pre_ping=True,
            pool_size=pool_size,
            max_overflow=max_overflow,
            connect_args={
                **postgres_options(url),
                "options": f"-c idle_in_transaction_session_timeout={IDLE_TRANSACTION_SECONDS * 1000}",
            },
        )
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnusable(
                f"the folder of {url.database} cannot be made: {error.strerror}", hint=_URL_HINT
            ) from error
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=max_overflow,
        connect_args={"timeout": 30, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    if not implicit_transactions:
        sa.event.listen(engine, "begin", _begin_immediately)
        sa.event.listen(engine, "connect", _begin_nothing_by_yourself)
    return engine


def _begin_nothing_by_yourself(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # `_begin_immediately` starts all transactions, including DDL


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = "IMMEDIATE"
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_immediately(connection: sa.Connection) -> None:
    """A deferred transaction that upgrades to a write fails at once if another is writing; an immediate one waits."""
    if not connection.get_execution_options().get(_READING):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def translated(url: sa.URL) -> Iterator[None]:
    """Translates the driver's errors into DatabaseUnavailable or InputError where they mean that; others pass."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError) or error.connection_invalidated:
            raise DatabaseUnavailable(
                f"the database {url.render_as_string(hide_password=True)} did not do its work: {error.orig}",
                hint="Check that it runs, that it can be reached and written, and that its disk is not full.",
            ) from error
        if isinstance(error.orig, sqlite3.DatabaseError) and _CORRUPT.search(str(error.orig)):
            raise DatabaseUnusable(
                f"the file {url.database} is no SQLite database, or is damaged: {error.orig}",
                hint="Put a backup in its place (`argmap restore FILE --replace`), or move it away to begin anew.",
            ) from error
        if isinstance(error, sa.exc.DataError):
            raise InputError(
                f"a value that the database cannot hold: {error.orig}", hint="Leave out NUL characters."
            ) from error
        raise
    except sa.exc.TimeoutError as error:
        raise DatabaseUnavailable(
            "no free database connection", hint="Fewer requests at once, or more workers."
        ) from error
