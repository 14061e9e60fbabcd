"""`python -m tests.bench [NAME...]`: all benchmarks, or those that are named."""

from __future__ import annotations

import importlib
import sys

NAMES = (
    "offline_speed",
    "long_articles",
    "stored_reads",
    "llm_wall_time",
    "page_speed",
    "correction_wait",
    "worker_throughput",
    "load",
    "debate_growth",
    "idle",
)


def main() -> None:
    for name in sys.argv[1:] or NAMES:
        print(f"\n== {name}")
        importlib.import_module(f"tests.bench.{name}").run()


if __name__ == "__main__":
    main()
