"""python -m tests.attack --minutes 10 [--database sqlite|postgres]: half of it one by one, half four at a time."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.attack.world import attack, bare_server, ends, server, small_beside_books
from tests.postgres import PostgresServer

_READS, _HEALTH, _MEMORY, _SMALL = 1.0, 0.1, 2_500 << 20, 10.0
_BOOK = 60_000  # words
_WAITING = "8"
"""Unfinished maps of one key, as `docs/how-to/deploy.md` advises for a server with several keys; more are a 429."""
_ENDS = int(_WAITING) * 300 + 100
"""Seconds: each of them may take as long as an article may, one after the other."""


def main() -> int:
    """Prints what was measured; 1 where a bound does not hold."""
    parser = argparse.ArgumentParser(description="The worst requests of one key, while another one works.")
    parser.add_argument("--minutes", type=float, default=10.0, help="on each database")
    parser.add_argument("--database", choices=["sqlite", "postgres"], help="only this one")
    given = parser.parse_args()
    failed = False
    for kind in ("sqlite", "postgres"):
        if given.database in (None, kind):
            failed = not _run(kind, 60 * given.minutes) or failed
    return 1 if failed else 0


def _run(kind: str, seconds: float) -> bool:
    folder, held = Path(tempfile.mkdtemp(prefix=f"argmap-attack-{kind}-")), True
    postgres = PostgresServer.start() if kind == "postgres" else None
    database = postgres.url("postgres") if postgres else f"sqlite:///{folder}/argmap.db"
    try:
        with (
            bare_server(folder) as bare,
            server(database, folder, ARGMAP_MAX_WAITING_PER_KEY=_WAITING) as (address, process),
        ):
            for whose, waits in small_beside_books(address, _BOOK, 5).items():
                held = held and max(waits) < _SMALL
                told = ", ".join(f"{wait:.1f}" for wait in waits)
                print(f"{kind}: two sentences of {whose} beside two articles of {_BOOK:,} words: {told} s", flush=True)
            for at_once in (1, 4):
                report = attack(address, process, seconds / 2, at_once, bare=bare)
                load = os.getloadavg()[0]
                ends(address, report, _ENDS)
                good = (
                    report.share(report.reads, 0.99) < _READS
                    and report.share(report.health, 0.99) < _HEALTH
                    and report.memory < _MEMORY
                    and not report.unended
                    and not report.unfit
                )
                held = held and good
                print(f"{kind}, {at_once} at a time, {seconds / 2:.0f} s, load {load:.0f}: {'held' if good else 'NOT HELD'}: {report.line()}", flush=True)  # fmt: skip  # noqa: E501
            print(f"{kind}: the log is {folder}/log, {process.text().count('Traceback')} tracebacks in it", flush=True)
    finally:
        if postgres is not None:
            postgres.stop()
    return held


if __name__ == "__main__":
    sys.exit(main())
