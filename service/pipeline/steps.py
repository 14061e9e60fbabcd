"""The four steps, each with the offline engine to fall back on."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Generic

import structlog

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.document import Document
from service.domain.provenance import MapWarning, Usage
from service.engines.answers import IssuesAnswer, LinksAnswer, StructureAnswer, VoicesAnswer
from service.engines.engine import Answer, Answered, Engine, StepFailed
from service.errors import ArgmapError
from service.pipeline.metrics import MODEL_CALLS, STEP_SECONDS, count_usage
from service.tracing import span

_log = structlog.get_logger(__name__)


class Done(Frozen, Generic[Answer]):
    """A finished step: its answer, who gave it, what it cost. `degraded`: not by the engine that was asked for."""

    answer: Answer
    engine: str
    usage: Usage = Usage()
    warnings: tuple[MapWarning, ...] = ()
    degraded: bool = False

    @property
    def warning(self) -> str | None:
        """The code of what most deserves to be told."""
        return self.warnings[0].code if self.warnings else None


async def ask_voices(document: Document, engine: Engine, fallback: Engine) -> Done[VoicesAnswer]:
    """Who speaks in the article."""
    return await _ask(lambda asked: asked.voices(document), VoicesAnswer(), engine, fallback, "voices", None)


async def ask_structure(
    document: Document, voices: VoicesAnswer, paragraph: int, engine: Engine, fallback: Engine
) -> Done[StructureAnswer]:
    """How one paragraph argues."""
    nothing = StructureAnswer(paragraph=paragraph)
    return await _ask(
        lambda asked: asked.structure(document, voices, paragraph), nothing, engine, fallback, "structure", paragraph
    )


async def ask_links(draft: ArgumentMap, engine: Engine, fallback: Engine) -> Done[LinksAnswer]:
    """What links the paragraphs of the draft."""
    return await _ask(lambda asked: asked.links(draft), LinksAnswer(), engine, fallback, "links", None)


async def ask_issues(draft: ArgumentMap, engine: Engine, fallback: Engine) -> Done[IssuesAnswer]:
    """What the sides of the draft disagree about."""
    return await _ask(lambda asked: asked.issues(draft), IssuesAnswer(), engine, fallback, "issues", None)


async def issues_despite(error: ArgmapError, draft: ArgumentMap, engine: Engine) -> Done[IssuesAnswer]:
    """The issues by an engine that can still answer, after `error` ended the work of the one that was asked.

    What would end a run costs only the issues here: the map is there already.
    """
    done = await ask_issues(draft, engine, engine)
    warning = MapWarning(code=error.code, detail=f"the issues were not asked for as wished: {error.message}"[:500])
    return done.model_copy(update={"warnings": (warning, *done.warnings), "degraded": True})


async def _ask(
    ask: Callable[[Engine], Awaitable[Answered[Answer]]],
    nothing: Answer,
    engine: Engine,
    fallback: Engine,
    step: str,
    paragraph: int | None,
) -> Done[Answer]:
    """The engine's answer, else the fallback's, else `nothing`, each with a warning that says so.

    What ends a whole run (ModelUnavailable, BudgetSpent, Cancelled, DatabaseUnavailable) passes through.
    """
    usage = Usage()
    warnings: list[MapWarning] = []
    for asked in [engine] if fallback is engine else [engine, fallback]:
        begun = time.monotonic()
        try:
            with span(f"step {step}", **{"argmap.engine": asked.name}):
                answered: Answered[Answer] = await ask(asked)
        except StepFailed as failure:
            MODEL_CALLS.labels(failure.reason).inc()
            count_usage(failure.usage)
            usage = usage + failure.usage
            warnings.append(MapWarning(paragraph=paragraph, code=failure.reason, detail=_detail(asked, step, failure)))
        except ArgmapError as error:
            MODEL_CALLS.labels(error.code).inc()
            raise
        except Exception as error:
            _log.exception("step.crashed", step=step, paragraph=paragraph, engine=asked.name)
            warnings.append(MapWarning(paragraph=paragraph, code="internal-error", detail=_detail(asked, step, error)))
        else:
            STEP_SECONDS.labels(asked.name, step).observe(time.monotonic() - begun)
            count_usage(answered.usage)
            return Done(
                answer=answered.answer,
                engine=asked.name,
                usage=usage + answered.usage,
                warnings=(*warnings, *answered.warnings),
                degraded=bool(warnings),
            )
    return Done(answer=nothing, engine="none", usage=usage, warnings=tuple(warnings), degraded=True)


def _detail(engine: Engine, step: str, error: Exception) -> str:
    what = error.message if isinstance(error, ArgmapError) else f"{type(error).__name__}: {error}"
    return f"the engine `{engine.name}` gave up on the step `{step}`: {what}"[:500]
