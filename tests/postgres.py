"""A PostgreSQL server that tests start for themselves and stop again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port


class PostgresMissing(Exception):
    """The server's programs are not on this machine."""


@dataclass
class PostgresServer:
    """Listens on the loopback only; its data lies in a folder that goes with it."""

    folder: Path
    programs: Path
    port: int
    user: str | None  # whom to run as: PostgreSQL refuses to run as root

    @classmethod
    def start(cls, folder: Path | None = None) -> PostgresServer:
        programs = _find_programs()
        folder = folder or Path(tempfile.mkdtemp(prefix="argmap-postgres-"))
        server = cls(folder, programs, free_port(), _unprivileged_user())
        if server.user is not None:
            shutil.chown(folder, server.user)
        server._run(
            "initdb", "-D", f"{folder}/data", "-U", "argmap", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        server.boot()
        return server

    @property
    def dsn(self) -> str:
        return f"postgresql://argmap@127.0.0.1:{self.port}/postgres"

    def url(self, database: str) -> str:
        """For ARGMAP_DATABASE_URL."""
        return f"postgresql+psycopg://argmap@127.0.0.1:{self.port}/{database}"

    def boot(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} "
            "-c fsync=off -c full_page_writes=off -c max_connections=200 -c max_wal_size=64MB -c min_wal_size=32MB"
        )
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", "-o", options, "start")

    def cut(self) -> None:
        """Stop at once, as a crash would; `boot` brings it back with its data."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "immediate", "stop")

    @property
    def runs(self) -> bool:
        return (
            subprocess.run(
                [self.programs / "pg_ctl", "-D", f"{self.folder}/data", "status"],
                user=self.user,
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                check=False,
            ).returncode
            == 0
        )

    def freeze(self) -> None:
        """Every process of the server stops where it is: connections stay open, and nothing answers."""
        self._signal_all(signal.SIGSTOP)

    def wake(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: signal.Signals) -> None:
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(first, number)  # before its children, so that it starts no more of them
        for child in Path(f"/proc/{first}/task/{first}/children").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(child), number)

    def stop(self) -> None:
        self.cut()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            user=self.user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            timeout=120,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode(errors='replace')}")


def _find_programs() -> Path:
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    for folder in [*installed, *folders]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise PostgresMissing("needs a PostgreSQL server's programs (initdb, pg_ctl): install `postgresql`")


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise PostgresMissing("PostgreSQL cannot run as root, and there is no user `postgres` or `nobody` to run it as")
