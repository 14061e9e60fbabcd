"""Answers of live models, kept on disk, so that a run that was stopped goes on where it was and none is paid twice.

One SQLite file: what is written there is whole or not there at all, and several processes may share it. A call is
known by the key of the service's own store of calls (`ChatRequest.key`) and the number of the repeat, so that repeats
are answered afresh.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path

from service.engines.llm.calls import ChatRequest, StoredCall
from service.errors import InputError

FORM = 1
"""Of the file; a cache of another form is refused."""
_FILE = "calls.sqlite"
_WAIT = 30.0


@dataclass
class CachedCalls:
    """Fulfils `service.engines.llm.calls.CallStore` for one repeat."""

    _connection: sqlite3.Connection
    repeat: int
    _asked_at: dict[str, float] = field(default_factory=dict)

    async def get(self, *keys: str) -> StoredCall | None:
        """The call of this repeat under the first key that is known."""
        self._asked_at[keys[0]] = time.monotonic()  # the last look comes right before the model is asked
        for key in keys:
            if row := self._row("call", key):
                return StoredCall.model_validate_json(row[0])
        return None

    async def put(self, call: StoredCall, request: ChatRequest) -> None:
        """Keeps the call and how long it took."""
        seconds = time.monotonic() - self._asked_at.get(call.key, time.monotonic())
        with self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO calls VALUES (?, ?, ?, ?)",
                (call.key, self.repeat, call.model_dump_json(), seconds),
            )

    def seconds(self, key: str) -> float | None:
        """How long the model took for its answer; None for a call that is not here."""
        row = self._row("seconds", key)
        return float(row[0]) if row else None

    def _row(self, column: str, key: str) -> tuple[str] | None:
        query = f"SELECT {column} FROM calls WHERE key = ? AND repeat = ?"  # noqa: S608 - one of two names above
        found: tuple[str] | None = self._connection.execute(query, (key, self.repeat)).fetchone()
        return found


class CallCache:
    """The file in a folder, or in memory where there is none. Close it with `close`."""

    def __init__(self, folder: Path | None) -> None:
        """Raises InputError for a file of another version, or that is no cache."""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        path = ":memory:" if folder is None else str(folder / _FILE)
        self._connection = sqlite3.connect(path, timeout=_WAIT)
        try:
            self._prepare(path)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise InputError(f"{path} is no cache of calls: {error}", hint=_hint(path)) from error
        except InputError:
            self._connection.close()
            raise

    def _prepare(self, path: str) -> None:
        (form,) = self._connection.execute("PRAGMA user_version").fetchone()
        (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and form != FORM:
            raise InputError(f"{path} was written by another version of argmap (form {form})", hint=_hint(path))
        with self._connection:
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS calls "
                "(key TEXT, repeat INTEGER, call TEXT NOT NULL, seconds REAL NOT NULL, PRIMARY KEY (key, repeat))"
            )
            self._connection.execute(f"PRAGMA user_version = {FORM}")

    def of(self, repeat: int) -> CachedCalls:
        """The calls of one repeat."""
        return CachedCalls(self._connection, repeat)

    def close(self) -> None:
        self._connection.close()


def _hint(path: str) -> str:
    return f"Give another folder with --cache, or delete {path}; its answers will be asked for again."
