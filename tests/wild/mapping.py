"""One text or file mapped end to end, with all that went wrong on the way."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.document import Document
from service.engines.offline.engine import OfflineEngine
from service.errors import ArgmapError, UnreadableDocument
from service.pipeline.direct import map_document

FAILURES = frozenset({"internal-error", "sentence-failed", "analysis-failed"})
"""Codes of warnings that tell of a mistake in the program, not of a doubtful text."""


@dataclass(frozen=True)
class Mapped:
    """`failures`: one line each. `refused`: why the reader would not have the file, which is no failure; `seconds`
    counts reading and mapping; `memory` is the process's highest so far, in bytes.
    """

    name: str
    words: int
    units: int
    seconds: float
    memory: int
    failures: tuple[str, ...] = ()
    refused: str | None = None
    map: ArgumentMap | None = None

    @property
    def seconds_a_thousand_words(self) -> float:
        return 1000 * self.seconds / max(self.words, 1)


def map_anything(name: str, read: Callable[[], Document], engine: OfflineEngine) -> Mapped:
    """Reads and maps; whatever is raised becomes a failure."""
    begun = time.perf_counter()
    document: Document | None = None
    map_: ArgumentMap | None = None
    failures: tuple[str, ...] = ()
    refused = None
    try:
        document = read()
        map_ = asyncio.run(map_document(document, engine, engine))
        failures = failures_in(map_)
    except UnreadableDocument as error:
        refused = error.message
    except Exception as error:
        what = error.message if isinstance(error, ArgmapError) else str(error)
        failures = (f"{type(error).__name__}: {what}"[:300],)
    return Mapped(
        name=name,
        words=len(document.text.split()) if document is not None else 0,
        units=len(map_.units) if map_ is not None else 0,
        seconds=time.perf_counter() - begun,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        failures=failures,
        refused=refused,
        map=map_,
    )


def failures_in(map_: ArgumentMap) -> tuple[str, ...]:
    """Mistakes of the program that a map tells of; and that it cannot be read again, if it cannot."""
    found = [f"{item.code}: {item.detail}" for item in map_.provenance.warnings if item.code in FAILURES]
    if parse_map(map_.model_dump_json().encode()) != map_:
        found.append("the map reads back as another one")
    if map_.document.body() and map_.status != "done":
        found.append(f"the map is {map_.status}")
    return tuple(found)
