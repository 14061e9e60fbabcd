"""The server's status, for its operator: counts, failures with reasons, model usage; never any text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from service.domain.provenance import Usage
from service.storage.database import Database, insert_into
from service.storage.records import now
from service.storage.tables import DEBATES, MAPS, Kept, api_keys, debates, maps, usage_by_day

_FAILURES = 20
_DAYS = 30
_COUNTED = ("calls", "cached_calls", "input_tokens", "output_tokens", "reasoning_tokens")


@dataclass(frozen=True)
class Failure:
    """`what`: map or debate; `code` and `hint`: why, and what to do about it."""

    what: str
    id: str
    when: datetime
    code: str
    hint: str


@dataclass(frozen=True)
class DayOfUse:
    """An owner's model usage on one day (UTC). `name`: of the owner's first key, if it is in the database."""

    day: date
    owner: str
    name: str | None
    usage: Usage


@dataclass(frozen=True)
class Operating:
    maps: dict[str, int]
    debates: dict[str, int]
    failures: Sequence[Failure]
    usage: Sequence[DayOfUse]


def book(connection: sa.Connection, table: sa.Table, subject: str, usage: Usage) -> None:
    """Add the usage of a map or debate (a row of `table`) to its owner's day; call it where the result is stored."""
    if not usage.calls and not usage.cached_calls:
        return
    owner = connection.execute(sa.select(table.c.owner).where(table.c.id == subject)).scalar_one()
    used = {name: getattr(usage, name) for name in _COUNTED} | {"cost_usd": usage.cost_usd or 0.0}
    adding = insert_into(connection, usage_by_day).values(owner=owner, day=now().date().isoformat(), **used)
    more = {name: usage_by_day.c[name] + adding.excluded[name] for name in used}
    connection.execute(adding.on_conflict_do_update(index_elements=["owner", "day"], set_=more))


def look(database: Database) -> Operating:
    """Collect everything over one connection."""
    with database.read() as connection:
        return Operating(
            maps=_by_status(connection, maps),
            debates=_by_status(connection, debates),
            failures=sorted(
                [*_failures(connection, "map", MAPS), *_failures(connection, "debate", DEBATES)],
                key=lambda item: item.when,
                reverse=True,
            )[:_FAILURES],
            usage=_use(connection),
        )


def _by_status(connection: sa.Connection, table: sa.Table) -> dict[str, int]:
    counting = sa.select(table.c.status, sa.func.count().label("number")).group_by(table.c.status)
    return {row.status: row.number for row in connection.execute(counting.order_by(table.c.status))}


def _failures(connection: sa.Connection, what: str, kept: Kept) -> list[Failure]:
    rows, told = kept.rows, kept.events
    wanted = (
        sa.select(rows.c.id, told.c.created, told.c.data)
        .join(told, sa.and_(kept.event_of == rows.c.id, told.c.kind == "error"))
        .where(rows.c.status == "failed")
        .order_by(told.c.created.desc())
        .limit(_FAILURES)
    )
    found: list[Failure] = []
    for row in connection.execute(wanted):
        data: dict[str, Any] = json.loads(row.data)
        found.append(Failure(what, row.id, row.created, str(data.get("code", "")), str(data.get("hint", ""))))
    return found


def _use(connection: sa.Connection) -> list[DayOfUse]:
    since = (now() - timedelta(days=_DAYS)).date().isoformat()
    wanted = (
        sa.select(usage_by_day, api_keys.c.name)
        .join(api_keys, api_keys.c.id == usage_by_day.c.owner, isouter=True)
        .where(usage_by_day.c.day >= since)
        .order_by(usage_by_day.c.day.desc(), usage_by_day.c.owner)
    )
    return [
        DayOfUse(
            date.fromisoformat(row.day),
            row.owner,
            row.name,
            Usage(**{name: getattr(row, name) for name in _COUNTED}, cost_usd=row.cost_usd),
        )
        for row in connection.execute(wanted)
    ]
