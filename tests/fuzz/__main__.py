"""python -m tests.fuzz [NAME...] [--seconds N] [--seed N]: every target, and requests to a server on each database."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.databases import Postgres
from tests.fuzz.requests import send
from tests.fuzz.running import fuzz
from tests.fuzz.targets import targets

_FOLDER = Path(__file__).parents[2] / "build" / "fuzz"


def main() -> int:
    """Print what each target and each server was given and did; 1 if anything went wrong."""
    known = sorted(targets())
    parser = argparse.ArgumentParser(description="Hostile input: no crash, no hang, memory under a bound.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join([*known, 'requests'])} [default: all]")
    parser.add_argument("--seconds", type=float, default=60, help="for each target; requests get four times as long")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    bad = 0
    for name in [name for name in given.names or known if name != "requests"]:
        for found in fuzz([name], seconds=given.seconds, seed=given.seed, folder=_FOLDER):
            bad += _tell(str(found), found.bad)
    if not given.names or "requests" in given.names:
        with tempfile.TemporaryDirectory() as folder:
            bad += _requests(f"sqlite:///{folder}/fuzz.db", "sqlite", given)
        postgres = Postgres()
        try:
            bad += _requests(postgres.url, "postgres", given)
        finally:
            postgres.close()
    return 1 if bad else 0


def _requests(url: str, kind: str, given: argparse.Namespace) -> int:
    sent = send(_FOLDER / kind, database_url=url, seconds=int(4 * given.seconds), seed=given.seed)
    return _tell(f"{kind} {sent}", sent.wrong)


def _tell(line: str, wrong: list[str]) -> int:
    print("\n    ".join([line, *wrong]), flush=True)
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
