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


class Postgres:
    """A server of its own; `cut`: it crashes, and comes back; `frozen`: it stays connected and answers nothing."""

    kind = "postgres"

    def __init__(self) -> None:
        self._server = PostgresServer.start()
        name = f"argmap_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self._server.dsn, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        self.url = self._server.url(name)

    def ways(self) -> list[str]:
        return ["database-cut", "database-frozen"]

    @contextmanager
    def disturbed(self, way: str) -> Iterator[None]:
        leave, come_back = self._server.cut, self._server.boot
        if way == "database-frozen":
            leave, come_back = self._server.freeze, self._server.wake
        leave()
        try:
            yield
        finally:
            come_back()

    def close(self) -> None:
        self._server.stop()


class SQLite:
    """A file, on a small disk of its own where mounts are allowed. `locked`: another program holds it; `disk-full`."""

    kind = "sqlite"

    def __init__(self, mib: int = 96) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="argmap-faults-"))
        mounting = ["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(self._folder)]
        self._mounted = (
            os.geteuid() == 0 and subprocess.run(mounting, stderr=subprocess.DEVNULL, check=False).returncode == 0
        )
        self._file = self._folder / "argmap.db"
        self.url = f"sqlite:///{self._file}"

    def ways(self) -> list[str]:
        return ["database-locked", *(["disk-full"] if self._mounted else [])]

    @contextmanager
    def disturbed(self, way: str) -> Iterator[None]:
        with self._locked() if way == "database-locked" else self._full():
            yield

    @contextmanager
    def _locked(self) -> Iterator[None]:
        holders = [
            sqlite3.connect(file, timeout=30, isolation_level=None) for file in sorted(self._folder.glob("*.db"))
        ]
        for holder in holders:
            holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            for holder in holders:
                holder.execute("ROLLBACK")
                holder.close()

    @contextmanager
    def _full(self) -> Iterator[None]:
        ballast = self._folder / "ballast"
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
        if self._mounted:
            subprocess.run(["umount", "-l", str(self._folder)], check=True)
        shutil.rmtree(self._folder, ignore_errors=True)
