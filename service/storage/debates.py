"""Debates as API and pipeline see them. Every method is one transaction, safe from any thread.

`owner` is whoever an API key belongs to, or null where the service runs without keys; nobody sees another's debates.
All methods raise DatabaseUnavailable where the database cannot be reached or written.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from service.domain.debates.debate import Debate
from service.domain.provenance import RunBudget
from service.storage import debate_events, debate_rows, idempotency
from service.storage.debate_records import DebatePage, DebateSummary, StoredDebate, WritableDebate
from service.storage.debate_runs import DebateRunStore
from service.storage.errors import NoSuchDebate, NotFinished, NotInDebate, StaleVersion
from service.storage.maps import NOBODY, read_cursor, write_cursor
from service.storage.records import FINAL, UNFINISHED, Event, VersionInfo, now
from service.storage.tables import debate_members as member_rows
from service.storage.tables import debate_versions as version_rows
from service.storage.tables import debates as rows


class DebateStore(DebateRunStore):
    """What runs need, and beside it making, correcting and reading, each for an owner."""

    # --- making -------------------------------------------------------------------------------------------------

    def known(self, owner: str | None, key: str, request_hash: str, debate_id: str) -> str:
        """The id for an idempotency key: that of the request it came with first; KeyReused if that was another one."""
        with self._database.write() as connection:
            return idempotency.claim(connection, owner, key, request_hash, debate_id) or debate_id

    def create(
        self,
        debate: Debate,
        map_ids: Sequence[str],
        *,
        engine: str,
        owner: str | None,
        budget: RunBudget | None = None,
    ) -> None:
        """Store a debate that is to be made of these maps; NoSuchMap where one is not the owner's. Idempotent."""
        new = WritableDebate.of(debate)
        with self._database.write() as connection:
            created = now()
            if not debate_rows.insert(
                connection,
                id=debate.id,
                owner=owner or NOBODY,
                status=debate.status,
                engine=engine,
                version=debate.version,
                revision=1,
                run=1,
                wanted=1,
                title=debate.title,
                question=debate.question,
                created=created,
                updated=created,
                last_event=0,
                budget=None if budget is None else budget.model_dump_json(),
                **new.counts,
            ):
                return
            debate_rows.insert_version(connection, new, made_by=engine, comment=None, changes=None)
            debate_rows.add_members(connection, debate.id, map_ids, owner)
            debate_events.append(connection, debate.id, "queued", {"articles": len(set(map_ids))})
        self._store.tell(debate.id)

    def change_members(
        self, debate_id: str, owner: str | None, *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> DebateSummary:
        """Take maps in or out, and ask for a run; NoSuchMap, NotInDebate."""
        with self._database.write() as connection:
            debate_rows.summary(connection, debate_id, owner)
            debate_rows.add_members(connection, debate_id, add, owner)
            for map_id in remove:
                gone = connection.execute(
                    sa.delete(member_rows).where(member_rows.c.debate_id == debate_id, member_rows.c.map_id == map_id)
                )
                if not gone.rowcount:
                    raise NotInDebate(debate_id, map_id)
            summary = debate_rows.ask_for_run(connection, debate_id)
        self._store.tell(debate_id)
        return summary

    def resume(
        self, debate_id: str, owner: str | None, *, again: Sequence[str], budget: RunBudget | None
    ) -> DebateSummary:
        """Forget what was said of these articles, and ask for a run with the budget (null keeps the one there was).

        NotFinished while a run is under way. Nothing to ask again is no run, but for a debate that failed.
        """
        with self._database.write() as connection:
            summary = debate_rows.summary(connection, debate_id, owner, lock=True)
            if summary.status not in FINAL:
                raise NotFinished(debate_id, summary.status, "debate")
            if budget is not None:
                new = sa.update(rows).where(rows.c.id == debate_id).values(budget=budget.model_dump_json())
                connection.execute(new)
            if not again and summary.status != "failed":
                return debate_rows.summary(connection, debate_id, owner)
            debate_rows.drop_articles(connection, debate_id, again)
            summary = debate_rows.ask_for_run(connection, debate_id)
        self._store.tell(debate_id)
        return summary

    def unfinished_with(self, map_id: str) -> list[DebateSummary]:
        """The debates that have this map and are to be brought up to date."""
        with self._database.read() as connection:
            has = sa.select(member_rows.c.debate_id).where(member_rows.c.map_id == map_id)
            wanted = sa.select(rows).where(rows.c.id.in_(has), rows.c.status.in_(UNFINISHED))
            return [debate_rows.record(row) for row in connection.execute(wanted)]

    # --- correcting -----------------------------------------------------------------------------------------------

    def put_version(
        self,
        new: WritableDebate,
        owner: str | None,
        *,
        expected_version: int,
        made_by: str = "user",
        comment: str | None,
        changes: Sequence[dict[str, Any]],
    ) -> int:
        """Store a corrected debate as the next version; StaleVersion, NotFinished as for maps."""
        with self._database.write() as connection:
            summary = debate_rows.summary(connection, new.id, owner, lock=True)
            if summary.status not in FINAL:
                raise NotFinished(new.id, summary.status, "debate")
            if summary.version != expected_version:
                raise StaleVersion(new.id, expected_version, summary.version, "debate")
            debate_rows.insert_version(connection, new, made_by=made_by, comment=comment, changes=changes)
            connection.execute(
                sa.update(rows)
                .where(rows.c.id == new.id)
                .values(version=new.version, revision=rows.c.revision + 1, updated=now(), **new.counts)
            )
            debate_events.append(connection, new.id, "corrected", {"version": new.version}, f"corrected {new.version}")
        self._store.tell(new.id)
        return new.version

    def delete(self, debate_id: str, owner: str | None) -> None:
        """Remove the debate with all that hangs on it; the maps stay."""
        with self._database.write() as connection:
            debate_rows.summary(connection, debate_id, owner)
            idempotency.forget(connection, debate_id)
            connection.execute(sa.delete(rows).where(rows.c.id == debate_id))
        self._database.write_back()
        self._store.tell(debate_id)

    # --- reading --------------------------------------------------------------------------------------------------

    def get(self, debate_id: str, owner: str | None, version: int | None = None) -> StoredDebate:
        """The present version or that one; NoSuchDebate where there is none for `owner`."""
        with self._database.read() as connection:
            summary = debate_rows.summary(connection, debate_id, owner)
            wanted = version or summary.version
            body = connection.execute(
                sa.select(version_rows.c.body).where(
                    version_rows.c.debate_id == debate_id, version_rows.c.version == wanted
                )
            ).scalar_one_or_none()
        if body is None:
            raise NoSuchDebate(debate_id, version)
        return StoredDebate(summary, wanted, bytes(body))

    def summary(self, debate_id: str, owner: str | None) -> DebateSummary:
        with self._database.read() as connection:
            return debate_rows.summary(connection, debate_id, owner)

    def list(
        self, owner: str | None, *, cursor: str | None = None, status: str | None = None, limit: int = 50
    ) -> DebatePage:
        """Newest first."""
        wanted = sa.select(rows).where(rows.c.owner == (owner or NOBODY))
        if status is not None:
            wanted = wanted.where(rows.c.status == status)
        if cursor is not None:
            created, last = read_cursor(cursor)
            wanted = wanted.where(
                sa.or_(rows.c.created < created, sa.and_(rows.c.created == created, rows.c.id < last))
            )
        with self._database.read() as connection:
            found = connection.execute(wanted.order_by(rows.c.created.desc(), rows.c.id.desc()).limit(limit + 1)).all()
            titles = debate_rows.first_titles(connection, [row.id for row in found[:limit]])
        shown = tuple(debate_rows.record(row) for row in found[:limit])
        return DebatePage(shown, titles, write_cursor(shown[-1].created, shown[-1].id) if len(found) > limit else None)

    def versions(self, debate_id: str, owner: str | None) -> Sequence[VersionInfo]:
        """Every version, oldest first."""
        with self._database.read() as connection:
            debate_rows.summary(connection, debate_id, owner)
            found = connection.execute(
                sa.select(*(column for column in version_rows.c if column.name != "body"))
                .where(version_rows.c.debate_id == debate_id)
                .order_by(version_rows.c.version)
            ).all()
        return [
            VersionInfo(
                row.version,
                row.made_by,
                row.comment,
                None if row.changes is None else json.loads(row.changes),
                row.created,
            )
            for row in found
        ]

    def events_after(self, debate_id: str, seq: int = 0, limit: int = 1000) -> Sequence[Event]:
        with self._database.read() as connection:
            return debate_events.after(connection, debate_id, seq, limit)
