"""Maps as the API, the command line and the pipeline see them. Every method is one transaction, safe from any thread.

All methods raise DatabaseUnavailable where the database cannot be reached or written.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from service.domain.argument_map import ArgumentMap
from service.storage import debate_rows, events, idempotency, maps, search
from service.storage.database import Database
from service.storage.errors import MapInDebate, NotFinished, StaleVersion, TooManyMaps, TooManyVersions
from service.storage.migrate import migrate
from service.storage.records import FINAL, UNFINISHED, Event, MapSummary, Page, Room, StoredMap, VersionInfo, Writable
from service.storage.tables import debate_members, run_inputs
from service.storage.tables import maps as map_rows

MOST_VERSIONS = 1_000
"""Most versions of one map; beyond, it has to be exported and imported as a new one."""
Listener = Callable[[str], None]


class MapStore:
    """`owner` is the id of an API key, or null where the service runs without keys; nobody sees another's maps."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._listeners: list[Listener] = []

    @classmethod
    def open(cls, url: str) -> MapStore:
        """Open the database, and bring its tables up to date."""
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
        """DatabaseUnavailable unless the database answers."""
        with self.database.read() as connection:
            connection.execute(sa.text("SELECT 1"))

    def room_left(self) -> float:
        """Bytes that the disk of an SQLite file has left; of PostgreSQL's nothing is known, which counts as enough."""
        name = self.database.url.database
        if not self.database.is_sqlite or not name or name == ":memory:":
            return math.inf
        return shutil.disk_usage(Path(name).expanduser().parent).free

    def listen(self, listener: Listener) -> None:
        """Call `listener(map_id)` after each event that this process writes, in the writing thread."""
        self._listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        self._listeners.remove(listener)

    def tell(self, map_id: str) -> None:
        """Wake the listeners: the map has a new event."""
        for listener in list(self._listeners):
            listener(map_id)

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
        room: Room | None = None,
    ) -> str:
        """Store a new map (queued, with its `run_input`, or finished as an import) and return its id.

        With an idempotency key that came before, the id of the map that it made; KeyReused if the request differs.
        TooManyMaps where there is no `room` for another unfinished one.
        """
        map_ = _writable(new)
        words = search.words_of(f"{map_.title or ''} {map_.text}")
        with self.database.write() as connection:
            if idempotency_key is not None:
                known = idempotency.claim(connection, owner, idempotency_key, request_hash, map_.id)
                if known is not None:
                    return known
            if room is not None:
                _look_for_room(connection, owner, room)
            maps.insert(connection, map_, words=words, engine=engine, owner=owner, sample=sample)
            maps.insert_version(connection, map_, made_by=made_by or engine, comment=None, changes=None)
            if run_input is not None:
                connection.execute(sa.insert(run_inputs).values(map_id=map_.id, body=run_input))
            if map_.status in FINAL:
                events.append(connection, map_.id, "finished", {"status": map_.status})
            else:
                events.append(connection, map_.id, "queued", {})
        self.tell(map_.id)
        return map_.id

    def put_version(
        self,
        corrected: ArgumentMap | Writable,
        owner: str | None,
        *,
        expected_version: int,
        made_by: str,
        comment: str | None = None,
        changes: Sequence[dict[str, Any]] = (),
    ) -> int:
        """Store a corrected map as the next version, and return its number, which a Writable has already.

        StaleVersion unless `expected_version` is the present one; NotFinished while the map is being made.
        """
        if expected_version >= MOST_VERSIONS:
            raise TooManyVersions(corrected.id, MOST_VERSIONS)
        version = expected_version + 1
        if isinstance(corrected, ArgumentMap):
            corrected = corrected.model_copy(update={"version": version})
        new = _writable(corrected)
        with self.database.write() as connection:
            done = maps.update(connection, new, where_version=expected_version, where_status=sorted(FINAL))
            present = maps.summary(connection, new.id, owner, to_change=True)
            if not done and not present.finished:
                raise NotFinished(new.id, present.status)
            if not done:
                raise StaleVersion(new.id, expected_version, present.version)
            maps.pack(connection, new.id, expected_version)
            maps.insert_version(connection, new, made_by=made_by, comment=comment, changes=changes)
            debate_rows.map_changed(connection, new.id)
            events.append(connection, new.id, "corrected", {"version": new.version}, once=f"corrected {new.version}")
        self.tell(new.id)
        return new.version

    def delete(self, map_id: str, owner: str | None) -> None:
        """Delete the map and all rows that refer to it; stop its run first (`Runs.delete` does both).

        MapInDebate where a debate points to it.
        """
        with self.database.write() as connection:
            maps.summary(connection, map_id, owner, to_change=True)
            debates = debate_rows.with_map(connection, map_id)
            if debates:
                raise MapInDebate(map_id, debates)
            search.forget(connection, map_id)
            idempotency.forget(connection, map_id)
            connection.execute(sa.delete(map_rows).where(map_rows.c.id == map_id))
        self.database.write_back()
        self.tell(map_id)

    def purge(self, older_than: datetime) -> list[str]:
        """Delete all finished maps without changes since; their ids. Samples and maps of debates stay."""
        with self.database.write() as connection:
            old = list(
                connection.execute(
                    sa.select(map_rows.c.id).where(
                        map_rows.c.updated < older_than,
                        map_rows.c.status.in_(FINAL),
                        sa.not_(map_rows.c.sample),
                        map_rows.c.id.not_in(sa.select(debate_members.c.map_id)),
                    )
                ).scalars()
            )
            for map_id in old:
                search.forget(connection, map_id)
                idempotency.forget(connection, map_id)
                connection.execute(sa.delete(map_rows).where(map_rows.c.id == map_id))
            search.compact(connection)
        return old

    # --- reading ------------------------------------------------------------------------------------------------

    def get(self, map_id: str, owner: str | None, version: int | None = None) -> StoredMap:
        """The present version or that one; NoSuchMap where there is none for `owner`."""
        with self.database.read() as connection:
            if version is None:
                return maps.stored(connection, map_id, owner)
            summary = maps.summary(connection, map_id, owner)
            return StoredMap(summary=summary, version=version, body=maps.body(connection, map_id, version))

    def summary(self, map_id: str, owner: str | None) -> MapSummary:
        """Status, version and counts without the map itself; `etag` is what `get` would have."""
        with self.database.read() as connection:
            return maps.summary(connection, map_id, owner)

    def summary_to_change(self, map_id: str, owner: str | None) -> MapSummary:
        """Like `summary`, but NoSuchMap also for a sample, which its readers may not change."""
        with self.database.read() as connection:
            return maps.summary(connection, map_id, owner, to_change=True)

    def list(
        self,
        owner: str | None,
        *,
        cursor: str | None = None,
        query: str | None = None,
        status: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Newest first. `query`: all its words must stand in title or text, the last one may be a beginning."""
        with self.database.read() as connection:
            return maps.page(connection, owner, cursor=cursor, query=query, status=status, limit=limit)

    def versions(
        self, map_id: str, owner: str | None, *, after: int = 0, limit: int = MOST_VERSIONS
    ) -> Sequence[VersionInfo]:
        """The versions behind number `after`, oldest first."""
        with self.database.read() as connection:
            maps.summary(connection, map_id, owner)
            return maps.versions(connection, map_id, after, limit)

    def count_by_status(self) -> dict[str, int]:
        """Over all owners, for metrics."""
        with self.database.read() as connection:
            rows = connection.execute(
                sa.select(map_rows.c.status, sa.func.count().label("maps")).group_by(map_rows.c.status)
            )
            return {row.status: row.maps for row in rows}

    # --- events -------------------------------------------------------------------------------------------------

    def append_event(self, map_id: str, kind: str, data: dict[str, Any], once: str | None = None) -> Event | None:
        """The new event; null where one about `once` (default: the kind) was there, or the map is gone."""
        with self.database.write() as connection:
            event = events.append(connection, map_id, kind, data, once)
        if event is not None:
            self.tell(map_id)
        return event

    def events_after(self, map_id: str, seq: int = 0, limit: int = 1000) -> Sequence[Event]:
        """Events behind number `seq`, in order; check first, with `summary`, that the caller may see the map."""
        with self.database.read() as connection:
            return events.after(connection, map_id, seq, limit)

    def last_events(self, map_ids: Sequence[str]) -> dict[str, int]:
        """Map id -> number of its newest event."""
        with self.database.read() as connection:
            return events.last_numbers(connection, map_ids)


def _look_for_room(connection: sa.Connection, owner: str | None, room: Room) -> None:
    unfinished = (
        sa.select(sa.func.count())
        .select_from(map_rows)
        .where(map_rows.c.status.in_(UNFINISHED), map_rows.c.sample.is_(False))
    )
    limits = (
        (room.of_one, "of this key", unfinished.where(map_rows.c.owner == (owner or maps.NOBODY))),
        (room.of_all, "on this server", unfinished),
    )
    for most, where, counting in limits:
        if most is not None and connection.execute(counting).scalar_one() >= most:
            raise TooManyMaps(most, where)


def _writable(map_: ArgumentMap | Writable) -> Writable:
    return map_ if isinstance(map_, Writable) else Writable.of(map_)
