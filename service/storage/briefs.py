"""Briefs written by a model: one per version of a map, next to the answers of its steps, deleted with the map."""

from __future__ import annotations

import sqlalchemy as sa

from service.storage.database import Database
from service.storage.tables import run_answers


class BriefStore:
    """Does not check ownership: the caller must already have verified access to the map."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, map_id: str, version: int) -> bytes | None:
        """The brief of this version as JSON; null if no model wrote one."""
        wanted = sa.select(run_answers.c.body).where(_is_of(map_id, version))
        with self._database.read() as connection:
            body = connection.execute(wanted).scalar_one_or_none()
        return None if body is None else bytes(body)

    def put(self, map_id: str, version: int, body: bytes) -> None:
        """Store a brief, replacing any earlier one."""
        with self._database.write() as connection:
            connection.execute(sa.delete(run_answers).where(_is_of(map_id, version)))
            connection.execute(sa.insert(run_answers).values(map_id=map_id, step=_step(version), body=body))


def _is_of(map_id: str, version: int) -> sa.ColumnElement[bool]:
    return sa.and_(run_answers.c.map_id == map_id, run_answers.c.step == _step(version))


def _step(version: int) -> str:
    return f"brief {version}"
