"""Debates as their runs see them, which look at no owner. Every method is one transaction, safe from any thread.

All methods raise DatabaseUnavailable where the database cannot be reached or written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from service.domain.argument_map import Status
from service.domain.debates.debate import Debate
from service.storage import debate_events, debate_rows, maps
from service.storage.database import Database
from service.storage.debate_records import Article, DebateSummary, Member, WritableDebate
from service.storage.keys import locked_out
from service.storage.records import UNFINISHED, now
from service.storage.store import MapStore
from service.storage.tables import debate_articles as article_rows
from service.storage.tables import debate_members as member_rows
from service.storage.tables import debate_versions as version_rows
from service.storage.tables import debates as rows
from service.storage.tables import maps as map_rows


class DebateRunStore:
    """Beside a MapStore, in the same database; events ring the same listeners."""

    def __init__(self, store: MapStore) -> None:
        self._store = store
        self._database: Database = store.database

    def find(self, debate_id: str) -> DebateSummary | None:
        with self._database.read() as connection:
            row = connection.execute(sa.select(rows).where(rows.c.id == debate_id)).one_or_none()
        return None if row is None else debate_rows.record(row)

    def unfinished(self) -> list[DebateSummary]:
        with self._database.read() as connection:
            return [
                debate_rows.record(row)
                for row in connection.execute(sa.select(rows).where(rows.c.status.in_(UNFINISHED)))
            ]

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
            row = connection.execute(
                sa.select(rows.c.status, rows.c.run).where(rows.c.id == debate_id).with_for_update()
            ).one_or_none()
            if row is None or row.status not in UNFINISHED:
                return False
            connection.execute(
                dialect.insert(article_rows)
                .values(debate_id=debate_id, map_id=article.map_id, **values)
                .on_conflict_do_update(index_elements=["debate_id", "map_id"], set_=values)
            )
            once = f"article {article.map_id} {article.map_version} in run {row.run}"
            debate_events.append(connection, debate_id, "article", data, once=once)
        self._store.tell(debate_id)
        return True

    def drop_articles(self, debate_id: str, map_ids: Iterable[str]) -> None:
        with self._database.write() as connection:
            debate_rows.drop_articles(connection, debate_id, map_ids)

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
            final = WritableDebate.of(debate.model_copy(update={"version": version, "status": status}))
            if changed and not first:
                debate_rows.insert_version(connection, final, made_by=made_by, comment=comment, changes=None)
            elif changed:
                connection.execute(
                    sa.update(version_rows)
                    .where(version_rows.c.debate_id == debate.id, version_rows.c.version == version)
                    .values(body=final.body)
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
                    **(final.counts if changed else {}),
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

    def ended(self, debate_id: str) -> bool:
        """Whether the debate is finished or gone."""
        found = self.find(debate_id)
        return found is None or found.finished
