"""python -m tests.faults --rounds 50 [--database sqlite|postgres] [--debates | --outward] [--seed N]"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults.databases import Disturbed, Postgres, SQLite
from tests.faults.debate_rounds import run_debate_round
from tests.faults.outward_rounds import OutwardWorld, run_outward_round
from tests.faults.rounds import Report, run_round
from tests.faults.world import World


def main() -> int:
    """Run the rounds, print what each did and the sums; 1 if a round failed."""
    parser = argparse.ArgumentParser(description="Faults while maps are made: nothing lost, doubled or paid twice.")
    parser.add_argument("--rounds", type=int, default=50, help="on each database")
    parser.add_argument("--database", choices=["sqlite", "postgres"], help="only this one")
    parser.add_argument("--debates", action="store_true", help="rounds with debates instead of maps alone")
    parser.add_argument("--outward", action="store_true", help="rounds with batches and webhooks")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    failed = 0
    for kind, make in (("sqlite", SQLite), ("postgres", Postgres)):
        if given.database in (None, kind):
            one = run_debate_round if given.debates else run_outward_round if given.outward else run_round
            failed += _run(make(), given.rounds, random.Random(given.seed), given.seed, one)
    return 1 if failed else 0


def _run(database: Disturbed, rounds: int, rng: random.Random, seed: int, one: Callable[..., Report]) -> int:
    reports: list[Report] = []
    failed = 0
    folder = Path(tempfile.mkdtemp(prefix="argmap-fault-logs-"))
    kind = OutwardWorld if one is run_outward_round else World
    world = kind(database, folder, workers=1 if database.kind == "postgres" else 0)
    try:
        for number in range(rounds):
            try:
                report = one(world, rng, number)
            except AssertionError as error:
                failed += 1
                print(f"{database.kind} round {number} FAILED (seed {seed}, logs {folder}): {error}", flush=True)
                continue
            reports.append(report)
            print(
                f"{database.kind} round {number}: {', '.join(report.faults)}; {report.maps} maps, "
                f"{report.partial} partial, {report.requests} model calls, {report.extra} asked again, "
                f"{report.reconnects} resumed streams, {report.seconds:.0f} s",
                flush=True,
            )
    finally:
        world.close()
        database.close()
    faults = Counter(fault for report in reports for fault in report.faults)
    print(
        f"{database.kind}: {len(reports)} of {rounds} rounds held, {sum(report.maps for report in reports)} maps, "
        f"{sum(report.partial for report in reports)} partial, "
        f"{sum(report.requests for report in reports)} model calls, "
        f"{sum(report.extra for report in reports)} asked again, "
        f"faults: {', '.join(f'{name} {count}' for name, count in sorted(faults.items()))}",
        flush=True,
    )
    return failed


if __name__ == "__main__":
    sys.exit(main())
