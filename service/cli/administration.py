"""`argmap keys`, `backup`, `restore` and `purge`: database administration."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from service.errors import InputError

if TYPE_CHECKING:
    from service.storage.keys import KeyTable
    from service.storage.store import MapStore


@contextmanager
def _store() -> Iterator[MapStore]:
    from service.settings import get_settings
    from service.storage.store import MapStore

    store = MapStore.open(get_settings().database_url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _keys() -> Iterator[KeyTable]:
    from service.storage.keys import KeyTable

    with _store() as store:
        yield KeyTable(store.database)


@click.group("keys")
def keys_group() -> None:
    """API keys: each gives access to its owner's maps only. Once one exists, the API requires one."""


@keys_group.command("create")
@click.argument("name")
def create_key(name: str) -> None:
    """Create a key and print it; only its hash is stored, so it cannot be shown again."""
    with _keys() as keys:
        _, secret = keys.create(name)
    click.echo(secret)


@keys_group.command("list")
def list_keys() -> None:
    """List all keys: id, name, creation date, whether revoked."""
    with _keys() as keys:
        for key in keys.list():
            state = f"revoked {key.revoked:%Y-%m-%d}" if key.revoked else "active"
            whose = "" if key.owner == key.id else f"  (of {key.owner})"
            click.echo(f"{key.id}  {key.created:%Y-%m-%d}  {state}  {key.name}{whose}")


@keys_group.command("rotate")
@click.argument("key_id")
@click.option("--keep-old", is_flag=True, help="do not revoke the old key yet")
def rotate_key(key_id: str, keep_old: bool) -> None:
    """Create a new key for the owner of KEY_ID, print it, and revoke the old one: the maps stay the owner's.

    KEY_ID may already be revoked. A key in ARGMAP_API_KEYS can be replaced, too: its id (key-...) is in the
    server's log. Remove it from the setting afterwards.
    """
    with _keys() as keys:
        _, secret = keys.rotate(key_id, keep_old=keep_old)
    click.echo(secret)


@keys_group.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """Revoke a key; its owner's maps stay, but unfinished ones are cancelled if this was the last key."""
    with _keys() as keys:
        key = keys.revoke(key_id)
    click.echo(f"{key.id} ({key.name}) is revoked")


@click.command("backup")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(target: Path) -> None:
    """Copy the SQLite database to TARGET, consistently, even while the service runs."""
    source = _sqlite_file("pg_dump")
    if target.exists():
        raise InputError(f"{target} exists already", hint="Give a new file name.")
    if not source.is_file():
        raise InputError(
            f"there is no database {source}", hint="Set ARGMAP_DATABASE_URL to the one that is to be kept."
        )
    _check_is_ours(source)
    try:
        with closing(sqlite3.connect(source)) as present, closing(sqlite3.connect(target)) as copy:
            present.backup(copy)
    except sqlite3.OperationalError as error:
        raise InputError(f"{target} cannot be written: {error}", hint="Name a file in a folder that exists.") from error
    click.echo(f"{target}: {target.stat().st_size:,} bytes")


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="put it in the place of a database that exists")
def restore_command(source: Path, replace: bool) -> None:
    """Make the backup SOURCE the SQLite database; stop the service first."""
    target = _sqlite_file("pg_restore")
    if target.exists() and not replace:
        raise InputError(f"{target} exists already", hint="Stop the service, then use --replace.")
    _check_is_ours(source)
    with closing(sqlite3.connect(source)) as copy:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(target)) as present:
            copy.backup(present)
    click.echo(f"{target} is restored")


def _check_is_ours(source: Path) -> None:
    """Raises InputError if a file is not an intact SQLite database, or not one of argmap's."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as file:
            sound = file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError:
        sound, tables = False, set()
    if not sound:
        raise InputError(f"{source} is no sound SQLite database", hint="Use another backup.")
    if not {"alembic_version", "maps", "map_versions"} <= tables:
        raise InputError(f"{source} is no database of argmap", hint="Use a file that `argmap backup` wrote.")


def _sqlite_file(instead: str) -> Path:
    from service.settings import get_settings
    from service.storage.database import parse_url

    url = parse_url(get_settings().database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise InputError("this database is no SQLite file", hint=f"For PostgreSQL use {instead}.")
    return Path(url.database)


@click.command("purge")
@click.option("--older-than", "days", type=click.IntRange(1, 36_500), required=True, help="days since the last change")
@click.option("--debates", is_flag=True, help="finished debates too, and the maps that only they were made of")
def purge_command(days: int, debates: bool) -> None:
    """Delete finished maps unchanged for that long, and model answers of that age."""
    from service.storage.calls import CallTable
    from service.storage.debates import DebateStore

    before = datetime.now(UTC) - timedelta(days=days)
    with _store() as store:
        gone = DebateStore(store).purge(before) if debates else []
        deleted, forgotten = store.purge(before), CallTable(store.database).purge(before)
        store.database.compact()
    told = f"{len(gone)} debates and " if debates else ""
    click.echo(f"{told}{len(deleted)} maps deleted, {forgotten} answers of models forgotten")
