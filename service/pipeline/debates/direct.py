"""Makes a debate in this process, without durability: for the command line and the evals."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate, Decisions, check_size
from service.domain.debates.digest import Digest, digest_of
from service.domain.provenance import MapWarning, Provenance, RunBudget, RunChoice, Usage
from service.engines.debate_answers import Judge
from service.pipeline.debates.articles import encode_units, in_order, start_judging
from service.pipeline.debates.sources import Sources, built
from service.pipeline.engine_choice import Engines
from service.settings import Settings
from service.storage.store import MapStore


async def debate_of(
    maps: Sequence[ArgumentMap],
    *,
    title: str | None = None,
    question: str | None = None,
    judge: Judge | None = None,
    decisions: Decisions | None = None,
    debate_id: str | None = None,
    on_article: Callable[[int, int], None] | None = None,
) -> Debate:
    """The debate of these maps, by date. `judge`: a model to ask about pairs, or None.

    Two maps of the same text are one document, and a warning says so. `on_article(done, total)`.
    """
    check_size(len(maps))
    started = datetime.now(UTC)
    empty = Debate(
        id=debate_id or uuid.uuid4().hex,
        title=title,
        question=question,
        provenance=Provenance(engine="offline"),
        decisions=decisions or Decisions(),
    )
    digests, twice = distinct([digest_of(map_) for map_ in maps])
    ordered, sources = in_order(digests), Sources(empty, warnings=twice)
    asked, before = [], judge.spent if judge else Usage()
    try:
        for digest in ordered:
            rows = sources.index.add(digest, await asyncio.to_thread(encode_units, digest))
            asked.append(asyncio.create_task(await start_judging(sources.index, rows, judge)))
        for number, (digest, task) in enumerate(zip(ordered, asked, strict=True), start=1):
            sources.add(digest, await task)
            if on_article is not None:
                on_article(number, len(ordered))
    finally:
        for task in asked:
            task.cancel()
    if judge:
        sources.usage = judge.spent.since(before)
    return (await asyncio.to_thread(built, sources, judge, started))[0]


async def debate_with_settings(
    maps: Sequence[ArgumentMap],
    engine: str,
    settings: Settings,
    *,
    title: str | None = None,
    question: str | None = None,
    budget: RunBudget | None = None,
    on_article: Callable[[int, int], None] | None = None,
) -> Debate:
    """The debate of these maps, pairs judged by the engine of that name, within this model budget."""
    # Answers are stored in the service's call table, so that a killed command never pays for one twice.
    store = await asyncio.to_thread(MapStore.open, settings.database_url) if engine == "llm" else None
    engines = Engines(settings, store.database if store else None)
    try:
        judge = await engines.judge(engine, Usage(), None if budget is None else RunChoice(**budget.model_dump()))
        return await debate_of(maps, title=title, question=question, judge=judge, on_article=on_article)
    finally:
        await engines.aclose()
        if store is not None:
            store.close()


def distinct(digests: Sequence[Digest]) -> tuple[list[Digest], list[MapWarning]]:
    """The digests, each text once; warnings list the ones left out."""
    kept: dict[str, Digest] = {}
    warnings = []
    for digest in digests:
        first = kept.setdefault(digest.sha256 or digest.map, digest)
        if first is not digest:
            detail = f"“{digest.title or digest.map}” was given twice, and counts once."
            warnings.append(MapWarning(code="same-article", detail=detail))
    return list(kept.values()), warnings


def with_meta(map_: ArgumentMap, meta: Mapping[str, str | None]) -> ArgumentMap:
    """The map with its article's metadata set: `title`, `outlet`, `author`, `published`; None keeps what it has."""
    known = {name: value for name, value in meta.items() if value is not None}
    return map_.model_copy(update={"document": map_.document.model_copy(update=known)})
