"""Which question is in which of a provider's batches, and which run pays for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from service.storage.database import Database, insert_into
from service.storage.records import now
from service.storage.tables import batch_calls as calls


@dataclass(frozen=True)
class Batched:
    """`provider_id`: None while the batch is being sent; `over`: whether its answers are stored."""

    run: str
    batch_id: str
    provider_id: str | None
    created: datetime
    over: bool


class BatchTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, key: str) -> Batched | None:
        columns = (calls.c.run, calls.c.batch_id, calls.c.provider_id, calls.c.created, calls.c.over)
        with self._database.read() as connection:
            row = connection.execute(sa.select(*columns).where(calls.c.key == key)).one_or_none()
        return None if row is None else Batched(*row)

    def take(self, batch_id: str, run: str, keys: Collection[str]) -> set[str]:
        """Put questions into a batch that is about to be sent; returns those that are in no other one."""
        values = [
            {"key": key, "run": run, "batch_id": batch_id, "provider_id": None, "created": now(), "over": False}
            for key in keys
        ]
        mine = sa.select(calls.c.key).where(calls.c.batch_id == batch_id)
        with self._database.write() as connection:
            connection.execute(insert_into(connection, calls).values(values).on_conflict_do_nothing())
            return set(connection.execute(mine).scalars())

    def note(self, batch_id: str, **changes: str | bool) -> None:
        """Record the provider's id, or that the batch is over."""
        with self._database.write() as connection:
            connection.execute(sa.update(calls).where(calls.c.batch_id == batch_id).values(**changes))

    def forget(self, batch_id: str) -> None:
        """A batch that never arrived: its questions go into another one."""
        with self._database.write() as connection:
            connection.execute(sa.delete(calls).where(calls.c.batch_id == batch_id))
