"""What a server and worker in one process costs while there is nothing to do: percent of a core."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.attack.world import server
from tests.postgres import PostgresServer

_START_SECONDS = 75
"""DBOS looks for schedules once a second in its first minute."""
_SECONDS = 60


def run() -> None:
    """Prints a line for each database."""
    for kind in ("sqlite", "postgres"):
        folder = Path(tempfile.mkdtemp(prefix=f"argmap-idle-{kind}-"))
        with ExitStack() as stack:
            database = f"sqlite:///{folder}/argmap.db"
            if kind == "postgres":
                postgres = PostgresServer.start()
                stack.callback(postgres.stop)
                database = postgres.url("postgres")
            _, process = stack.enter_context(server(database, folder))
            time.sleep(_START_SECONDS)
            before = process.cpu_seconds
            time.sleep(_SECONDS)
            used = process.cpu_seconds - before
            load = os.getloadavg()[0]
            print(
                f"{kind}: {100 * used / _SECONDS:.2f}% of a core over {_SECONDS} s (load average {load:.1f})",
                flush=True,
            )
