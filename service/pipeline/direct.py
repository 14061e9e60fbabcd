"""Makes a map in this process, without durability: for the command line and the evals."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief
from service.domain.document import Document
from service.domain.provenance import RunChoice, Usage
from service.engines.engine import Engine
from service.pipeline.briefs import write_brief
from service.pipeline.engine_choice import NO_CHOICE, Engines
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
    """The document's map. `concurrency`: paragraph groups in flight; `on_event`: called after each finished step.

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
    choice: RunChoice = NO_CHOICE,
) -> ArgumentMap:
    """The document's map by the engine of that name (default: the settings'). `on_step(done, total)`: paragraphs."""
    async with _asked(engine, settings, choice) as (asked, fallback):
        at_once = max(1, len(document.body())) if choice.batch else settings.llm_concurrency
        return await map_document(document, asked, fallback, on_event=_steps(on_step), concurrency=at_once)


async def brief_with_settings(map_: ArgumentMap, settings: Settings) -> Brief:
    """The map's brief, written by the settings' model. Raises what `Engine` does if it gives none."""
    choice = RunChoice(words_language=map_.provenance.words_language)
    async with _asked("llm", settings, choice) as (asked, _):
        return await write_brief(map_, asked)


@asynccontextmanager
async def _asked(engine: str | None, settings: Settings, choice: RunChoice) -> AsyncIterator[tuple[Engine, Engine]]:
    """The engine of that name and its fallback, for one run."""
    chosen = engine or settings.default_engine
    store = await asyncio.to_thread(_store_of_calls, settings) if chosen == "llm" else None
    engines = Engines(settings, store.database if store else None)
    try:
        yield await engines.for_run(chosen, Usage(), choice), await engines.offline()
    finally:
        await engines.aclose()
        if store is not None:
            store.close()


def _steps(on_step: Callable[[int, int], None] | None) -> OnEvent:
    def on_event(kind: str, data: dict[str, Any]) -> None:
        if on_step is not None and kind == "paragraph":
            on_step(data["done"], data["total"])

    return on_event


def _store_of_calls(settings: Settings) -> MapStore:
    """Answers are stored in the service's call table, so that a killed command never pays for one twice."""
    from service.storage.store import MapStore

    return MapStore.open(settings.database_url)
