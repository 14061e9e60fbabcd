"""Finds the issues of a finished map that has none, and stores them as a new version."""

from __future__ import annotations

import asyncio

import structlog

from service.domain.argument_map import ArgumentMap
from service.domain.pieces import parse_in_pieces
from service.domain.provenance import MapWarning, Usage
from service.engines.answers import IssuesAnswer
from service.engines.engine import Engine
from service.errors import ArgmapError, BudgetSpent, ModelUnavailable
from service.pipeline.assembly.issues import assemble_issues
from service.pipeline.db_retry import with_db_retry
from service.pipeline.queue import issues_id
from service.pipeline.steps import Done, ask_issues, issues_despite
from service.pipeline.worker_context import WorkerContext
from service.storage.errors import StaleVersion
from service.storage.records import FINAL
from service.tracing import span

_log = structlog.get_logger(__name__)
_TRIES = 3
"""How often the question is put again because somebody corrected the map meanwhile."""


class IssuesExecutor:
    def __init__(self, context: WorkerContext) -> None:
        self._context = context

    async def ask(self, map_id: str, version: int, engine: str) -> None:
        """Find the issues of the map; may be done again at any time, and does nothing for a map that has some."""
        work = issues_id(map_id, version)
        with (
            self._context.at_work(work),
            structlog.contextvars.bound_contextvars(map_id=map_id),
            span("issues of a finished map", map_id),
        ):
            try:
                for _ in range(_TRIES):
                    if await self._once(map_id, engine):
                        return
                raise StaleVersion(map_id, version, version + _TRIES)
            except Exception as error:
                await self._tell(map_id, error)

    async def _once(self, map_id: str, engine_name: str) -> bool:
        """False where the map was corrected while its issues were looked for."""
        context = self._context
        body = await with_db_retry(context.runs.present, map_id)
        map_ = None if body is None else await asyncio.to_thread(parse_in_pieces, ArgumentMap, body)
        if map_ is None or map_.issues or map_.status not in FINAL:
            return True
        engine = await context.engines.for_run(engine_name, Usage())
        fallback = await context.engines.offline()
        done = await self._asked(map_, engine, fallback)
        found = await asyncio.to_thread(with_issues, map_, done, engine)
        summary = await with_db_retry(context.runs.find, map_id)
        if summary is None:
            return True
        event_data = {"issues": len(found.issues), "engine": done.engine, "warning": done.warning}
        try:
            await with_db_retry(
                context.store.put_version,
                found,
                summary.owner,
                expected_version=map_.version,
                made_by=f"engine:{done.engine}",
                comment="issues",
            )
        except StaleVersion:
            return False
        await with_db_retry(context.store.append_event, map_id, "issues", event_data)
        return True

    async def _asked(self, map_: ArgumentMap, engine: Engine, fallback: Engine) -> Done[IssuesAnswer]:
        try:
            return await self._context.beside(engine.name, lambda: ask_issues(map_, engine, fallback))
        except (ModelUnavailable, BudgetSpent) as error:
            ended = error
            return await self._context.beside(fallback.name, lambda: issues_despite(ended, map_, fallback))

    async def _tell(self, map_id: str, error: Exception) -> None:
        if isinstance(error, ArgmapError):
            note = {"code": error.code, "detail": error.message[:500], "hint": error.hint}
        else:
            _log.exception("issues.crashed")
            note = {"code": "internal-error", "detail": f"{type(error).__name__}: {error}"[:500], "hint": ""}
        await with_db_retry(self._context.store.append_event, map_id, "error", note)


def with_issues(map_: ArgumentMap, done: Done[IssuesAnswer], engine: Engine) -> ArgumentMap:
    """The map with the issues of the answer, their cost, and what had to be repaired in them."""
    warnings: list[MapWarning] = []
    issues = assemble_issues(done.answer, map_.document, map_.units, map_.perspectives, warnings)
    prompt = engine.prompts.get("issues")
    provenance = map_.provenance.model_copy(
        update={
            "usage": map_.provenance.usage + done.usage,
            "prompts": map_.provenance.prompts | ({"issues": prompt} if prompt and done.engine == engine.name else {}),
            "warnings": (*map_.provenance.warnings, *done.warnings, *warnings),
        }
    )
    return ArgumentMap.model_validate(dict(map_) | {"issues": issues, "provenance": provenance})
