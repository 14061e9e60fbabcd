"""Makes a map in this process, without durability: for the command line and the evals."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.provenance import Usage
from service.engines.engine import Answer, Engine
from service.errors import ArgmapError, BudgetSpent, ModelUnavailable
from service.pipeline.engine_choice import Engines
from service.pipeline.progress import Progress
from service.pipeline.steps import (
    Done,
    ask_issues,
    ask_links,
    ask_references,
    ask_structures,
    ask_voices,
    batches_of,
    issues_despite,
    references_despite,
)
from service.pipeline.together import all_or_first_failure
from service.settings import Settings

if TYPE_CHECKING:
    from service.storage.store import MapStore

OnEvent = Callable[[str, dict[str, Any]], None]


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
    tell = on_event or _nobody
    progress = Progress.begin(map_id or uuid.uuid4().hex, document, engine)
    tell("started", {})
    progress.voices = voices = await ask_voices(document, engine, fallback)
    tell("voices", {"voices": len(voices.answer.voices), "engine": voices.engine})
    total, places = len(progress.missing()), asyncio.Semaphore(concurrency)

    async def together(batch: Sequence[int]) -> None:
        async with places:
            answers = await ask_structures(document, voices.answer, batch, engine, fallback)
        for paragraph, done in zip(batch, answers, strict=True):
            progress.structures[paragraph] = done
            event_data = {"paragraph": paragraph, "done": len(progress.structures), "total": total}
            tell("paragraph", event_data | {"engine": done.engine, "warning": done.warning})

    await all_or_first_failure([together(batch) for batch in batches_of(engine, document)])
    draft = progress.draft()
    progress.references, progress.links = await all_or_first_failure(
        [_despite(ask_references, references_despite, draft, engine, fallback), ask_links(draft, engine, fallback)]
    )
    tell("references", {"engine": progress.references.engine})
    tell("links", {"engine": progress.links.engine})
    progress.issues = await _despite(ask_issues, issues_despite, progress.draft(), engine, fallback)
    tell("issues", {"engine": progress.issues.engine})
    final = progress.finished()
    tell("finished", {"status": final.status})
    return final


async def _despite(
    ask: Callable[[ArgumentMap, Engine, Engine], Awaitable[Done[Answer]]],
    despite: Callable[[ArgmapError, ArgumentMap, Engine], Awaitable[Done[Answer]]],
    draft: ArgumentMap,
    engine: Engine,
    fallback: Engine,
) -> Done[Answer]:
    """A step without which the map stands: what would end the run costs no more than its answer."""
    try:
        return await ask(draft, engine, fallback)
    except (ModelUnavailable, BudgetSpent) as error:
        return await despite(error, draft, fallback)


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


def _nobody(_kind: str, _data: dict[str, Any]) -> None:
    """Nobody listens."""
