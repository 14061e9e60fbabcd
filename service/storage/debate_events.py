"""Events of a debate: numbered without gaps, each recorded once even if its cause is repeated."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from service.storage.records import Event, now
from service.storage.tables import debate_events as events
from service.storage.tables import debates


def append(connection: sa.Connection, debate_id: str, kind: str, data: dict[str, Any], once: str | None = None) -> None:
    """The debate's row is locked first: numbers are given out and become visible in one order."""
    taken = connection.execute(
        sa.update(debates)
        .where(debates.c.id == debate_id)
        .values(last_event=debates.c.last_event + 1)
        .returning(debates.c.last_event)
    ).scalar_one_or_none()
    if taken is None:
        return
    about = once or kind
    known = connection.execute(
        sa.select(events.c.seq).where(events.c.debate_id == debate_id, events.c.once == about)
    ).scalar_one_or_none()
    if known is not None:
        connection.execute(sa.update(debates).where(debates.c.id == debate_id).values(last_event=taken - 1))
        return
    connection.execute(
        sa.insert(events).values(
            debate_id=debate_id, seq=taken, kind=kind, once=about, data=json.dumps(data), created=now()
        )
    )


def after(connection: sa.Connection, debate_id: str, seq: int, limit: int) -> list[Event]:
    """The events behind number `seq`, in order."""
    rows = connection.execute(
        sa.select(events).where(events.c.debate_id == debate_id, events.c.seq > seq).order_by(events.c.seq).limit(limit)
    )
    return [
        Event(map_id=debate_id, seq=row.seq, kind=row.kind, data=json.loads(row.data), created=row.created)
        for row in rows
    ]
