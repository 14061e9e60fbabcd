"""Rows of maps and of their versions; every function works in the transaction that it is given."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from service.storage import search
from service.storage.errors import BadCursor, NoSuchMap
from service.storage.records import Counts, MapSummary, Page, StoredMap, VersionInfo, Writable, now
from service.storage.tables import EPOCH, map_versions, maps

NOBODY = ""
"""Stands in the owner column where there are no API keys."""


_PRESENT = (
    sa.select(maps, map_versions.c.body)
    .join(map_versions, sa.and_(map_versions.c.map_id == maps.c.id, map_versions.c.version == maps.c.version))
    .where(
        maps.c.id == sa.bindparam("wanted", type_=sa.String),
        sa.or_(maps.c.owner == sa.bindparam("reader", type_=sa.String), maps.c.sample),
    )
)
"""The most frequent query, built once: building it takes as long as the query."""


def insert(
    connection: sa.Connection,
    map_: Writable,
    *,
    words: Sequence[str],
    engine: str,
    owner: str | None,
    sample: bool,
) -> None:
    """`words`: by which it is found."""
    created = now()
    connection.execute(
        sa.insert(maps).values(
            id=map_.id,
            owner=owner or NOBODY,
            status=map_.status,
            engine=engine,
            version=map_.version,
            revision=1,
            title=_storable(map_.title),
            sha256=map_.sha256,
            sample=sample,
            created=created,
            updated=created,
            last_event=0,
            **vars(map_.counts),
        )
    )
    search.index(connection, map_.id, words)


def insert_version(
    connection: sa.Connection,
    map_: Writable,
    *,
    made_by: str,
    comment: str | None,
    changes: Sequence[dict[str, Any]] | None,
) -> None:
    connection.execute(
        sa.insert(map_versions).values(
            map_id=map_.id,
            version=map_.version,
            body=map_.body,
            made_by=made_by,
            comment=_storable(comment),
            changes=None if changes is None else json.dumps(list(changes)),
            created=now(),
        )
    )


def update(connection: sa.Connection, map_: Writable, *, where_version: int, where_status: Sequence[str]) -> bool:
    """Set status, version and counts; false, and nothing is done, where the row is at another version or status."""
    done = connection.execute(
        sa.update(maps)
        .where(maps.c.id == map_.id, maps.c.version == where_version, maps.c.status.in_(where_status))
        .values(
            status=map_.status,
            version=map_.version,
            revision=maps.c.revision + 1,
            updated=now(),
            **vars(map_.counts),
        )
    )
    return bool(done.rowcount)


def replace_body(connection: sa.Connection, map_: Writable) -> None:
    connection.execute(
        sa.update(map_versions)
        .where(map_versions.c.map_id == map_.id, map_versions.c.version == map_.version)
        .values(body=map_.body)
    )


def _storable(text: str | None) -> str | None:
    """Without NUL, which PostgreSQL's text columns cannot hold; the map's own JSON keeps it, escaped."""
    return None if text is None else text.replace("\x00", "")


def _visible(owner: str | None) -> sa.ColumnElement[bool]:
    return sa.or_(maps.c.owner == (owner or NOBODY), maps.c.sample)


def summary(connection: sa.Connection, map_id: str, owner: str | None, *, to_change: bool = False) -> MapSummary:
    """NoSuchMap where `owner` may not see it; with `to_change`, also where they may only see it (a sample)."""
    allowed = maps.c.owner == (owner or NOBODY) if to_change else _visible(owner)
    row = connection.execute(sa.select(maps).where(maps.c.id == map_id, allowed)).one_or_none()
    if row is None:
        raise NoSuchMap(map_id)
    return _summary(row)


def find(connection: sa.Connection, map_id: str) -> MapSummary | None:
    """Whoever owns it: for the service itself, never for a caller."""
    row = connection.execute(sa.select(maps).where(maps.c.id == map_id)).one_or_none()
    return None if row is None else _summary(row)


def body(connection: sa.Connection, map_id: str, version: int) -> bytes:
    found = connection.execute(
        sa.select(map_versions.c.body).where(map_versions.c.map_id == map_id, map_versions.c.version == version)
    ).scalar_one_or_none()
    if found is None:
        raise NoSuchMap(map_id, version)
    return unpacked(bytes(found))


def unpacked(found: bytes) -> bytes:
    """The body of a version; those that are no longer the present one are kept compressed."""
    return found if found.startswith(b"{") else zlib.decompress(found)


def pack(connection: sa.Connection, map_id: str, version: int) -> None:
    """Compress a version that a later one has replaced: a map of many corrections stays small."""
    connection.execute(
        sa.update(map_versions)
        .where(map_versions.c.map_id == map_id, map_versions.c.version == version)
        .values(body=zlib.compress(body(connection, map_id, version), 6))
    )


def stored(connection: sa.Connection, map_id: str, owner: str | None) -> StoredMap:
    """The present version in one query."""
    row = connection.execute(_PRESENT, {"wanted": map_id, "reader": owner or NOBODY}).one_or_none()
    if row is None:
        raise NoSuchMap(map_id)
    return StoredMap(summary=_summary(row), version=row.version, body=bytes(row.body))


def versions(connection: sa.Connection, map_id: str, after: int, limit: int) -> list[VersionInfo]:
    rows = connection.execute(
        sa.select(
            map_versions.c.version,
            map_versions.c.made_by,
            map_versions.c.comment,
            map_versions.c.changes,
            map_versions.c.created,
        )
        .where(map_versions.c.map_id == map_id, map_versions.c.version > after)
        .order_by(map_versions.c.version)
        .limit(limit)
    )
    return [
        VersionInfo(
            version=row.version,
            made_by=row.made_by,
            comment=row.comment,
            changes=None if row.changes is None else json.loads(row.changes),
            created=row.created,
        )
        for row in rows
    ]


def page(
    connection: sa.Connection,
    owner: str | None,
    *,
    cursor: str | None,
    query: str | None,
    status: str | None,
    limit: int,
) -> Page:
    """Newest first."""
    wanted = sa.select(maps).where(_visible(owner))
    if status is not None:
        wanted = wanted.where(maps.c.status == status)
    if query is not None:
        matches = search.matching(query, connection.dialect.name)
        if matches is None:
            return Page(maps=(), cursor=None)
        wanted = wanted.where(maps.c.id.in_(matches))
    if cursor is not None:
        created, map_id = read_cursor(cursor)
        wanted = wanted.where(sa.or_(maps.c.created < created, sa.and_(maps.c.created == created, maps.c.id < map_id)))
    rows = connection.execute(wanted.order_by(maps.c.created.desc(), maps.c.id.desc()).limit(limit + 1)).all()
    found = tuple(_summary(row) for row in rows[:limit])
    return Page(maps=found, cursor=write_cursor(found[-1].created, found[-1].id) if len(rows) > limit else None)


def write_cursor(created: datetime, last_id: str) -> str:
    """Where the next page of a list, newest first, begins."""
    micros = (created - EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(f"{micros}/{last_id}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """BadCursor where it is none of ours."""
    try:
        micros, map_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("/")
        return EPOCH + timedelta(microseconds=int(micros)), map_id
    except (ValueError, OverflowError, binascii.Error) as error:
        raise BadCursor from error


def _summary(row: sa.Row[Any]) -> MapSummary:
    return MapSummary(
        id=row.id,
        owner=row.owner or None,
        status=row.status,
        engine=row.engine,
        version=row.version,
        revision=row.revision,
        title=row.title,
        sha256=row.sha256,
        sample=row.sample,
        created=row.created,
        updated=row.updated,
        counts=Counts(row.paragraphs, row.units, row.relations, row.perspectives),
    )
