"""Debates as API and pipeline see them. Every method is one transaction, safe from any thread.

`owner` is the id of an API key, or null where the service runs without keys; nobody sees another's debates. All methods
raise DatabaseUnavailable where the database cannot be reached or written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from service.domain.argument_map import Status
from service.domain.debates.debate import Debate
from service.storage import debate_events, idempotency, maps
from service.storage.database import Database
from service.storage.debate_records import Article, DebatePage, DebateSummary, Member, StoredDebate
from service.storage.errors import NoSuchDebate, NotFinished, NotInDebate, StaleVersion
from service.storage.keys import locked_out
from service.storage.maps import NOBODY, read_cursor, write_cursor
from service.storage.records import FINAL, UNFINISHED, Event, VersionInfo, now
from service.storage.store import MapStore
from service.storage.tables import debate_articles as article_rows
from service.storage.tables import debate_members as member_rows
from service.storage.tables import debate_versions as version_rows
from service.storage.tables import debates as rows
from service.storage.tables import maps as map_rows


class DebateStore:
    """Beside a MapStore, in the same database; events ring the same listeners."""

    def __init__(self, store: MapStore) -> None:
        self._store = store
        self._database: Database = store.database

    # --- making -------------------------------------------------------------------------------------------------

    def known(self, owner: str | None, key: str, request_hash: str, debate_id: str) -> str:
        """The id for an idempotency key: that of the request it came with first; KeyReused if that was another one."""
        with self._database.write() as connection:
            return idempotency.claim(connection, owner, key, request_hash, debate_id) or debate_id

    def create(self, debate: Debate, map_ids: Sequence[str], *, engine: str, owner: str | None) -> None:
        """Store a debate that is to be made of these maps; NoSuchMap where one is not the owner's. Idempotent."""
        with self._database.write() as connection:
            if connection.execute(sa.select(rows.c.id).where(rows.c.id == debate.id)).scalar_one_or_none() is not None:
                return
            created = now()
            connection.execute(
                sa.insert(rows).values(
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
                    **_counts(debate),
                )
            )
            _insert_version(connection, debate, made_by=engine, comment=None, changes=None)
            self._add_members(connection, debate.id, map_ids, owner)
            debate_events.append(connection, debate.id, "queued", {"articles": len(set(map_ids))})
        self._store.tell(debate.id)

    def change_members(
        self, debate_id: str, owner: str | None, *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> DebateSummary:
        """Take maps in or out, and ask for a run; NoSuchMap, NotInDebate."""
        with self._database.write() as connection:
            self._summary(connection, debate_id, owner)
            self._add_members(connection, debate_id, add, owner)
            for map_id in remove:
                gone = connection.execute(
                    sa.delete(member_rows).where(member_rows.c.debate_id == debate_id, member_rows.c.map_id == map_id)
                )
                if not gone.rowcount:
                    raise NotInDebate(debate_id, map_id)
            summary = self._ask_for_run(connection, debate_id)
        self._store.tell(debate_id)
        return summary

    def map_changed(self, map_id: str) -> list[DebateSummary]:
        """Ask every debate that has this map for a run; those debates."""
        with self._database.write() as connection:
            ids = connection.execute(sa.select(member_rows.c.debate_id).where(member_rows.c.map_id == map_id)).scalars()
            return [self._ask_for_run(connection, debate_id) for debate_id in list(ids)]

    def _ask_for_run(self, connection: sa.Connection, debate_id: str) -> DebateSummary:
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
        return _record(found)

    def _add_members(
        self, connection: sa.Connection, debate_id: str, map_ids: Sequence[str], owner: str | None
    ) -> None:
        place = connection.execute(
            sa.select(sa.func.coalesce(sa.func.max(member_rows.c.place), 0)).where(member_rows.c.debate_id == debate_id)
        ).scalar_one()
        dialect = sqlite if self._database.is_sqlite else postgresql
        for number, map_id in enumerate(dict.fromkeys(map_ids), start=place + 1):
            maps.summary(connection, map_id, owner)
            connection.execute(
                dialect.insert(member_rows)
                .values(debate_id=debate_id, map_id=map_id, place=number)
                .on_conflict_do_nothing()
            )

    # --- for the run, which looks at no owner ---------------------------------------------------------------------

    def find(self, debate_id: str) -> DebateSummary | None:
        with self._database.read() as connection:
            row = connection.execute(sa.select(rows).where(rows.c.id == debate_id)).one_or_none()
        return None if row is None else _record(row)

    def unfinished(self) -> list[DebateSummary]:
        with self._database.read() as connection:
            return [_record(row) for row in connection.execute(sa.select(rows).where(rows.c.status.in_(UNFINISHED)))]

    def of_nobody_let_in(self) -> list[str]:
        """The debates that are being made for owners all of whose keys were revoked."""
        with self._database.read() as connection:
            wanted = sa.select(rows.c.id).where(rows.c.status.in_(UNFINISHED), rows.c.owner.in_(locked_out()))
            return list(connection.execute(wanted).scalars())

    def members(self, debate_id: str) -> list[Member]:
        """The maps that the debate is to be made of, in the order in which they were given, with their state."""
        with self._database.read() as connection:
            found = connection.execute(
                sa.select(member_rows.c.map_id, map_rows.c.status, map_rows.c.version, map_rows.c.title)
                .join(map_rows, map_rows.c.id == member_rows.c.map_id)
                .where(member_rows.c.debate_id == debate_id)
                .order_by(member_rows.c.place)
            )
            return [Member(row.map_id, row.status, row.version, row.title) for row in found]

    def map_body(self, map_id: str, version: int) -> bytes:
        with self._database.read() as connection:
            return maps.body(connection, map_id, version)

    def present(self, debate_id: str) -> bytes | None:
        """The present version's JSON; null where the debate is gone."""
        with self._database.read() as connection:
            return connection.execute(
                sa.select(version_rows.c.body)
                .join(rows, sa.and_(rows.c.id == version_rows.c.debate_id, rows.c.version == version_rows.c.version))
                .where(rows.c.id == debate_id)
            ).scalar_one_or_none()

    def articles(self, debate_id: str) -> list[Article]:
        """What was asked about each article, in the order in which they were taken in."""
        with self._database.read() as connection:
            found = connection.execute(
                sa.select(article_rows).where(article_rows.c.debate_id == debate_id).order_by(article_rows.c.place)
            )
            return [
                Article(
                    row.map_id, row.map_version, row.place, bytes(row.digest), bytes(row.vectors), bytes(row.judged)
                )
                for row in found
            ]

    def digests(self, debate_id: str) -> list[bytes]:
        """The articles' digests."""
        with self._database.read() as connection:
            wanted = sa.select(article_rows.c.digest).where(article_rows.c.debate_id == debate_id)
            return [bytes(body) for body in connection.execute(wanted).scalars()]

    def put_article(self, debate_id: str, article: Article, data: dict[str, Any]) -> bool:
        """Store the answers about an article with an event; false where the debate is gone or ended."""
        values = {name: value for name, value in vars(article).items() if name != "map_id"}
        dialect = sqlite if self._database.is_sqlite else postgresql
        with self._database.write() as connection:
            status = connection.execute(
                sa.select(rows.c.status).where(rows.c.id == debate_id).with_for_update()
            ).scalar_one_or_none()
            if status not in UNFINISHED:
                return False
            connection.execute(
                dialect.insert(article_rows)
                .values(debate_id=debate_id, map_id=article.map_id, **values)
                .on_conflict_do_update(index_elements=["debate_id", "map_id"], set_=values)
            )
            once = f"article {article.map_id} {article.map_version}"
            debate_events.append(connection, debate_id, "article", data, once=once)
        self._store.tell(debate_id)
        return True

    def drop_articles(self, debate_id: str, map_ids: Iterable[str]) -> None:
        with self._database.write() as connection:
            for map_id in map_ids:
                connection.execute(
                    sa.delete(article_rows).where(
                        article_rows.c.debate_id == debate_id, article_rows.c.map_id == map_id
                    )
                )

    def begin(self, debate_id: str) -> None:
        """The run is under way."""
        with self._database.write() as connection:
            done = connection.execute(
                sa.update(rows)
                .where(rows.c.id == debate_id, rows.c.status == "queued")
                .values(status="running", revision=rows.c.revision + 1)
                .returning(rows.c.run)
            ).scalar_one_or_none()
            if done is not None:
                debate_events.append(connection, debate_id, "started", {}, once=f"started {done}")
        self._store.tell(debate_id)

    def tell(self, debate_id: str, kind: str, data: dict[str, Any], once: str) -> None:
        with self._database.write() as connection:
            debate_events.append(connection, debate_id, kind, data, once)
        self._store.tell(debate_id)

    def finish(
        self, debate: Debate, *, seen: int, made_by: str, comment: str | None, changed: bool, status: Status
    ) -> bool:
        """Put what a run made in place, as the next version unless it is the first; false where more is wanted by now.

        `seen`: the change of articles that the run has seen. Nothing new is stored where nothing `changed`.
        """
        with self._database.write() as connection:
            row = connection.execute(sa.select(rows).where(rows.c.id == debate.id).with_for_update()).one_or_none()
            if row is None or row.status not in UNFINISHED:
                return True
            first = row.documents == 0 and row.version == 1
            version = row.version + (1 if changed and not first else 0)
            final = debate.model_copy(update={"version": version, "status": status})
            if changed and not first:
                _insert_version(connection, final, made_by=made_by, comment=comment, changes=None)
            elif changed:
                connection.execute(
                    sa.update(version_rows)
                    .where(version_rows.c.debate_id == debate.id, version_rows.c.version == version)
                    .values(body=dump(final))
                )
            more = row.wanted > seen
            connection.execute(
                sa.update(rows)
                .where(rows.c.id == debate.id)
                .values(
                    status=row.status if more else status,
                    version=version,
                    revision=rows.c.revision + 1,
                    updated=now(),
                    **(_counts(final) if changed else {}),
                )
            )
            if not more:
                debate_events.append(
                    connection, debate.id, "finished", {"status": status, "version": version}, f"finished {row.run}"
                )
        self._store.tell(debate.id)
        return not more

    def fail(self, debate_id: str, note: dict[str, str]) -> None:
        """The run came to no end; the debate stays as it was."""
        with self._database.write() as connection:
            run = connection.execute(
                sa.update(rows)
                .where(rows.c.id == debate_id, rows.c.status.in_(UNFINISHED))
                .values(status="failed", revision=rows.c.revision + 1, updated=now())
                .returning(rows.c.run)
            ).scalar_one_or_none()
            if run is not None:
                debate_events.append(connection, debate_id, "error", note, f"error {run}")
                debate_events.append(connection, debate_id, "finished", {"status": "failed"}, f"finished {run}")
        self._store.tell(debate_id)

    # --- correcting -----------------------------------------------------------------------------------------------

    def put_version(
        self,
        debate: Debate,
        owner: str | None,
        *,
        expected_version: int,
        comment: str | None,
        changes: Sequence[dict[str, Any]],
    ) -> int:
        """Store a corrected debate as the next version; StaleVersion, NotFinished as for maps."""
        with self._database.write() as connection:
            summary = self._summary(connection, debate.id, owner, lock=True)
            if summary.status not in FINAL:
                raise NotFinished(debate.id, summary.status, "debate")
            if summary.version != expected_version:
                raise StaleVersion(debate.id, expected_version, summary.version, "debate")
            new = debate.model_copy(update={"version": expected_version + 1, "status": summary.status})
            _insert_version(connection, new, made_by="user", comment=comment, changes=changes)
            connection.execute(
                sa.update(rows)
                .where(rows.c.id == debate.id)
                .values(version=new.version, revision=rows.c.revision + 1, updated=now(), **_counts(new))
            )
            once = f"corrected {new.version}"
            debate_events.append(connection, debate.id, "corrected", {"version": new.version}, once=once)
        self._store.tell(debate.id)
        return new.version

    def delete(self, debate_id: str, owner: str | None) -> None:
        """Remove the debate with all that hangs on it; the maps stay."""
        with self._database.write() as connection:
            self._summary(connection, debate_id, owner)
            idempotency.forget(connection, debate_id)
            connection.execute(sa.delete(rows).where(rows.c.id == debate_id))
        self._database.write_back()
        self._store.tell(debate_id)

    # --- reading --------------------------------------------------------------------------------------------------

    def get(self, debate_id: str, owner: str | None, version: int | None = None) -> StoredDebate:
        """The present version or that one; NoSuchDebate where there is none for `owner`."""
        with self._database.read() as connection:
            summary = self._summary(connection, debate_id, owner)
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
            return self._summary(connection, debate_id, owner)

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
        shown = tuple(_record(row) for row in found[:limit])
        return DebatePage(shown, write_cursor(shown[-1].created, shown[-1].id) if len(found) > limit else None)

    def versions(self, debate_id: str, owner: str | None) -> Sequence[VersionInfo]:
        """Every version, oldest first."""
        with self._database.read() as connection:
            self._summary(connection, debate_id, owner)
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

    def ended(self, debate_id: str) -> bool:
        """Whether the debate is finished or gone."""
        found = self.find(debate_id)
        return found is None or found.finished

    def _summary(
        self, connection: sa.Connection, debate_id: str, owner: str | None, *, lock: bool = False
    ) -> DebateSummary:
        wanted = sa.select(rows).where(rows.c.id == debate_id, rows.c.owner == (owner or NOBODY))
        row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
        if row is None:
            raise NoSuchDebate(debate_id)
        return _record(row)


def dump(debate: Debate) -> bytes:
    return debate.model_dump_json().encode()


def _counts(debate: Debate) -> dict[str, int]:
    return {"documents": len(debate.documents), "actors": len(debate.actors), "claims": len(debate.claims)}


def _insert_version(
    connection: sa.Connection,
    debate: Debate,
    *,
    made_by: str,
    comment: str | None,
    changes: Sequence[dict[str, Any]] | None,
) -> None:
    connection.execute(
        sa.insert(version_rows).values(
            debate_id=debate.id,
            version=debate.version,
            body=dump(debate),
            made_by=made_by,
            comment=comment,
            changes=None if changes is None else json.dumps(list(changes)),
            created=now(),
        )
    )


def _record(row: sa.Row[Any]) -> DebateSummary:
    values = {name: value for name, value in row._mapping.items() if name != "last_event"}
    return DebateSummary(**values | {"owner": row.owner or None})
