"""Rows of debates within a transaction that is under way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from service.domain.provenance import RunBudget
from service.storage import debate_events, maps
from service.storage.debate_records import DebateSummary, WritableDebate
from service.storage.errors import NoSuchDebate
from service.storage.maps import NOBODY
from service.storage.records import FINAL, now
from service.storage.tables import debate_articles as article_rows
from service.storage.tables import debate_members as member_rows
from service.storage.tables import debate_versions as version_rows
from service.storage.tables import debates as rows
from service.storage.tables import maps as map_rows


def insert(connection: sa.Connection, **values: Any) -> bool:
    """False where there is such a debate already; of two requests at once the second waits for the first."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    new = dialect.insert(rows).values(**values).on_conflict_do_nothing().returning(rows.c.id)
    return connection.execute(new).scalar_one_or_none() is not None


def ask_for_run(connection: sa.Connection, debate_id: str) -> DebateSummary:
    """Another run, or, where one is under way, that it looks again before it ends."""
    ended = rows.c.status.in_(sorted(FINAL))
    connection.execute(
        sa.update(rows)
        .where(rows.c.id == debate_id)
        .values(
            wanted=rows.c.wanted + 1,
            run=sa.case((ended, rows.c.run + 1), else_=rows.c.run),
            status=sa.case((ended, "queued"), else_=rows.c.status),
            revision=rows.c.revision + 1,
            updated=now(),
        )
    )
    found = connection.execute(sa.select(rows).where(rows.c.id == debate_id)).one()
    debate_events.append(connection, debate_id, "queued", {}, once=f"queued {found.wanted}")
    return record(found)


def map_changed(connection: sa.Connection, map_id: str) -> None:
    """Ask every debate that has this map for a run; within the transaction that changes the map, or none would know."""
    ids = connection.execute(sa.select(member_rows.c.debate_id).where(member_rows.c.map_id == map_id)).scalars()
    for debate_id in sorted(ids):
        ask_for_run(connection, debate_id)


def with_map(connection: sa.Connection, map_id: str) -> list[str]:
    """The debates that have this map."""
    found = sa.select(member_rows.c.debate_id).where(member_rows.c.map_id == map_id)
    return list(connection.execute(found).scalars())


def first_titles(connection: sa.Connection, debate_ids: Sequence[str]) -> dict[str, str]:
    """Of each debate the title of its first article, where it has one."""
    members = sa.select(member_rows.c.debate_id, map_rows.c.title).join(map_rows, map_rows.c.id == member_rows.c.map_id)
    wanted = members.where(member_rows.c.debate_id.in_(debate_ids)).order_by(member_rows.c.place.desc())
    titles = {row.debate_id: row.title for row in connection.execute(wanted)}
    return {debate_id: title for debate_id, title in titles.items() if title}


def add_members(connection: sa.Connection, debate_id: str, map_ids: Sequence[str], owner: str | None) -> None:
    """NoSuchMap where one is not the owner's; one that is a member already stays it."""
    place = connection.execute(
        sa.select(sa.func.coalesce(sa.func.max(member_rows.c.place), 0)).where(member_rows.c.debate_id == debate_id)
    ).scalar_one()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    for number, map_id in enumerate(dict.fromkeys(map_ids), start=place + 1):
        maps.summary(connection, map_id, owner)
        connection.execute(
            dialect.insert(member_rows)
            .values(debate_id=debate_id, map_id=map_id, place=number)
            .on_conflict_do_nothing()
        )


def drop_articles(connection: sa.Connection, debate_id: str, map_ids: Iterable[str]) -> None:
    """Forget what was asked about these articles: a run asks again about those that are members still."""
    for map_id in map_ids:
        connection.execute(
            sa.delete(article_rows).where(article_rows.c.debate_id == debate_id, article_rows.c.map_id == map_id)
        )


def summary(connection: sa.Connection, debate_id: str, owner: str | None, *, lock: bool = False) -> DebateSummary:
    """NoSuchDebate where there is none for `owner`."""
    wanted = sa.select(rows).where(rows.c.id == debate_id, rows.c.owner == (owner or NOBODY))
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise NoSuchDebate(debate_id)
    return record(row)


def insert_version(
    connection: sa.Connection,
    debate: WritableDebate,
    *,
    made_by: str,
    comment: str | None,
    changes: Sequence[dict[str, Any]] | None,
) -> None:
    connection.execute(
        sa.insert(version_rows).values(
            debate_id=debate.id,
            version=debate.version,
            body=debate.body,
            made_by=made_by,
            comment=comment,
            changes=None if changes is None else json.dumps(list(changes)),
            created=now(),
        )
    )


def record(row: sa.Row[Any]) -> DebateSummary:
    values = {name: value for name, value in row._mapping.items() if name != "last_event"}
    budget = None if row.budget is None else RunBudget.model_validate_json(row.budget)
    return DebateSummary(**values | {"owner": row.owner or None, "budget": budget})
