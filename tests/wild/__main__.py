"""`python -m tests.wild FOLDER`: maps every file below a folder. Exit code 1 where one failed.

A `.jsonl` file holds one document a line, its text under the key "text".
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from service.domain.document import Document
from service.engines.offline.engine import OfflineEngine
from service.reading import read_bytes, read_text
from tests.wild.mapping import Mapped, map_anything


def main() -> int:
    """Prints a line a document, failures as they come, then the sum."""
    parser = argparse.ArgumentParser(prog="python -m tests.wild", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder, or one file")
    parser.add_argument("--quiet", action="store_true", help="failures and the sum only")
    arguments = parser.parse_args()
    engine = OfflineEngine.load()
    done = []
    for name, read in sources(arguments.folder):
        mapped = map_anything(name, read, engine)
        done.append(mapped)
        if not arguments.quiet or mapped.failures:
            print(line_of(mapped), flush=True)
    print(sum_of(done))
    return int(any(mapped.failures for mapped in done))


def sources(path: Path) -> Iterator[tuple[str, partial[Document]]]:
    """A name and a reader for each document at or below `path`."""
    for file in sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]:
        if file.suffix == ".jsonl":
            with file.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, start=1):
                    yield f"{file.name}:{number}", partial(read_text, json.loads(line)["text"])
        else:
            yield str(file.relative_to(path) if path.is_dir() else file), partial(_read_file, file)


def _read_file(file: Path) -> Document:
    return read_bytes(file.read_bytes(), name=file.name)


def line_of(mapped: Mapped) -> str:
    told = f"refused: {mapped.refused}" if mapped.refused else f"{mapped.words} words, {mapped.units} units"
    lines = [f"{mapped.name}: {told}, {mapped.seconds:.1f} s, {mapped.memory >> 20} MB"]
    return "\n".join([*lines, *(f"  FAILED {failure}" for failure in mapped.failures)])


def sum_of(done: list[Mapped]) -> str:
    """Counts, the mean and the slowest time a thousand words (of texts of 100 words or more), the peak of memory."""
    words, seconds = sum(item.words for item in done), sum(item.seconds for item in done)
    slowest = max(
        (item for item in done if item.words >= 100), key=lambda item: item.seconds_a_thousand_words, default=None
    )
    worst = f", slowest {slowest.seconds_a_thousand_words:.1f} ({slowest.name})" if slowest is not None else ""
    return (
        f"{len(done)} documents, {sum(bool(item.failures) for item in done)} failed, "
        f"{sum(item.refused is not None for item in done)} refused, "
        f"{sum(not item.units for item in done if not item.refused)} without a unit; {words} words in {seconds:.0f} s, "
        f"{1000 * seconds / max(words, 1):.2f} s a thousand words{worst}; "
        f"{max((item.memory for item in done), default=0) >> 20} MB at most"
    )


if __name__ == "__main__":
    sys.exit(main())
