"""Asks an engine about a step, and its fallback where the engine gives up."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.provenance import MapWarning, Usage
from service.engines.answers import StructureAnswer, VoicesAnswer
from service.engines.engine import Answered, AnswerT, BatchingEngine, Engine, Parked, StepFailed
from service.errors import ArgmapError
from service.pipeline.metrics import MODEL_CALLS, STEP_SECONDS, count_usage
from service.pipeline.offline_sandbox import AnalysisTooSlow
from service.pipeline.steps import Done, Step
from service.tracing import span

_log = structlog.get_logger(__name__)
_STRUCTURE = ("structure", "the claims of this paragraph")


async def ask_step(step: Step[AnswerT], draft: ArgumentMap, engine: Engine, fallback: Engine) -> Done[AnswerT]:
    """The step's answer for the map so far."""
    done: Any = await _ask(
        lambda asked: step.ask(asked, draft), step.nothing, engine, fallback, (step.name, step.about), None
    )
    counted: Done[AnswerT] = done.model_copy(update={"degraded": done.degraded and step.counts})
    return counted


async def ask_despite(error: ArgmapError, step: Step[AnswerT], draft: ArgumentMap, engine: Engine) -> Done[AnswerT]:
    """The step's answer from an engine that can still give it, after `error` stopped the requested one."""
    done: Any = await ask_step(step, draft, engine, engine)
    detail = f"{step.lost} by the engine that was asked: {error.message}"[:500]
    warning = MapWarning(code=error.code, detail=detail)
    told: Done[AnswerT] = done.model_copy(update={"warnings": (warning, *done.warnings), "degraded": step.counts})
    return told


async def ask_structure(
    document: Document, voices: VoicesAnswer, paragraph: int, engine: Engine, fallback: Engine
) -> Done[StructureAnswer]:
    """How one paragraph argues."""
    nothing = StructureAnswer(paragraph=paragraph)
    return await _ask(
        lambda asked: asked.structure(document, voices, paragraph), nothing, engine, fallback, _STRUCTURE, paragraph
    )


def batches_of(engine: Engine, document: Document) -> tuple[tuple[int, ...], ...]:
    """The body paragraphs, in the groups in which this engine is asked about them."""
    if isinstance(engine, BatchingEngine):
        return engine.batches(document)
    return tuple((paragraph.index,) for paragraph in document.body())


async def ask_structures(
    document: Document, voices: VoicesAnswer, batch: Sequence[int], engine: Engine, fallback: Engine
) -> list[Done[StructureAnswer]]:
    """How each paragraph of a group argues; only those that fail go to the fallback."""
    if not isinstance(engine, BatchingEngine) or len(batch) < 2:
        return [await ask_structure(document, voices, paragraph, engine, fallback) for paragraph in batch]
    begun = time.monotonic()
    with span("step structure", **{"argmap.engine": engine.name}):
        outcomes = await _together(document, voices, batch, engine)
    STEP_SECONDS.labels(engine.name, "structure").observe(time.monotonic() - begun)
    return [
        await _settled(document, voices, paragraph, outcome, engine, fallback)
        for paragraph, outcome in zip(batch, outcomes, strict=True)
    ]


async def _together(
    document: Document, voices: VoicesAnswer, batch: Sequence[int], engine: BatchingEngine
) -> Sequence[Answered[StructureAnswer] | Exception]:
    try:
        return await engine.structures(document, voices, batch)
    except Parked:
        raise
    except ArgmapError as error:
        MODEL_CALLS.labels(error.code).inc()
        raise
    except Exception as error:
        _log.exception("step.crashed", step="structure", paragraph=batch[0], engine=engine.name)
        return [error] * len(batch)


async def _settled(
    document: Document,
    voices: VoicesAnswer,
    paragraph: int,
    outcome: Answered[StructureAnswer] | Exception,
    engine: Engine,
    fallback: Engine,
) -> Done[StructureAnswer]:
    """The outcome for one paragraph of a group; the fallback's answer if the engine gave up on it."""
    if not isinstance(outcome, Exception):
        count_usage(outcome.usage)
        return Done(answer=outcome.answer, engine=engine.name, usage=outcome.usage, warnings=outcome.warnings)
    gave_up = _gave_up(engine, _STRUCTURE[1], paragraph, outcome)
    usage = outcome.usage if isinstance(outcome, StepFailed) else Usage()
    done = await ask_structure(document, voices, paragraph, fallback, fallback)
    return done.model_copy(
        update={"usage": usage + done.usage, "warnings": (gave_up, *done.warnings), "degraded": True}
    )


async def _ask(
    ask: Callable[[Engine], Awaitable[Answered[AnswerT]]],
    nothing: AnswerT,
    engine: Engine,
    fallback: Engine,
    step: tuple[str, str],
    paragraph: int | None,
) -> Done[AnswerT]:
    """The engine's answer, else the fallback's, else `nothing`; either substitution adds a warning.

    `step`: its name, and its event data. What ends a whole run (ModelUnavailable, BudgetSpent, Cancelled,
    DatabaseUnavailable) passes through.
    """
    usage = Usage()
    warnings: list[MapWarning] = []
    for asked in [engine] if fallback is engine else [engine, fallback]:
        begun = time.monotonic()
        try:
            with span(f"step {step[0]}", **{"argmap.engine": asked.name}):
                answered: Answered[AnswerT] = await ask(asked)
        except Parked:
            raise
        except StepFailed as failure:
            usage = usage + failure.usage
            warnings.append(_gave_up(asked, step[1], paragraph, failure))
        except AnalysisTooSlow as slow:
            if asked is engine:
                raise
            warnings.append(MapWarning(paragraph=paragraph, code=slow.code, detail=_detail(asked, step[1], slow)))
        except ArgmapError as error:
            MODEL_CALLS.labels(error.code).inc()
            raise
        except Exception as error:
            _log.exception("step.crashed", step=step[0], paragraph=paragraph, engine=asked.name)
            warnings.append(_gave_up(asked, step[1], paragraph, error))
        else:
            STEP_SECONDS.labels(asked.name, step[0]).observe(time.monotonic() - begun)
            count_usage(answered.usage)
            return Done(
                answer=answered.answer,
                engine=asked.name,
                usage=usage + answered.usage,
                warnings=(*warnings, *answered.warnings),
                degraded=bool(warnings),
            )
    return Done(answer=nothing, engine="none", usage=usage, warnings=tuple(warnings), degraded=True)


def _gave_up(engine: Engine, about: str, paragraph: int | None, error: Exception) -> MapWarning:
    """The warning that an engine gave up, counted in the metrics."""
    code = "internal-error"
    if isinstance(error, StepFailed):
        code = error.reason
        MODEL_CALLS.labels(code).inc()
        count_usage(error.usage)
    return MapWarning(paragraph=paragraph, code=code, detail=_detail(engine, about, error))


_ENGINES = {"llm": "The language model", "offline": "The offline engine"}


def _detail(engine: Engine, about: str, error: Exception) -> str:
    what = error.message if isinstance(error, ArgmapError) else f"{type(error).__name__}: {error}"
    return f"{_ENGINES.get(engine.name, engine.name)} could not tell {about}: {what}"[:500]
