"""Events of a map: numbered without gaps, each recorded once even if its cause is repeated."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from service.storage.records import Event, now
from service.storage.tables import debates, events, maps


def append(
    connection: sa.Connection, map_id: str, kind: str, data: dict[str, Any], once: str | None = None
) -> Event | None:
    """The new event; null where one about `once` (default: the kind) is there already, or the map is gone.

    The map's row is locked first: numbers are given out and become visible in one order.
    """
    taken = connection.execute(
        sa.update(maps).where(maps.c.id == map_id).values(last_event=maps.c.last_event + 1).returning(maps.c.last_event)
    ).scalar_one_or_none()
    if taken is None:
        return None
    about = once or kind
    known = connection.execute(
        sa.select(events.c.seq).where(events.c.map_id == map_id, events.c.once == about)
    ).scalar_one_or_none()
    if known is not None:
        connection.execute(sa.update(maps).where(maps.c.id == map_id).values(last_event=taken - 1))
        return None
    created = now()
    connection.execute(
        sa.insert(events).values(
            map_id=map_id, seq=taken, kind=kind, once=about, data=json.dumps(data), created=created
        )
    )
    return Event(map_id=map_id, seq=taken, kind=kind, data=data, created=created)


def count(connection: sa.Connection, map_id: str, kind: str) -> int:
    """How many events of this kind the map has."""
    counting = sa.select(sa.func.count()).select_from(events).where(events.c.map_id == map_id, events.c.kind == kind)
    return connection.execute(counting).scalar_one()


def after(connection: sa.Connection, map_id: str, seq: int, limit: int) -> list[Event]:
    """The events behind number `seq`, in order."""
    rows = connection.execute(
        sa.select(events).where(events.c.map_id == map_id, events.c.seq > seq).order_by(events.c.seq).limit(limit)
    )
    return [
        Event(map_id=row.map_id, seq=row.seq, kind=row.kind, data=json.loads(row.data), created=row.created)
        for row in rows
    ]


def last_numbers(connection: sa.Connection, map_ids: Iterable[str]) -> dict[str, int]:
    """Map or debate id -> number of its newest event; those that are gone are left out."""
    wanted = list(map_ids)
    found: dict[str, int] = {}
    for table in (maps, debates):
        rows = connection.execute(sa.select(table.c.id, table.c.last_event).where(table.c.id.in_(wanted)))
        found |= {row.id: row.last_event for row in rows}
    return found
