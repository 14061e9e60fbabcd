"""Questions waiting for a provider's batch, and the batches sent. The engine defines a question's content."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from service.storage.database import Database, insert_into
from service.storage.records import now
from service.storage.tables import batch_calls as calls
from service.storage.tables import batches

WISHED, SENT, ANSWERED, DIRECT = "wished", "sent", "answered", "direct"
_MOST_TRIES = 2
"""Batches that may leave a question unanswered; then it is asked directly."""


@dataclass(frozen=True)
class Wish:
    """`run`: the one that requested it first, and pays."""

    run: str
    state: str

    @property
    def answered(self) -> bool:
        return self.state == ANSWERED

    @property
    def by_batch(self) -> bool:
        """Whether an available answer came from a batch, which may not be settled yet."""
        return self.state in (SENT, ANSWERED)

    @property
    def direct(self) -> bool:
        return self.state == DIRECT


@dataclass(frozen=True)
class Waiting:
    """The questions for one model that are not yet in a batch."""

    model: str
    count: int
    oldest: datetime
    newest: datetime


@dataclass(frozen=True)
class Batch:
    """`provider_id`: None while it is being sent; `latest`: the provider's deadline, if it gives one."""

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
        """Queue a question for the next batch: again if it was answered before; no change while it is pending."""
        values = {"key": key, "run": run, "model": model, "request": request, "state": WISHED, "tries": 0}
        again = {"state": WISHED, "batch_id": None, "created": now()}
        with self._database.write() as connection:
            wished = insert_into(connection, calls).values(**values, created=now())
            connection.execute(
                wished.on_conflict_do_update(index_elements=["key"], set_=again, where=calls.c.state == ANSWERED)
            )

    def waiting(self) -> Sequence[Waiting]:
        count, oldest, newest = sa.func.count(), sa.func.min(calls.c.created), sa.func.max(calls.c.created)
        wanted = sa.select(calls.c.model, count, oldest, newest).where(calls.c.state == WISHED).group_by(calls.c.model)
        with self._database.read() as connection:
            return [Waiting(*row) for row in connection.execute(wanted).all()]

    def ask_directly(self, model: str) -> None:
        """Have this model's waiting questions, too few for a batch, asked directly."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(calls).where(calls.c.state == WISHED, calls.c.model == model).values(state=DIRECT)
            )

    def take(self, model: str, most: int) -> tuple[Batch, dict[str, bytes]] | None:
        """A new batch of this model's waiting questions, as key -> question; None if another process took them."""
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
        """The batches due for polling, reserved for this process for this many seconds."""
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
        """How many batches are over, and how many questions are asked directly; when either grows, runs resume."""
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
        """Mark the batch as over. Unanswered questions wait again or are asked directly; refused ones directly."""
        of_batch = sa.update(calls).where(calls.c.batch_id == batch_id, calls.c.state == SENT)
        with self._database.write() as connection:
            connection.execute(of_batch.where(calls.c.key.in_(answered)).values(state=ANSWERED))
            tired = sa.or_(calls.c.key.in_(refused), calls.c.tries >= _MOST_TRIES)
            connection.execute(of_batch.where(tired).values(state=DIRECT))
            connection.execute(of_batch.values(state=WISHED, batch_id=None, created=now()))
            connection.execute(sa.update(batches).where(batches.c.id == batch_id).values(over=True))
