"""Debates as the API and pipeline see them: their articles and runs, besides what they share with maps (`kept_store`).

`owner` is whoever an API key belongs to, or None if the service runs without keys; nobody sees another's debates.
All methods raise DatabaseUnavailable if the database cannot be reached or written.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.domain.debates.debate import Debate, check_size
from service.domain.provenance import RunChoice
from service.schema import FINAL
from service.storage import debate_rows, events, idempotency, kept
from service.storage.debate_records import DebatePage, DebateSummary, writable
from service.storage.debate_runs import DebateRunStore
from service.storage.errors import LastArticle, NotFinished, NotInDebate
from service.storage.records import UNFINISHED, Quota
from service.storage.tables import DEBATES, debate_inputs
from service.storage.tables import debate_members as member_rows
from service.storage.tables import debates as rows


class DebateStore(DebateRunStore):
    """What runs need, plus creating, changing and listing on behalf of an owner."""

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
        waiting = sa.delete(debate_inputs).where(
            debate_inputs.c.debate_id == debate_id, debate_inputs.c.map_id == map_id
        )
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
    ) -> DebatePage:
        """Newest first."""
        with self.database.read() as connection:
            found, after = kept.page(connection, DEBATES, owner, cursor=cursor, status=status, limit=limit)
            titles = debate_rows.first_titles(connection, [row.id for row in found])
        return DebatePage(tuple(debate_rows.record(row) for row in found), titles, after)
