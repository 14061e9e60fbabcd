"""Databases that can be taken away and given back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from tests.postgres import PostgresServer


class Disturbed(Protocol):
    """A database with the ways in which it can be disturbed: name -> context in which it is."""

    kind: str
    url: str

    def ways(self) -> list[str]: ...

    @contextmanager
    def disturbed(self, way: str) -> Iterator[None]: ...

    def close(self) -> None: ...


class Disk:
    """A folder, on a small disk of its own where mounts are allowed."""

    def __init__(self, mib: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="argmap-faults-"))
        mounting = ["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(self.folder)]
        self.is_small = (
            os.geteuid() == 0 and subprocess.run(mounting, stderr=subprocess.DEVNULL, check=False).returncode == 0
        )

    @contextmanager
    def full(self) -> Iterator[None]:
        """To the last byte."""
        ballast = self.folder / "ballast"
        try:
            with ballast.open("wb", buffering=0) as file:
                for size in (1 << 20, 1 << 12, 1):
                    try:
                        while file.write(bytes(size)) == size:
                            pass
                    except OSError:
                        continue
            yield
        finally:
            ballast.unlink(missing_ok=True)

    def close(self) -> None:
        if self.is_small:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgres:
    """A server of its own.

    `cut`: it crashes, and comes back; `frozen`: it stays connected and answers nothing; `disk-full`: it may give up by
    itself, and comes back when there is room.
    """

    kind = "postgres"

    def __init__(self, mib: int = 400) -> None:
        self._disk = Disk(mib)
        self._server = PostgresServer.start(self._disk.folder)
        name = f"argmap_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self._server.dsn, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        self.url = self._server.url(name)

    def ways(self) -> list[str]:
        return ["database-cut", "database-frozen", *(["disk-full"] if self._disk.is_small else [])]

    @contextmanager
    def disturbed(self, way: str) -> Iterator[None]:
        with {"database-cut": self._cut, "database-frozen": self._frozen, "disk-full": self._full}[way]():
            yield

    @contextmanager
    def _cut(self) -> Iterator[None]:
        self._server.cut()
        try:
            yield
        finally:
            self._server.boot()

    @contextmanager
    def _frozen(self) -> Iterator[None]:
        self._server.freeze()
        try:
            yield
        finally:
            self._server.wake()

    @contextmanager
    def _full(self) -> Iterator[None]:
        try:
            with self._disk.full():
                yield
        finally:
            if not self._server.runs:
                self._server.boot()

    def close(self) -> None:
        self._server.stop()
        self._disk.close()


class SQLite:
    """A file. `locked`: another program holds it; `disk-full`."""

    kind = "sqlite"

    def __init__(self, mib: int = 96) -> None:
        self._disk = Disk(mib)
        self.url = f"sqlite:///{self._disk.folder / 'argmap.db'}"

    def ways(self) -> list[str]:
        return ["database-locked", *(["disk-full"] if self._disk.is_small else [])]

    @contextmanager
    def disturbed(self, way: str) -> Iterator[None]:
        with self._locked() if way == "database-locked" else self._disk.full():
            yield

    @contextmanager
    def _locked(self) -> Iterator[None]:
        holders = [
            sqlite3.connect(file, timeout=30, isolation_level=None) for file in sorted(self._disk.folder.glob("*.db"))
        ]
        for holder in holders:
            holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            for holder in holders:
                holder.execute("ROLLBACK")
                holder.close()

    def close(self) -> None:
        self._disk.close()
