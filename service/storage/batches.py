"""Questions that wait for a provider's batch, and the batches that were sent. What a question holds is the engine's."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from service.storage.database import Database
from service.storage.records import now
from service.storage.tables import batch_calls as calls
from service.storage.tables import batches

WISHED, SENT, ANSWERED, DIRECT = "wished", "sent", "answered", "direct"
_MOST_TRIES = 2
"""Batches in which a question may stay without an answer; then it is asked directly."""


@dataclass(frozen=True)
class Wish:
    """`run`: who wished for it first, and pays."""

    run: str
    state: str

    @property
    def answered(self) -> bool:
        return self.state == ANSWERED

    @property
    def by_batch(self) -> bool:
        """Whether an answer that is there came by a batch, which may not be settled yet."""
        return self.state in (SENT, ANSWERED)

    @property
    def direct(self) -> bool:
        return self.state == DIRECT


@dataclass(frozen=True)
class Waiting:
    """The questions for one model that no batch holds yet."""

    model: str
    count: int
    oldest: datetime
    newest: datetime


@dataclass(frozen=True)
class Batch:
    """`provider_id`: null while it is being sent; `latest`: when it ends at the latest, as far as the provider says."""

    id: str
    model: str
    provider_id: str | None
    created: datetime
    size: int
    latest: datetime | None


class BatchTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, key: str) -> Wish | None:
        with self._database.read() as connection:
            row = connection.execute(sa.select(calls.c.run, calls.c.state).where(calls.c.key == key)).one_or_none()
        return None if row is None else Wish(row.run, row.state)

    def wish(self, key: str, run: str, model: str, request: bytes) -> None:
        """Idempotent; a question that was answered before is asked once more."""
        dialect = sqlite if self._database.is_sqlite else postgresql
        wished = dialect.insert(calls).values(
            key=key, run=run, model=model, request=request, state=WISHED, tries=0, created=now()
        )
        with self._database.write() as connection:
            again = {"state": WISHED, "batch_id": None, "created": now()}
            connection.execute(
                wished.on_conflict_do_update(index_elements=["key"], set_=again, where=calls.c.state == ANSWERED)
            )

    def waiting(self) -> Sequence[Waiting]:
        count, oldest, newest = sa.func.count(), sa.func.min(calls.c.created), sa.func.max(calls.c.created)
        wanted = sa.select(calls.c.model, count, oldest, newest).where(calls.c.state == WISHED).group_by(calls.c.model)
        with self._database.read() as connection:
            return [Waiting(*row) for row in connection.execute(wanted).all()]

    def ask_directly(self, model: str) -> None:
        """What waits for this model is too little for a batch."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(calls).where(calls.c.state == WISHED, calls.c.model == model).values(state=DIRECT)
            )

    def take(self, model: str, most: int) -> tuple[Batch, dict[str, bytes]] | None:
        """A new batch with what waits for this model, question by key; null where another process took it."""
        moment, batch_id = now(), secrets.token_hex(12)
        with self._database.write() as connection:
            wanted = sa.select(calls.c.key).where(calls.c.state == WISHED, calls.c.model == model).limit(most)
            keys = connection.execute(wanted.with_for_update(skip_locked=True)).scalars().all()
            if not keys:
                return None
            connection.execute(
                sa.insert(batches).values(
                    id=batch_id, model=model, created=moment, size=len(keys), next_look=moment, over=False
                )
            )
            connection.execute(
                sa.update(calls)
                .where(calls.c.key.in_(keys))
                .values(state=SENT, batch_id=batch_id, tries=calls.c.tries + 1)
            )
            rows = connection.execute(sa.select(calls.c.key, calls.c.request).where(calls.c.key.in_(keys)))
            taken = {row.key: bytes(row.request) for row in rows}
        return Batch(batch_id, model, None, moment, len(taken), None), taken

    def note_sent(self, batch_id: str, provider_id: str, latest: datetime | None) -> None:
        with self._database.write() as connection:
            connection.execute(
                sa.update(batches).where(batches.c.id == batch_id).values(provider_id=provider_id, latest=latest)
            )

    def claim(self, seconds: float) -> Sequence[Batch]:
        """The batches that are due to be looked at, for this process alone for so many seconds."""
        moment = now()
        with self._database.read() as connection:
            due = connection.execute(
                sa.select(batches).where(batches.c.over.is_(False), batches.c.next_look <= moment)
            ).all()
        if not due:
            return []
        with self._database.write() as connection:
            return [
                Batch(row.id, row.model, row.provider_id, row.created, row.size, row.latest)
                for row in due
                if connection.execute(
                    sa.update(batches)
                    .where(batches.c.id == row.id, batches.c.next_look == row.next_look)
                    .values(next_look=moment + timedelta(seconds=seconds))
                ).rowcount
            ]

    def settled(self) -> tuple[int, int]:
        """How many batches are over, and how many questions are asked directly: runs go on where one has grown."""
        over = sa.select(sa.func.count()).select_from(batches).where(batches.c.over.is_(True))
        direct = sa.select(sa.func.count()).select_from(calls).where(calls.c.state == DIRECT)
        with self._database.read() as connection:
            return connection.execute(over).scalar_one(), connection.execute(direct).scalar_one()

    def known_ids(self) -> set[str]:
        """The providers' ids of all batches."""
        with self._database.read() as connection:
            return {name for name in connection.execute(sa.select(batches.c.provider_id)).scalars() if name}

    def keys_of(self, batch_id: str) -> dict[str, bytes]:
        """The questions of a batch that have no answer yet."""
        wanted = sa.select(calls.c.key, calls.c.request).where(calls.c.batch_id == batch_id, calls.c.state == SENT)
        with self._database.read() as connection:
            return {row.key: bytes(row.request) for row in connection.execute(wanted)}

    def runs_of(self, batch_id: str) -> list[str]:
        with self._database.read() as connection:
            return list(
                connection.execute(sa.select(calls.c.run).where(calls.c.batch_id == batch_id).distinct()).scalars()
            )

    def settle(self, batch_id: str, answered: Collection[str], refused: Collection[str]) -> None:
        """The batch is over. What it did not answer waits again, or is asked directly: what was refused, at once."""
        of_batch = sa.update(calls).where(calls.c.batch_id == batch_id, calls.c.state == SENT)
        with self._database.write() as connection:
            connection.execute(of_batch.where(calls.c.key.in_(answered)).values(state=ANSWERED))
            tired = sa.or_(calls.c.key.in_(refused), calls.c.tries >= _MOST_TRIES)
            connection.execute(of_batch.where(tired).values(state=DIRECT))
            connection.execute(of_batch.values(state=WISHED, batch_id=None, created=now()))
            connection.execute(sa.update(batches).where(batches.c.id == batch_id).values(over=True))
