"""Reads potentially malicious files in a sandboxed process with time and memory limits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from service.domain.document import Document
from service.domain.pieces import parse_in_pieces
from service.errors import UnreadableDocument
from service.reading.files import read_any
from service.reading.options import Options
from service.reading.readers import READERS
from service.sandbox import Pool, ResourceLimitExceeded
from service.sandbox.child import Tasks

MOST_SECONDS, MOST_MEMORY = 120, 1 << 30
"""Of the processor's time, and bytes, for one file."""
KEPT_MEMORY = 200 << 20
_TOO_MUCH = {"time": "time", "memory": "memory", "crash": "time or memory"}


def may_cost_much(kind: str, data: bytes) -> bool:
    """Whether a file may be expensive to read: PDF, Word, and anything with more markup than usual articles."""
    limit = READERS[kind].sandbox_above
    return limit is not None and len(data) > limit


def read_in_sandbox(
    data: bytes, options: Options, *, seconds: float = MOST_SECONDS, memory: int = MOST_MEMORY
) -> Document:
    """Same as `read_any`; also raises UnreadableDocument if the file exceeds the sandbox's limits."""
    return asyncio.run(_read_once(data, options, seconds, memory))


async def _read_once(data: bytes, options: Options, seconds: float, memory: int) -> Document:
    pool = reading_pool(1, memory=memory)
    try:
        return await read_in(pool, data, options, seconds=seconds)
    finally:
        await pool.aclose()


def reading_pool(size: int, *, memory: int = MOST_MEMORY) -> Pool:
    return Pool(f"{__package__}.sandboxed", size=size, memory=memory, keep=KEPT_MEMORY, environment=ONE_THREAD)


async def read_in(
    pool: Pool, data: bytes, options: Options, *, seconds: float = MOST_SECONDS, group: str | None = None
) -> Document:
    """The document of a file, read by a child process of the pool."""
    try:
        (body,) = await pool.ask("file", options.dump(), data, seconds=seconds, group=group)
    except ResourceLimitExceeded as error:
        raise UnreadableDocument(
            f"the article takes far more {_TOO_MUCH[error.what]} to read than articles usually do",
            hint="Save or print it again, or send its text in parts.",
        ) from error
    return await asyncio.to_thread(parse_in_pieces, Document, body)


ONE_THREAD: Mapping[str, str] = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
TASKS: Tasks = {"file": lambda task: [read_any(task.parts[1], Options.parse(task.parts[0])).model_dump_json().encode()]}
