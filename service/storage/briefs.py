"""Briefs written by a model: one per version of a map, deleted with the map."""

from __future__ import annotations

import sqlalchemy as sa

from service.storage.database import Database, insert_into
from service.storage.tables import briefs


class BriefStore:
    """Does not check ownership: the caller must already have verified access to the map."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, map_id: str, version: int) -> bytes | None:
        """The brief of this version as JSON; None if no model wrote one."""
        wanted = sa.select(briefs.c.body).where(briefs.c.map_id == map_id, briefs.c.version == version)
        with self._database.read() as connection:
            body = connection.execute(wanted).scalar_one_or_none()
        return None if body is None else bytes(body)

    def put(self, map_id: str, version: int, body: bytes) -> None:
        """Store a brief, replacing any earlier one."""
        with self._database.write() as connection:
            connection.execute(
                insert_into(connection, briefs)
                .values(map_id=map_id, version=version, body=body)
                .on_conflict_do_update(index_elements=["map_id", "version"], set_={"body": body})
            )
