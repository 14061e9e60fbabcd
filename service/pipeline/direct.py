"""Makes a map in this process, without durability: for the command line and the evals."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief
from service.domain.document import Document
from service.domain.provenance import RunChoice, Usage
from service.engines.engine import Engine
from service.pipeline import batch_desk
from service.pipeline.batch_desk import BatchDesk
from service.pipeline.briefs import write_brief
from service.pipeline.engine_choice import NO_CHOICE, Engines
from service.pipeline.making import MemoryJournal, OnEvent, make_map
from service.settings import Settings

if TYPE_CHECKING:
    from service.storage.batches import Batch
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
        return await map_document(
            document, asked, fallback, on_event=_steps(on_step), concurrency=settings.llm_concurrency
        )


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


async def map_by_batch(
    documents: Sequence[Document],
    settings: Settings,
    choice: RunChoice,
    *,
    on_sent: Callable[[Batch], None],
    on_done: Callable[[int, ArgumentMap | Exception], None],
) -> None:
    """Maps all documents through the provider's batch API, round by round; `choice`: one that asks for it; `on_done`:
    called with each one's number.

    Called again after this process ended, it resumes the batches in flight.
    """
    store = await asyncio.to_thread(_store_of_calls, settings)
    engines = Engines(settings, store.database)
    desk = BatchDesk(settings, store.database, lambda batch, _: on_sent(batch), lambda: None)

    async def made(number: int, document: Document) -> None:
        try:
            asked = await engines.for_run("llm", Usage(), choice, run=document.sha256)
            everything = max(1, len(document.body()))
            on_done(number, await map_document(document, asked, await engines.offline(), concurrency=everything))
        except Exception as error:
            on_done(number, error)

    async def desk_work() -> None:
        while True:
            await asyncio.to_thread(desk.turn)
            await asyncio.sleep(batch_desk.TURN_SECONDS)

    working = asyncio.create_task(desk_work())
    try:
        await asyncio.gather(*(made(number, document) for number, document in enumerate(documents)))
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await engines.aclose()
        store.close()


def _store_of_calls(settings: Settings) -> MapStore:
    """Answers are stored in the service's call table, so that a killed command never pays for one twice."""
    from service.storage.store import MapStore

    return MapStore.open(settings.database_url)
