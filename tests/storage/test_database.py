"""The database: its two doors, its migrations, and what it says when it is not there."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service.errors import DatabaseUnavailable
from service.storage.database import SILENT_SECONDS, Database, parse_url
from service.storage.migrate import migrate
from service.storage.tables import metadata


@pytest.fixture
def database(database_url: str):
    opened = Database(database_url)
    yield opened
    opened.close()


def test_migrations_lead_to_the_tables_that_the_code_names(database: Database) -> None:
    migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _object, name, *_: not str(name).startswith("map_words"),
                "compare_type": True,
            },
        )
        assert compare_metadata(context, metadata) == []


def test_a_read_waits_for_no_writer_however_many_wait(database: Database) -> None:
    writing, over = threading.Barrier(2), threading.Event()

    def write() -> None:
        with database.write():
            if not over.is_set():
                writing.wait(30)
                over.wait(30)

    def wait_to_write() -> None:
        with database.write():
            over.wait(30)

    threads = [threading.Thread(target=write), *(threading.Thread(target=wait_to_write) for _ in range(40))]
    threads[0].start()
    writing.wait(30)
    for thread in threads[1:]:
        thread.start()
    reads: list[int] = []
    reader = threading.Thread(target=lambda: reads.append(_one(database)))
    reader.start()
    reader.join(25)
    read_meanwhile = list(reads)
    over.set()
    for thread in [*threads, reader]:
        thread.join()
    assert read_meanwhile == [1]


def _one(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.text("SELECT 1")).scalar_one())


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    failures: list[Exception] = []

    def start() -> None:
        database = Database(database_url)
        try:
            migrate(database)
        except Exception as error:
            failures.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_database_of_a_newer_argmap_is_refused(database: Database) -> None:
    migrate(database)
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailable, match="9999"):
        migrate(database)


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    migrate(database)
    insert = sa.text("INSERT INTO api_keys (id, name, hash, created) VALUES ('k', 'n', 'h', 1)")

    def fail() -> None:
        with database.write() as connection:
            connection.execute(insert)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM api_keys")).scalar_one() == 0


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    migrate(database)
    with database.write() as writing:
        writing.execute(sa.text("INSERT INTO api_keys (id, name, hash, created) VALUES ('k', 'n', 'h', 1)"))
        with database.read() as reading:
            assert reading.execute(sa.text("SELECT count(*) FROM api_keys")).scalar_one() == 0


def test_sqlite_runs_with_the_settings_that_durable_work_needs(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.read() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        ]
    database.close()
    assert found == ["wal", 1, 30000, 1]


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/deep/er/argmap.db")
    migrate(database)
    database.close()
    assert (tmp_path / "deep/er/argmap.db").exists()


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    database = Database("postgresql://someone:secret@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseUnavailable) as caught, database.read():
        pass
    assert "127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_connection_to_a_machine_that_is_gone_is_given_up(postgres_url: str) -> None:
    """By the kernel, after `SILENT_SECONDS`, not after the quarter of an hour that is its default."""
    for url, seconds in ((postgres_url, SILENT_SECONDS), (f"{postgres_url}?tcp_user_timeout=7000", 7)):
        database = Database(url)
        with database.read() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            with closing(socket.socket(fileno=os.dup(driver.fileno()))) as wire:
                assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == seconds * 1000
        database.close()


def test_a_folder_that_cannot_be_written_is_an_infrastructure_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DatabaseUnavailable, match="cannot be made"):
        Database(f"sqlite:///{tmp_path}/file/argmap.db")


@pytest.mark.parametrize("url", ["mysql://host/name", "no url at all", ""])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        parse_url(url)
    assert "ARGMAP_DATABASE_URL" in caught.value.hint


def test_a_process_that_froze_in_a_transaction_does_not_keep_its_locks(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.storage.database.IDLE_TRANSACTION_SECONDS", 1)
    frozen, other = Database(postgres_url), Database(postgres_url)
    migrate(other)
    insert = "INSERT INTO api_keys (id, name, hash, created) VALUES ('k', 'n', 'h', 1) ON CONFLICT DO NOTHING"

    def freeze() -> None:
        with frozen.write() as connection:
            connection.execute(sa.text(insert))
            with other.write() as waiting:
                waiting.execute(sa.text(insert))
            connection.execute(sa.text("SELECT 1"))

    with pytest.raises(DatabaseUnavailable):
        freeze()
    with other.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM api_keys")).scalar_one() == 1
    frozen.close()
    other.close()
