"""Which workers are alive, and who takes over from a dead one. Times: seconds on the database's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.storage.database import Database, insert_into
from service.storage.tables import heartbeats

MOVING_SECONDS = 12.0


@dataclass(frozen=True)
class Heartbeat:
    """`token`: identifies a process; `age`: seconds since its last beat."""

    worker_id: str
    token: str
    host: str
    pid: int
    age: float
    heir: str | None


class HeartbeatTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Heartbeat]:
        with self._database.read() as connection:
            moment = self._database.clock(connection)
            return [_heartbeat(row, moment) for row in connection.execute(sa.select(heartbeats))]

    def claim(self, worker_id: str, token: str, host: str, pid: int, *, in_place_of: str | None) -> bool:
        """Register a process under this id; false if another holds it, or if its work is being taken over.

        `in_place_of`: the dead process's token. A take-over expires after MOVING_SECONDS, as its worker may die too.
        """
        with self._database.write() as connection:
            moment = self._database.clock(connection)
            values = {
                "token": token,
                "host": host,
                "pid": pid,
                "beat": moment,
                "heir": None,
                "inherited": None,
            }
            if in_place_of is not None:
                claiming: sa.Executable = (
                    sa.update(heartbeats)
                    .where(
                        heartbeats.c.worker_id == worker_id,
                        heartbeats.c.token == in_place_of,
                        sa.or_(heartbeats.c.heir.is_(None), heartbeats.c.inherited < moment - MOVING_SECONDS),
                    )
                    .values(**values)
                    .returning(heartbeats.c.worker_id)
                )
            else:
                claiming = (
                    insert_into(connection, heartbeats)
                    .values(worker_id=worker_id, **values)
                    .on_conflict_do_nothing()
                    .returning(heartbeats.c.worker_id)
                )
            return connection.execute(claiming).one_or_none() is not None

    def beat(self, worker_id: str, token: str) -> bool:
        """Write a heartbeat; false if the process was declared dead in the meantime."""
        with self._database.write() as connection:
            done = connection.execute(
                sa.update(heartbeats)
                .where(heartbeats.c.worker_id == worker_id, heartbeats.c.token == token, heartbeats.c.heir.is_(None))
                .values(beat=self._database.clock(connection))
            )
            return bool(done.rowcount)

    def inherit(self, heir: str, dead_after: float) -> Sequence[Heartbeat]:
        """Declare silent workers dead and take over their work, including from a stalled take-over.

        The caller moves their work and then calls `forget`; one worker at a time takes over from a dead one.
        """
        with self._database.write() as connection:
            moment = self._database.clock(connection)
            horizon = moment - dead_after
            rows = connection.execute(
                sa.update(heartbeats)
                .where(
                    heartbeats.c.worker_id != heir,
                    heartbeats.c.beat < horizon,
                    sa.or_(heartbeats.c.heir.is_(None), heartbeats.c.heir == heir, heartbeats.c.inherited < horizon),
                )
                .values(heir=heir, inherited=moment)
                .returning(*heartbeats.c)
            ).all()
            return [_heartbeat(row, moment) for row in rows]

    def forget(self, worker_id: str, token: str) -> None:
        with self._database.write() as connection:
            connection.execute(
                sa.delete(heartbeats).where(heartbeats.c.worker_id == worker_id, heartbeats.c.token == token)
            )


def _heartbeat(row: sa.Row[Any], moment: float) -> Heartbeat:
    return Heartbeat(
        worker_id=row.worker_id, token=row.token, host=row.host, pid=row.pid, age=moment - row.beat, heir=row.heir
    )
