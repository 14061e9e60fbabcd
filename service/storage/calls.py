"""Completed model calls, by the hash of the request. The engine defines their content; here it is bytes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from service.storage.database import Database, insert_into
from service.storage.records import now
from service.storage.tables import model_calls


class CallTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> bytes | None:
        with self._database.read() as connection:
            body = connection.execute(sa.select(model_calls.c.body).where(model_calls.c.key == key)).scalar()
        return None if body is None else bytes(body)

    def put(self, key: str, model: str, body: bytes) -> None:
        """Durable when this returns; a call with the same key is replaced."""
        values = {"model": model[:200], "body": body, "created": now()}
        with self._database.write() as connection:
            connection.execute(
                insert_into(connection, model_calls)
                .values(key=key, **values)
                .on_conflict_do_update(index_elements=["key"], set_=values)
            )

    def purge(self, older_than: datetime) -> int:
        """Delete calls made before that moment; returns how many."""
        with self._database.write() as connection:
            return connection.execute(sa.delete(model_calls).where(model_calls.c.created < older_than)).rowcount
