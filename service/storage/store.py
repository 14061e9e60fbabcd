"""Maps as the API, command line and pipeline see them: what they need beyond what they share with debates."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from service.domain.argument_map import ArgumentMap
from service.schema import FINAL, MapPage
from service.storage import debate_rows, events, idempotency, kept, search
from service.storage.database import Database
from service.storage.errors import MapInDebate
from service.storage.kept_store import KeptStore, Listener, Listeners
from service.storage.migrate import migrate
from service.storage.records import KeptMap, Quota, StoredMap, Writable
from service.storage.tables import MAPS, debate_members, run_inputs
from service.storage.tables import maps as map_rows


class MapStore(KeptStore[KeptMap, StoredMap]):
    _kept = MAPS
    _stored = StoredMap

    def __init__(self, database: Database) -> None:
        super().__init__(database, Listeners())

    def _record(self, row: sa.Row[Any]) -> KeptMap:
        return KeptMap.of_row(row)

    def _corrected(self, connection: sa.Connection, name: str) -> None:
        debate_rows.map_changed(connection, name)

    @property
    def listeners(self) -> Listeners:
        return self._listeners

    def listen(self, listener: Listener) -> None:
        """Call `listener(id)` after each event of a map or a debate that this process writes, in the writing thread."""
        self._listeners.listen(listener)

    def unlisten(self, listener: Listener) -> None:
        self._listeners.unlisten(listener)

    @classmethod
    def open(cls, url: str) -> MapStore:
        """Open the database, and migrate its tables."""
        database = Database(url)
        try:
            migrate(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        self.database.close()

    def ping(self) -> None:
        """Raises DatabaseUnavailable unless the database answers."""
        with self.database.read() as connection:
            connection.execute(sa.text("SELECT 1"))

    def room_left(self) -> float:
        """Free bytes on an SQLite file's disk; PostgreSQL's is unknown, which counts as enough."""
        name = self.database.url.database
        if not self.database.is_sqlite or not name or name == ":memory:":
            return math.inf
        return shutil.disk_usage(Path(name).expanduser().parent).free

    # --- making -------------------------------------------------------------------------------------------------

    def create(
        self,
        new: ArgumentMap | Writable,
        *,
        engine: str,
        owner: str | None = None,
        sample: bool = False,
        made_by: str | None = None,
        idempotency_key: str | None = None,
        request_hash: str = "",
        run_input: bytes | None = None,
        quota: Quota | None = None,
    ) -> str:
        """Store a new map (queued, with its `run_input`, or finished as an import) and return its id.

        A repeated idempotency key returns the id of the map it created; raises KeyReused if the request differs.
        Raises TooManyMaps beyond the `quota` of unfinished ones.
        """
        map_ = _writable(new)
        words = search.words_of(map_.text)
        with self.database.write() as connection:
            if idempotency_key is not None:
                known = idempotency.claim(connection, owner, idempotency_key, request_hash, map_.id)
                if known is not None:
                    return known
            if quota is not None:
                kept.check_quota(connection, MAPS, owner, quota)
            kept.insert(connection, MAPS, map_, owner=owner or kept.NOBODY, engine=engine, sample=sample)
            search.index(connection, map_.id, words)
            kept.insert_version(connection, MAPS, map_, made_by=made_by or engine)
            if run_input is not None:
                connection.execute(sa.insert(run_inputs).values(map_id=map_.id, body=run_input))
            finished = map_.status in FINAL
            data = {"status": map_.status} if finished else {}
            events.append(connection, MAPS, map_.id, "finished" if finished else "queued", data)
        self.tell(map_.id)
        return map_.id

    def put_version(self, new: ArgumentMap | Writable, owner: str | None, **about: Any) -> int:
        """As for all documents; a map becomes the version after `expected_version`."""
        if isinstance(new, ArgumentMap):
            new = new.model_copy(update={"version": about["expected_version"] + 1})
        return super().put_version(_writable(new), owner, **about)

    def _check_unused(self, connection: sa.Connection, name: str) -> None:
        """Raises MapInDebate if a debate refers to it."""
        debates = debate_rows.with_map(connection, name)
        if debates:
            raise MapInDebate(name, debates)

    def _unused(self) -> sa.ColumnElement[bool]:
        """Samples and maps in debates stay."""
        return sa.not_(map_rows.c.sample) & map_rows.c.id.not_in(sa.select(debate_members.c.map_id))

    def _remove(self, connection: sa.Connection, name: str) -> None:
        search.forget(connection, name)
        super()._remove(connection, name)

    def purge(self, older_than: datetime) -> list[str]:
        found = super().purge(older_than)
        with self.database.write() as connection:
            search.compact(connection)
        return found

    # --- reading ------------------------------------------------------------------------------------------------

    def summary_to_change(self, map_id: str, owner: str | None) -> KeptMap:
        """Like `summary`, but NoSuchMap also for a sample, which readers may not change."""
        with self.database.read() as connection:
            return KeptMap.of_row(kept.row(connection, MAPS, map_id, owner, to_change=True))

    def list(
        self,
        owner: str | None,
        *,
        cursor: str | None = None,
        query: str | None = None,
        status: str | None = None,
        limit: int = 50,
    ) -> MapPage:
        """Newest first. `query`: all its words must occur in title or text, the last one may be a prefix."""
        with self.database.read() as connection:
            among = None if query is None else search.matching(query, connection.dialect.name)
            if query is not None and among is None:
                return MapPage(maps=())
            rows, after = kept.page(connection, MAPS, owner, cursor=cursor, status=status, limit=limit, among=among)
        return MapPage(maps=tuple(KeptMap.of_row(row) for row in rows), next=after)

    def last_events(self, map_ids: Sequence[str]) -> dict[str, int]:
        """Map or debate id -> number of its latest event."""
        with self.database.read() as connection:
            return events.last_numbers(connection, map_ids)


def _writable(map_: ArgumentMap | Writable) -> Writable:
    return map_ if isinstance(map_, Writable) else Writable.of(map_)
