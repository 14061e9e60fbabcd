"""Events of a map or a debate: numbered without gaps, each recorded once even if its cause recurs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from service.storage import webhooks
from service.storage.records import Event, now
from service.storage.tables import DEBATES, MAPS, Kept


def append(
    connection: sa.Connection, kept: Kept, name: str, kind: str, data: dict[str, Any], once: str | None = None
) -> Event | None:
    """The new event; None if one about `once` (default: the kind) exists already, or the document was deleted.

    The document's row is locked first, so that numbers are assigned and become visible in the same order.
    """
    rows, events, about, created = kept.rows, kept.events, once or kind, now()
    taken = connection.execute(
        sa.update(rows).where(rows.c.id == name).values(last_event=rows.c.last_event + 1).returning(rows.c.last_event)
    ).scalar_one_or_none()
    if taken is None:
        return None
    known = connection.execute(
        sa.select(events.c.seq).where(kept.event_of == name, events.c.once == about)
    ).scalar_one_or_none()
    if known is not None:
        connection.execute(sa.update(rows).where(rows.c.id == name).values(last_event=taken - 1))
        return None
    values = {"seq": taken, "kind": kind, "once": about, "data": json.dumps(data), "created": created}
    connection.execute(sa.insert(events).values({kept.event_of.name: name, **values}))
    webhooks.announce(connection, rows, name, kind, data)
    return Event(map_id=name, seq=taken, kind=kind, data=data, created=created)


def count(connection: sa.Connection, kept: Kept, name: str, kind: str) -> int:
    """How many events of this kind the document has."""
    counting = sa.select(sa.func.count()).where(kept.event_of == name, kept.events.c.kind == kind)
    return connection.execute(counting).scalar_one()


def after(connection: sa.Connection, kept: Kept, name: str, seq: int, limit: int) -> list[Event]:
    """The events after number `seq`, in order."""
    events = kept.events
    rows = connection.execute(
        sa.select(events).where(kept.event_of == name, events.c.seq > seq).order_by(events.c.seq).limit(limit)
    )
    return [
        Event(map_id=name, seq=row.seq, kind=row.kind, data=json.loads(row.data), created=row.created) for row in rows
    ]


def last_numbers(connection: sa.Connection, names: Iterable[str]) -> dict[str, int]:
    """Map or debate id -> number of its latest event; deleted ones are left out."""
    wanted = list(names)
    found: dict[str, int] = {}
    for rows in (MAPS.rows, DEBATES.rows):
        known = connection.execute(sa.select(rows.c.id, rows.c.last_event).where(rows.c.id.in_(wanted)))
        found |= {row.id: row.last_event for row in known}
    return found
