"""Debates as the API, the pipeline and their runs see them, besides what they share with maps (`kept_store`).

`owner` is whoever an API key belongs to, or None if the service runs without keys; nobody sees another's debates.
Every method is one transaction and thread-safe, and raises DatabaseUnavailable if the database cannot be reached or
written.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from service.domain.argument_map import Status
from service.domain.debates.debate import Debate, check_size
from service.domain.provenance import RunChoice
from service.schema import FINAL, DebateList
from service.storage import debate_rows, events, idempotency, kept
from service.storage.database import insert_into
from service.storage.debate_rows import (
    Article,
    DebateInput,
    DebateSummary,
    MemberMap,
    StoredDebate,
    writable,
)
from service.storage.errors import LastArticle, NoSuchMap, NotFinished, NotInDebate
from service.storage.kept_store import KeptStore
from service.storage.records import UNFINISHED, Quota, now
from service.storage.store import MapStore
from service.storage.tables import DEBATES, MAPS
from service.storage.tables import debate_articles as article_rows
from service.storage.tables import debate_inputs as input_rows
from service.storage.tables import debate_members as member_rows
from service.storage.tables import debates as rows
from service.storage.tables import maps as map_rows


class DebateStore(KeptStore[DebateSummary, StoredDebate]):
    """Shares a MapStore's database; events notify the same listeners."""

    _kept = DEBATES
    _stored = StoredDebate

    def __init__(self, store: MapStore) -> None:
        super().__init__(store.database, store.listeners)

    def _record(self, row: sa.Row[Any]) -> DebateSummary:
        return debate_rows.record(row)

    def unfinished(self) -> list[DebateSummary]:
        with self.database.read() as connection:
            return [
                debate_rows.record(row)
                for row in connection.execute(sa.select(rows).where(rows.c.status.in_(UNFINISHED)))
            ]

    def members(self, debate_id: str) -> list[MemberMap]:
        """The debate's member maps, in the order given, with their state."""
        with self.database.read() as connection:
            found = connection.execute(
                sa.select(member_rows.c.map_id, map_rows.c.status, map_rows.c.version, map_rows.c.title)
                .join(map_rows, map_rows.c.id == member_rows.c.map_id)
                .where(member_rows.c.debate_id == debate_id)
                .order_by(member_rows.c.place)
            )
            return [MemberMap(row.map_id, row.status, row.version, row.title) for row in found]

    def next_input(self, debate_id: str) -> DebateInput | None:
        """The next document still to be mapped; None if there is none, or the debate ended or was deleted."""
        with self.database.read() as connection:
            found = connection.execute(
                sa.select(input_rows, rows.c.owner, rows.c.engine, rows.c.budget)
                .join(rows, rows.c.id == input_rows.c.debate_id)
                .where(input_rows.c.debate_id == debate_id, rows.c.status.in_(UNFINISHED))
                .order_by(input_rows.c.place)
                .limit(1)
            ).one_or_none()
        if found is None:
            return None
        body, choice = zlib.decompress(found.body), debate_rows.choice_of(found.budget)
        return DebateInput(found.place, found.map_id, body, found.owner or None, found.engine, choice)

    def let_in(self, debate_id: str, waiting: DebateInput) -> None:
        """Make the document's map, now stored, a member."""
        with self.database.write() as connection:
            connection.execute(sa.select(rows.c.id).where(rows.c.id == debate_id).with_for_update())
            gone = sa.delete(input_rows).where(input_rows.c.debate_id == debate_id, input_rows.c.place == waiting.place)
            if connection.execute(gone).rowcount:
                with suppress(NoSuchMap):  # deleted in the meantime
                    debate_rows.add_member(connection, debate_id, waiting.map_id, waiting.place, waiting.owner)

    def count_inputs(self, debate_id: str) -> int:
        """How many documents are still to be mapped."""
        with self.database.read() as connection:
            counting = sa.select(sa.func.count()).where(input_rows.c.debate_id == debate_id)
            return connection.execute(counting).scalar_one()

    def map_body(self, map_id: str, version: int) -> bytes:
        with self.database.read() as connection:
            return kept.body(connection, MAPS, map_id, version)

    def articles(self, debate_id: str) -> list[Article]:
        """What was asked about each article, in the order they were added."""
        with self.database.read() as connection:
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
        with self.database.read() as connection:
            wanted = sa.select(article_rows.c.digest).where(article_rows.c.debate_id == debate_id)
            return [bytes(body) for body in connection.execute(wanted).scalars()]

    def put_article(self, debate_id: str, article: Article, data: dict[str, Any]) -> bool:
        """Store the answers about an article with an event; false if the debate was deleted or ended."""
        values = {name: value for name, value in vars(article).items() if name != "map_id"}
        with self.database.write() as connection:
            row = connection.execute(
                sa.select(rows.c.status, rows.c.run).where(rows.c.id == debate_id).with_for_update()
            ).one_or_none()
            if row is None or row.status not in UNFINISHED:
                return False
            connection.execute(
                insert_into(connection, article_rows)
                .values(debate_id=debate_id, map_id=article.map_id, **values)
                .on_conflict_do_update(index_elements=["debate_id", "map_id"], set_=values)
            )
            once = f"article {article.map_id} {article.map_version} in run {row.run}"
            events.append(connection, DEBATES, debate_id, "article", data, once=once)
        self.tell(debate_id)
        return True

    def drop_articles(self, debate_id: str, map_ids: Iterable[str]) -> None:
        with self.database.write() as connection:
            debate_rows.drop_articles(connection, debate_id, map_ids)

    def begin(self, debate_id: str) -> None:
        """Mark the run as started."""
        with self.database.write() as connection:
            done = connection.execute(
                sa.update(rows)
                .where(rows.c.id == debate_id, rows.c.status == "queued")
                .values(status="running", revision=rows.c.revision + 1)
                .returning(rows.c.run)
            ).scalar_one_or_none()
            if done is not None:
                events.append(connection, DEBATES, debate_id, "started", {}, once=f"started {done}")
        self.tell(debate_id)

    def finish(
        self,
        debate: Debate,
        *,
        seen: int,
        made_by: str,
        comment: str | None,
        changed: bool,
        status: Status,
    ) -> bool:
        """Store a run's result, as the next version unless it is the first; false if more is wanted by now.

        `seen`: the latest change of articles that the run saw. No version is stored if nothing `changed`.
        """
        before = self.find(debate.id)
        if before is None or before.finished:
            return True
        first = before.documents == 0 and before.version == 1
        version = before.version + (1 if changed and not first else 0)
        new = writable(debate.model_copy(update={"version": version, "status": status}))
        old = None if version == before.version else self.present(debate.id)
        with self.database.write() as connection:
            row = connection.execute(sa.select(rows).where(rows.c.id == debate.id).with_for_update()).one_or_none()
            if row is None or row.status not in UNFINISHED or row.version != before.version:
                return True
            if old is not None:
                kept.pack(connection, DEBATES, debate.id, before.version, old)
                kept.insert_version(connection, DEBATES, new, made_by=made_by, comment=comment)
            elif changed:
                kept.replace_body(connection, DEBATES, new)
            more = row.wanted > seen
            same = {name: getattr(row, name) for name in new.columns} if not changed else {}
            kept.update(connection, DEBATES, new, status=row.status if more else status, **same)
            if not more:
                data = {"status": status, "version": version}
                events.append(connection, DEBATES, debate.id, "finished", data, f"finished {row.run}")
        self.tell(debate.id)
        return not more

    def fail(self, debate_id: str, note: dict[str, str]) -> None:
        """Mark the run as failed; the debate stays as it was."""
        with self.database.write() as connection:
            run = connection.execute(
                sa.update(rows)
                .where(rows.c.id == debate_id, rows.c.status.in_(UNFINISHED))
                .values(status="failed", revision=rows.c.revision + 1, updated=now())
                .returning(rows.c.run)
            ).scalar_one_or_none()
            if run is not None:
                events.append(connection, DEBATES, debate_id, "error", note, f"error {run}")
                events.append(connection, DEBATES, debate_id, "finished", {"status": "failed"}, f"finished {run}")
        self.tell(debate_id)

    # --- making -------------------------------------------------------------------------------------------------

    def known(self, owner: str | None, key: str, request_hash: str, debate_id: str) -> str:
        """The id that an idempotency key created, or the one to use; raises KeyReused if the request differs."""
        with self.database.write() as connection:
            return idempotency.claim(connection, owner, key, request_hash, debate_id) or debate_id

    def create(
        self,
        debate: Debate,
        map_ids: Sequence[str],
        *,
        engine: str,
        owner: str | None,
        budget: RunChoice | None = None,
        inputs: Sequence[tuple[str, bytes]] = (),
        quota: Quota | None = None,
    ) -> None:
        """Store a debate to be built from these maps and from documents (`inputs`: the future map's id, and JSON),
        which its run has mapped one by one. Idempotent.

        Raises NoSuchMap if a map is not the owner's, TooManyMaps, TooMuchKept, DebateTooLarge.
        """
        new = writable(debate)
        values = {"title": debate.title, "question": debate.question, "run": 1, "wanted": 1, "engine": engine}
        limit = None if budget is None else budget.model_dump_json()
        with self.database.write() as connection:
            if quota is not None:
                kept.check_quota(connection, DEBATES, owner, quota, 1 + len(inputs))
            if not kept.insert(connection, DEBATES, new, owner=owner or kept.NOBODY, budget=limit, **values):
                return
            kept.insert_version(connection, DEBATES, new, made_by=engine)
            debate_rows.add_members(connection, debate.id, map_ids, owner)
            debate_rows.add_inputs(connection, debate.id, inputs)
            check_size(articles := len(set(map_ids)) + len(inputs))
            events.append(connection, DEBATES, debate.id, "queued", {"articles": articles})
        self.tell(debate.id)

    def change_members(
        self,
        debate_id: str,
        owner: str | None,
        *,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
        inputs: Sequence[tuple[str, bytes]] = (),
    ) -> DebateSummary:
        """Add maps and documents, or remove maps, and request a run; NoSuchMap, NotInDebate.

        Raises LastArticle if none would be left, DebateTooLarge.
        """
        with self.database.write() as connection:
            kept.row(connection, DEBATES, debate_id, owner, lock=True)
            debate_rows.add_members(connection, debate_id, add, owner)
            debate_rows.add_inputs(connection, debate_id, inputs)
            for map_id in remove:
                self._remove_member(connection, debate_id, map_id)
            if add or inputs:
                check_size(debate_rows.count_articles(connection, debate_id))
            summary = debate_rows.ask_for_run(connection, debate_id)
        self.tell(debate_id)
        return summary

    def _remove_member(self, connection: sa.Connection, debate_id: str, map_id: str) -> None:
        gone = sa.delete(member_rows).where(member_rows.c.debate_id == debate_id, member_rows.c.map_id == map_id)
        waiting = sa.delete(input_rows).where(input_rows.c.debate_id == debate_id, input_rows.c.map_id == map_id)
        if not connection.execute(gone).rowcount + connection.execute(waiting).rowcount:
            raise NotInDebate(debate_id, map_id)
        if debate_rows.next_place(connection, debate_id) == 1:
            raise LastArticle(debate_id)

    def resume(
        self, debate_id: str, owner: str | None, *, again: Sequence[str], budget: RunChoice | None
    ) -> DebateSummary:
        """Discard the answers about these articles, and request a run with the budget (None keeps the present one).

        Raises NotFinished while a run is active. If there is nothing to ask again, no run is requested unless the
        debate failed.
        """
        with self.database.write() as connection:
            summary = self._record(kept.row(connection, DEBATES, debate_id, owner, lock=True))
            if summary.status not in FINAL:
                raise NotFinished(debate_id, summary.status, "debate")
            if budget is not None:
                new = sa.update(rows).where(rows.c.id == debate_id).values(budget=budget.model_dump_json())
                connection.execute(new)
            if not again and summary.status != "failed":
                return self._record(kept.row(connection, DEBATES, debate_id, owner))
            debate_rows.drop_articles(connection, debate_id, again)
            summary = debate_rows.ask_for_run(connection, debate_id)
        self.tell(debate_id)
        return summary

    def unfinished_with(self, map_id: str) -> list[DebateSummary]:
        """The debates that contain this map and are due for an update."""
        with self.database.read() as connection:
            has = sa.select(member_rows.c.debate_id).where(member_rows.c.map_id == map_id)
            wanted = sa.select(rows).where(rows.c.id.in_(has), rows.c.status.in_(UNFINISHED))
            return [debate_rows.record(row) for row in connection.execute(wanted)]

    # --- listing ------------------------------------------------------------------------------------------------

    def list(
        self, owner: str | None, *, cursor: str | None = None, status: str | None = None, limit: int = 50
    ) -> DebateList:
        """Newest first."""
        with self.database.read() as connection:
            found, after = kept.page(connection, DEBATES, owner, cursor=cursor, status=status, limit=limit)
            titles = debate_rows.first_titles(connection, [row.id for row in found])
        return DebateList(debates=[debate_rows.record(row, titles.get(row.id)) for row in found], next=after)
