"""Idempotency keys: which request created which map."""

from __future__ import annotations

import sqlalchemy as sa

from service.storage.database import insert_into
from service.storage.errors import KeyReused
from service.storage.records import now
from service.storage.tables import idempotency_keys as keys


def claim(connection: sa.Connection, owner: str | None, key: str, request_hash: str, map_id: str) -> str | None:
    """Claim the key for `map_id` and return None, or return the id of the map that it created before.

    Of two concurrent requests, the second waits for the first one's transaction.
    Raises KeyReused if the request differs.
    """
    taken = connection.execute(
        insert_into(connection, keys)
        .values(owner=owner or "", key=key, request_hash=request_hash, map_id=map_id, created=now())
        .on_conflict_do_nothing()
        .returning(keys.c.key)
    ).one_or_none()
    if taken is not None:
        return None
    known = connection.execute(sa.select(keys).where(keys.c.owner == (owner or ""), keys.c.key == key)).one()
    if known.request_hash != request_hash:
        raise KeyReused(key)
    return str(known.map_id)


def forget(connection: sa.Connection, map_id: str) -> None:
    connection.execute(sa.delete(keys).where(keys.c.map_id == map_id))
