"""Makes a map in this process, without durability: for the command line and the evals."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.provenance import Usage
from service.engines.engine import Engine
from service.pipeline.engine_choice import Engines
from service.pipeline.making import MemoryJournal, OnEvent, make_map
from service.settings import Settings

if TYPE_CHECKING:
    from service.storage.store import MapStore


async def map_document(
    document: Document,
    engine: Engine,
    fallback: Engine,
    *,
    on_event: OnEvent | None = None,
    concurrency: int = 16,
    map_id: str | None = None,
) -> ArgumentMap:
    """The document's map. `concurrency`: groups of paragraphs at once; `on_event`: called after each finished step.

    Raises what ends a run: ModelUnavailable, BudgetSpent, Cancelled.
    """
    journal = MemoryJournal(on_event)
    journal.tell("started", {})
    final = await make_map(map_id or uuid.uuid4().hex, document, engine, fallback, journal, at_once=concurrency)
    journal.tell("finished", {"status": final.status})
    return final


async def map_with_settings(
    document: Document,
    engine: str | None,
    settings: Settings,
    *,
    on_step: Callable[[int, int], None] | None = None,
) -> ArgumentMap:
    """The document's map by the engine of that name (default: the settings'). `on_step(done, total)`: paragraphs."""

    def on_event(kind: str, data: dict[str, Any]) -> None:
        if on_step is not None and kind == "paragraph":
            on_step(data["done"], data["total"])

    chosen = engine or settings.default_engine
    store = await asyncio.to_thread(_store_of_calls, settings) if chosen == "llm" else None
    engines = Engines(settings, store.database if store else None)
    try:
        asked = await engines.for_run(chosen, Usage())
        return await map_document(
            document, asked, await engines.offline(), on_event=on_event, concurrency=settings.llm_concurrency
        )
    finally:
        await engines.aclose()
        if store is not None:
            store.close()


def _store_of_calls(settings: Settings) -> MapStore:
    """Answers are stored in the service's table of calls, so that a killed command does not pay for one twice."""
    from service.storage.store import MapStore

    return MapStore.open(settings.database_url)
