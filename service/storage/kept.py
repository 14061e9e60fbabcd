"""Rows of maps and debates, their versions and events; every function works within the caller's transaction.

Both kinds of document are handled alike: `kept` says which tables are meant.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from service.storage import idempotency
from service.storage.database import insert_into
from service.storage.errors import BadCursor, NoSuchDebate, NoSuchMap, TooManyMaps, TooMuchKept
from service.storage.records import UNFINISHED, Quota, VersionInfo, Writable, now, storable
from service.storage.tables import EPOCH, MAPS, Kept, debates, maps

NOBODY = ""
"""The owner column's value without API keys."""


def missing(kept: Kept, name: str, version: int | None = None) -> NoSuchMap:
    return (NoSuchMap if kept is MAPS else NoSuchDebate)(name, version)


def visible(kept: Kept, owner: str | None, *, to_change: bool = False) -> sa.ColumnElement[bool]:
    """Whether `owner` may see (or change) a row; samples are for all to see."""
    own = kept.rows.c.owner == (owner or NOBODY)
    return own if to_change or "sample" not in kept.rows.c else sa.or_(own, kept.rows.c.sample)


def insert(connection: sa.Connection, kept: Kept, new: Writable, **values: Any) -> bool:
    """False if the document exists already; of two concurrent requests the second waits for the first."""
    created = now()
    row = {
        "id": new.id,
        "status": new.status,
        "version": new.version,
        "revision": 1,
        "created": created,
        "updated": created,
        "last_event": 0,
        **new.columns,
        **values,
    }
    inserting = insert_into(connection, kept.rows).values(**row).on_conflict_do_nothing().returning(kept.rows.c.id)
    return connection.execute(inserting).scalar_one_or_none() is not None


def check_quota(connection: sa.Connection, kept: Kept, owner: str | None, quota: Quota, keeping: int = 1) -> None:
    """TooManyMaps without room for another unfinished one, TooMuchKept without room for `keeping` documents.

    Samples do not count.
    """
    mine = owner or NOBODY
    unfinished = sa.select(sa.func.count()).select_from(kept.rows).where(kept.rows.c.status.in_(UNFINISHED))
    if "sample" in kept.rows.c:
        unfinished = unfinished.where(kept.rows.c.sample.is_(False))
    limits = (
        (quota.per_owner, "of this key", unfinished.where(kept.rows.c.owner == mine)),
        (quota.total, "on this server", unfinished),
    )
    for most, where, counting in limits:
        if most is not None and connection.execute(counting).scalar_one() >= most:
            raise TooManyMaps(most, where, f"{kept.name}s")
    if quota.kept is not None:
        counts = [sa.select(sa.func.count()).where(rows.c.owner == mine) for rows in (maps, debates)]
        if sum(connection.execute(counting).scalar_one() for counting in counts) + keeping > quota.kept:
            raise TooMuchKept(quota.kept)


def row(
    connection: sa.Connection, kept: Kept, name: str, owner: str | None, *, to_change: bool = False, lock: bool = False
) -> sa.Row[Any]:
    """NoSuchMap or NoSuchDebate if `owner` may not see it; with `to_change`, also if they may only see it."""
    wanted = sa.select(kept.rows).where(kept.rows.c.id == name, visible(kept, owner, to_change=to_change))
    found = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise missing(kept, name)
    return found


def find(connection: sa.Connection, kept: Kept, name: str) -> sa.Row[Any] | None:
    """Regardless of owner: for the service itself, never on behalf of a caller."""
    return connection.execute(sa.select(kept.rows).where(kept.rows.c.id == name)).one_or_none()


def update(
    connection: sa.Connection, kept: Kept, new: Writable, *, only: sa.ColumnElement[bool] | None = None, **values: Any
) -> bool:
    """Set status, version and counts; false, changing nothing, if the row does not satisfy `only`."""
    columns = {"status": new.status, "version": new.version, **new.columns, **values}
    done = connection.execute(
        sa.update(kept.rows)
        .where(kept.rows.c.id == new.id, sa.true() if only is None else only)
        .values(revision=kept.rows.c.revision + 1, updated=now(), **columns)
    )
    return bool(done.rowcount)


def insert_version(
    connection: sa.Connection,
    kept: Kept,
    new: Writable,
    *,
    made_by: str,
    comment: str | None = None,
    changes: Sequence[dict[str, Any]] | None = None,
) -> None:
    connection.execute(
        sa.insert(kept.versions).values(
            {
                kept.version_of: new.id,
                kept.versions.c.version: new.version,
                kept.versions.c.body: new.body,
                kept.versions.c.made_by: made_by,
                kept.versions.c.comment: storable(comment),
                kept.versions.c.changes: None if changes is None else json.dumps(list(changes)),
                kept.versions.c.created: now(),
            }
        )
    )


def replace_body(connection: sa.Connection, kept: Kept, new: Writable) -> None:
    connection.execute(sa.update(kept.versions).where(*_is(kept, new.id, new.version)).values(body=new.body))


def pack(connection: sa.Connection, kept: Kept, name: str, version: int, body: bytes) -> None:
    """Store a version that is no longer the current one: compressed, where the current one is ready to send."""
    connection.execute(sa.update(kept.versions).where(*_is(kept, name, version)).values(body=zlib.compress(body)))


def body(connection: sa.Connection, kept: Kept, name: str, version: int) -> bytes:
    """The JSON of a version."""
    stored = connection.execute(sa.select(kept.versions.c.body).where(*_is(kept, name, version))).scalar_one_or_none()
    if stored is None:
        raise missing(kept, name, version)
    return bytes(stored) if bytes(stored[:1]) == b"{" else zlib.decompress(stored)


def _is(kept: Kept, name: str, version: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return kept.version_of == name, kept.versions.c.version == version


@cache
def _present(kept: Kept) -> sa.Select[Any]:
    """The most frequent query, built once: building it takes as long as the query."""
    readable = kept.rows.c.owner == sa.bindparam("reader", type_=sa.String)
    return (
        sa.select(kept.rows, kept.versions.c.body)
        .join(kept.versions, sa.and_(kept.version_of == kept.rows.c.id, kept.versions.c.version == kept.rows.c.version))
        .where(
            kept.rows.c.id == sa.bindparam("wanted", type_=sa.String),
            sa.or_(readable, kept.rows.c.sample) if "sample" in kept.rows.c else readable,
        )
    )


def present(connection: sa.Connection, kept: Kept, name: str, owner: str | None) -> sa.Row[Any]:
    """The row with the body of the current version, which is stored plain."""
    found = connection.execute(_present(kept), {"wanted": name, "reader": owner or NOBODY}).one_or_none()
    if found is None:
        raise missing(kept, name)
    return found


def versions(connection: sa.Connection, kept: Kept, name: str, after: int, limit: int) -> list[VersionInfo]:
    """The versions after number `after`, oldest first, without their bodies."""
    columns = (column for column in kept.versions.c if column.name != "body")
    found = connection.execute(
        sa.select(*columns)
        .where(kept.version_of == name, kept.versions.c.version > after)
        .order_by(kept.versions.c.version)
        .limit(limit)
    )
    return [
        VersionInfo(
            version=item.version,
            made_by=item.made_by,
            comment=item.comment,
            changes=None if item.changes is None else json.loads(item.changes),
            created=item.created,
        )
        for item in found
    ]


def page(
    connection: sa.Connection,
    kept: Kept,
    owner: str | None,
    *,
    cursor: str | None,
    status: str | None,
    limit: int,
    among: sa.TextClause | None = None,
) -> tuple[Sequence[sa.Row[Any]], str | None]:
    """Newest first, and the cursor of the next page. `among`: a query for ids."""
    rows = kept.rows.c
    wanted = sa.select(kept.rows).where(visible(kept, owner))
    if status is not None:
        wanted = wanted.where(rows.status == status)
    if among is not None:
        wanted = wanted.where(rows.id.in_(among))
    if cursor is not None:
        created, last = _read_cursor(cursor)
        wanted = wanted.where(sa.or_(rows.created < created, sa.and_(rows.created == created, rows.id < last)))
    found = connection.execute(wanted.order_by(rows.created.desc(), rows.id.desc()).limit(limit + 1)).all()
    shown = found[:limit]
    return shown, _write_cursor(shown[-1].created, shown[-1].id) if len(found) > limit else None


def _write_cursor(created: datetime, last_id: str) -> str:
    micros = (created - EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(f"{micros}/{last_id}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    """Raises BadCursor if it is not one of ours."""
    try:
        micros, last_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("/")
        return EPOCH + timedelta(microseconds=int(micros)), last_id
    except (ValueError, OverflowError, binascii.Error) as error:
        raise BadCursor from error


def remove(connection: sa.Connection, kept: Kept, name: str) -> None:
    """Delete the row and all that depends on it."""
    idempotency.forget(connection, name)
    connection.execute(sa.delete(kept.rows).where(kept.rows.c.id == name))
