"""What maps and debates have in common: reading, listing, correcting, following. Every method is one transaction.

`owner` is whoever an API key belongs to, or None if the service runs without keys; nobody sees another's documents.
All methods are thread-safe, and raise DatabaseUnavailable if the database cannot be reached or written.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from service.schema import FINAL
from service.storage import events, kept
from service.storage.database import Database
from service.storage.errors import NotFinished, StaleVersion, TooManyVersions
from service.storage.keys import revoked_owners
from service.storage.records import UNFINISHED, Event, KeptSummary, Stored, VersionInfo, Writable
from service.storage.tables import Kept

MOST_VERSIONS = 1_000
"""Maximum number of versions of one document."""
SummaryOf = TypeVar("SummaryOf", bound=KeptSummary)
StoredOf = TypeVar("StoredOf", bound=Stored[Any])
Listener = Callable[[str], None]


class Listeners:
    """The listeners for this process's new events, of maps and debates alike."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call `listener(id)` after each event that this process writes, in the writing thread."""
        self._listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        self._listeners.remove(listener)

    def tell(self, name: str) -> None:
        """Notify the listeners that the map or debate has a new event."""
        for listener in list(self._listeners):
            listener(name)


class KeptStore(ABC, Generic[SummaryOf, StoredOf]):
    """The documents of one kind. `_stored` makes a complete one of its summary, version number and JSON."""

    _kept: Kept
    _stored: Callable[[SummaryOf, int, bytes], StoredOf]

    def __init__(self, database: Database, listeners: Listeners) -> None:
        self.database = database
        self._listeners = listeners

    @abstractmethod
    def _record(self, row: sa.Row[Any]) -> SummaryOf:
        """The summary that a row holds."""

    def _corrected(self, connection: sa.Connection, name: str) -> None:
        """Hook: what else a correction does, in its transaction."""

    @property
    def kind(self) -> str:
        """`map` or `debate`."""
        return self._kept.name

    def tell(self, name: str) -> None:
        """Notify whoever waits for the document."""
        self._listeners.tell(name)

    # --- reading ------------------------------------------------------------------------------------------------

    def get(self, name: str, owner: str | None, version: int | None = None) -> StoredOf:
        """The current version or the given one; NoSuchMap or NoSuchDebate if there is none for `owner`."""
        make = type(self)._stored
        with self.database.read() as connection:
            if version is None:
                found = kept.present(connection, self._kept, name, owner)
                return make(self._record(found), found.version, bytes(found.body))
            summary = self._record(kept.row(connection, self._kept, name, owner))
            return make(summary, version, kept.body(connection, self._kept, name, version))

    def summary(self, name: str, owner: str | None) -> SummaryOf:
        """Status, version and counts without the document itself; `etag` is that of `get`."""
        with self.database.read() as connection:
            return self._record(kept.row(connection, self._kept, name, owner))

    def find(self, name: str) -> SummaryOf | None:
        """Regardless of owner: for the service itself, never on behalf of a caller."""
        with self.database.read() as connection:
            found = kept.find(connection, self._kept, name)
        return None if found is None else self._record(found)

    def ended(self, name: str) -> bool:
        """Whether it is finished or deleted."""
        found = self.find(name)
        return found is None or found.finished

    def present(self, name: str) -> bytes | None:
        """The current version's JSON, whoever owns it; None if it was deleted."""
        with self.database.read() as connection:
            row = kept.find(connection, self._kept, name)
            return None if row is None else kept.body(connection, self._kept, name, row.version)

    def of_revoked_owners(self) -> list[str]:
        """Unfinished documents of owners whose keys are all revoked."""
        rows = self._kept.rows
        wanted = sa.select(rows.c.id).where(rows.c.status.in_(UNFINISHED), rows.c.owner.in_(revoked_owners()))
        with self.database.read() as connection:
            return list(connection.execute(wanted).scalars())

    def versions(
        self, name: str, owner: str | None, *, after: int = 0, limit: int = MOST_VERSIONS
    ) -> Sequence[VersionInfo]:
        """The versions after number `after`, oldest first."""
        with self.database.read() as connection:
            kept.row(connection, self._kept, name, owner)
            return kept.versions(connection, self._kept, name, after, limit)

    def count_by_status(self) -> dict[str, int]:
        """Over all owners, for metrics."""
        rows = self._kept.rows
        counting = sa.select(rows.c.status, sa.func.count().label("count")).group_by(rows.c.status)
        with self.database.read() as connection:
            return {row.status: row._mapping["count"] for row in connection.execute(counting)}

    # --- deleting -----------------------------------------------------------------------------------------------

    def delete(self, name: str, owner: str | None) -> None:
        """Delete the document and all rows that refer to it; stop its run first."""
        with self.database.write() as connection:
            kept.row(connection, self._kept, name, owner, to_change=True, lock=True)
            self._check_unused(connection, name)
            self._remove(connection, name)
        self.database.write_back()
        self.tell(name)

    def purge(self, older_than: datetime) -> list[str]:
        """Delete all finished documents last updated before `older_than` that nothing needs, and return their ids."""
        rows = self._kept.rows
        old = sa.select(rows.c.id).where(rows.c.updated < older_than, rows.c.status.in_(FINAL), self._unused())
        with self.database.write() as connection:
            found = list(connection.execute(old.with_for_update(skip_locked=True)).scalars())
            for name in found:
                self._remove(connection, name)
        return found

    def _check_unused(self, connection: sa.Connection, name: str) -> None:
        """Hook: raises where another document needs this one."""

    def _unused(self) -> sa.ColumnElement[bool]:
        """Hook: which documents may be purged."""
        return sa.true()

    def _remove(self, connection: sa.Connection, name: str) -> None:
        """Hook: what else goes with a document."""
        kept.remove(connection, self._kept, name)

    # --- correcting ---------------------------------------------------------------------------------------------

    def put_version(
        self,
        new: Writable,
        owner: str | None,
        *,
        expected_version: int,
        made_by: str,
        comment: str | None = None,
        changes: Sequence[dict[str, Any]] = (),
    ) -> int:
        """Store a corrected document under the version number it carries; returns that number.

        Raises StaleVersion unless `expected_version` is current, NotFinished while it is being made.
        """
        if expected_version >= MOST_VERSIONS:
            raise TooManyVersions(new.id, MOST_VERSIONS, self._kept.name)
        with self.database.read() as connection:
            self._check_version(kept.row(connection, self._kept, new.id, owner, to_change=True), expected_version)
            old = kept.body(connection, self._kept, new.id, expected_version)
        with self.database.write() as connection:
            row = kept.row(connection, self._kept, new.id, owner, to_change=True, lock=True)
            self._check_version(row, expected_version)
            kept.update(connection, self._kept, new, status=row.status)
            kept.pack(connection, self._kept, new.id, expected_version, old)
            kept.insert_version(connection, self._kept, new, made_by=made_by, comment=comment, changes=changes)
            self._corrected(connection, new.id)
            about = f"corrected {new.version}"
            events.append(connection, self._kept, new.id, "corrected", {"version": new.version}, about)
        self.tell(new.id)
        return new.version

    def _check_version(self, row: sa.Row[Any], expected: int) -> None:
        if row.status in UNFINISHED:
            raise NotFinished(row.id, row.status, self._kept.name)
        if row.version != expected:
            raise StaleVersion(row.id, expected, row.version, self._kept.name)

    # --- events -------------------------------------------------------------------------------------------------

    def append_event(self, name: str, kind: str, data: dict[str, Any], once: str | None = None) -> Event | None:
        """The new event; None if one about `once` (default: the kind) exists, or the document was deleted."""
        with self.database.write() as connection:
            event = events.append(connection, self._kept, name, kind, data, once)
        if event is not None:
            self.tell(name)
        return event

    def events_after(self, name: str, seq: int = 0, limit: int = 1000) -> Sequence[Event]:
        """Events after number `seq`, in order; check first, with `summary`, that the caller may see them."""
        with self.database.read() as connection:
            return events.after(connection, self._kept, name, seq, limit)
