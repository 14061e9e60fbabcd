"""What a run needs while it makes a map: its input, the answers so far, and the map's state.

These methods are for the pipeline and check no owner. Each is idempotent, and harmless to a map that was
finished, cancelled or deleted in the meantime.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from service.domain.argument_map import ArgumentMap
from service.domain.pieces import parse_in_pieces
from service.storage import events, kept
from service.storage.database import Database, insert_into
from service.storage.records import UNFINISHED, Writable
from service.storage.store import MapStore
from service.storage.tables import MAPS, run_answers, run_inputs
from service.storage.tables import maps as map_rows

_BEING_MADE = sa.and_(map_rows.c.version == 1, map_rows.c.status.in_(UNFINISHED))


class RunStore:
    def __init__(self, store: MapStore) -> None:
        self._store = store
        self._database: Database = store.database

    def input(self, map_id: str) -> bytes | None:
        """None if the map is finished or deleted."""
        with self._database.read() as connection:
            body = connection.execute(
                sa.select(run_inputs.c.body).where(run_inputs.c.map_id == map_id)
            ).scalar_one_or_none()
        return None if body is None else bytes(body)

    def input_size(self, map_id: str) -> int:
        """Bytes of the input; 0 if the map is finished or deleted."""
        with self._database.read() as connection:
            size = sa.select(sa.func.length(run_inputs.c.body)).where(run_inputs.c.map_id == map_id)
            return connection.execute(size).scalar_one_or_none() or 0

    def begin(self, map_id: str, by: int = 1) -> int:
        """Count an attempt at the run (-1 undoes one); returns the total so far."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(run_inputs).where(run_inputs.c.map_id == map_id).values(attempts=run_inputs.c.attempts + by)
            )
            return (
                connection.execute(
                    sa.select(run_inputs.c.attempts).where(run_inputs.c.map_id == map_id)
                ).scalar_one_or_none()
                or 0
            )

    def put_answer(self, map_id: str, step: str, body: bytes, *, kind: str, data: dict[str, Any]) -> bool:
        """Atomically store the answer to a step and its event (`kind`, about this step).

        The first answer stands, with one event. `done` in `data` becomes the number of this kind's events so far.
        False if the map is no longer being made.
        """
        with self._database.write() as connection:
            status = connection.execute(
                sa.select(map_rows.c.status).where(map_rows.c.id == map_id).with_for_update()
            ).scalar_one_or_none()
            if status not in UNFINISHED:
                return False
            self._insert(connection, run_answers, map_id=map_id, step=step, body=body)
            if "done" in data:
                data = data | {"done": events.count(connection, MAPS, map_id, kind) + 1}
            event = events.append(connection, MAPS, map_id, kind, data, once=step)
        if event is not None:
            self._store.tell(map_id)
        return True

    def answers(self, map_id: str, *, known: frozenset[str] = frozenset()) -> dict[str, bytes]:
        """Step -> answer, for all steps except those `known`."""
        with self._database.read() as connection:
            steps = connection.execute(sa.select(run_answers.c.step).where(run_answers.c.map_id == map_id)).scalars()
            new = [step for step in steps if step not in known]
            found: dict[str, bytes] = {}
            for start in range(0, len(new), 500):
                rows = connection.execute(
                    sa.select(run_answers.c.step, run_answers.c.body).where(
                        run_answers.c.map_id == map_id, run_answers.c.step.in_(new[start : start + 500])
                    )
                )
                found |= {row.step: bytes(row.body) for row in rows}
        return found

    def unfinished(self, older_than: datetime) -> list[str]:
        """The maps that are queued or running and were created before that moment, oldest first."""
        with self._database.read() as connection:
            return list(
                connection.execute(
                    sa.select(map_rows.c.id)
                    .where(map_rows.c.status.in_(UNFINISHED), map_rows.c.created < older_than)
                    .order_by(map_rows.c.created, map_rows.c.id)
                ).scalars()
            )

    def ended(self, map_ids: Iterable[str]) -> set[str]:
        """Those of the maps that are finished or deleted."""
        wanted = list(map_ids)
        with self._database.read() as connection:
            going = connection.execute(
                sa.select(map_rows.c.id).where(map_rows.c.id.in_(wanted), map_rows.c.status.in_(UNFINISHED))
            ).scalars()
            return set(wanted) - set(going)

    def write_draft(self, draft: ArgumentMap) -> bool:
        """Store the map so far; false if it is no longer being made."""
        new = Writable.of(draft)
        with self._database.write() as connection:
            written = kept.update(connection, MAPS, new, only=_BEING_MADE)
            if written:
                kept.replace_body(connection, MAPS, new)
        return written

    def finish(self, final: ArgumentMap, error: Mapping[str, str] | None = None) -> bool:
        """Store the finished map with its event, and drop what only the run needed; false if it was already finished.

        `error`: the data of a preceding event that says why the run ended.
        """
        new = Writable.of(final)
        with self._database.write() as connection:
            written = kept.update(connection, MAPS, new, only=_BEING_MADE)
            if written:
                kept.replace_body(connection, MAPS, new)
                if error is not None:
                    events.append(connection, MAPS, final.id, "error", dict(error))
                events.append(connection, MAPS, final.id, "finished", {"status": final.status})
                for table in (run_inputs, run_answers):
                    connection.execute(sa.delete(table).where(table.c.map_id == final.id))
        if written:
            self._store.tell(final.id)
        return written

    def cancel(self, map_id: str) -> bool:
        """Cancel the run, keeping the finished parts of the map; false if it was finished or deleted."""
        body = self._store.present(map_id)
        return body is not None and self.finish(
            parse_in_pieces(ArgumentMap, body).model_copy(update={"status": "cancelled"})
        )

    def _insert(self, connection: sa.Connection, table: sa.Table, **values: object) -> None:
        connection.execute(insert_into(connection, table).values(**values).on_conflict_do_nothing())
