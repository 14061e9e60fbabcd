"""Makes a debate in this process, without durability: for the command line and the evals."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from service.domain.argument_map import ArgumentMap, Status
from service.domain.debates.debate import Debate
from service.domain.debates.decisions import Decisions
from service.domain.debates.digest import Digest, digest_of
from service.domain.provenance import MapWarning, Provenance, RunBudget, RunChoice, Usage
from service.engines.debate_answers import Judge
from service.engines.offline.parsing import MODELLED
from service.pipeline.debates.articles import Judged, encode_units, gave_up, in_order, looked_up
from service.pipeline.debates.building import build, gathered, remarks, sketch_first
from service.pipeline.debates.candidates import CandidateIndex
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
    """The debate of these maps, by date. `judge`: a model to ask about pairs, or null.

    Two maps of the same text are one document, and a warning says so. `on_article(done, total)`.
    """
    started = datetime.now(UTC)
    digests, warnings = distinct([digest_of(map_) for map_ in maps])
    ordered, index = in_order(digests), CandidateIndex()
    added, answers, told = [], list[Judged](), list[tuple[str, MapWarning]]()
    asked, before = [], judge.spent if judge else Usage()
    for digest in ordered:
        rows = index.add(digest, await asyncio.to_thread(encode_units, digest))
        asked.append(asyncio.create_task(await looked_up(index, rows, judge)))
    try:
        for number, (digest, task) in enumerate(zip(ordered, asked, strict=True), start=1):
            judged = await task
            added.append((digest, judged.verdicts))
            answers.append(judged)
            told += [(digest.title or digest.map, warning) for warning in judged.warnings]
            if on_article is not None:
                on_article(number, len(ordered))
    finally:
        for task in asked:
            task.cancel()
    warnings += gathered(told)
    warnings += remarks(ordered, None if judge else MODELLED)
    provenance = Provenance(
        engine=judge.name if judge else "offline",
        model=judge.model if judge else None,
        prompts=judge.prompts if judge else {},
        started=started,
        finished=datetime.now(UTC),
        usage=judge.spent.since(before) if judge else Usage(),
        warnings=sketch_first(warnings),
    )
    empty = Debate(
        id=debate_id or uuid.uuid4().hex,
        title=title,
        question=question,
        provenance=provenance,
        decisions=decisions or Decisions(),
    )
    same = [pair for judged in answers for pair in judged.actors]
    built = await asyncio.to_thread(build, empty, index.digests, added, told=answers, same=same)
    return built.model_copy(update={"status": status_of(warnings)})


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


def status_of(warnings: Sequence[MapWarning]) -> Status:
    """`partial` if a model gave up on part of it."""
    return "partial" if gave_up(warnings) else "done"


def with_meta(map_: ArgumentMap, meta: Mapping[str, str | None]) -> ArgumentMap:
    """The map with its article's metadata set: `title`, `outlet`, `author`, `published`; null keeps what it has."""
    known = {name: value for name, value in meta.items() if value is not None}
    return map_.model_copy(update={"document": map_.document.model_copy(update=known)})
