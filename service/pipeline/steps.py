"""The five steps, each with the offline engine to fall back on."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic

import structlog

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.document import Document
from service.domain.provenance import MapWarning, Usage
from service.engines.answers import IssuesAnswer, LinksAnswer, ReferencesAnswer, StructureAnswer, VoicesAnswer
from service.engines.engine import Answer, Answered, BatchingEngine, Engine, StepFailed
from service.errors import ArgmapError
from service.pipeline.metrics import MODEL_CALLS, STEP_SECONDS, count_usage
from service.pipeline.offline_sandbox import AnalysisTooSlow
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
        """The code of the most important failure."""
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


def batches_of(engine: Engine, document: Document) -> tuple[tuple[int, ...], ...]:
    """The body paragraphs in the groups that this engine is asked about at once."""
    if isinstance(engine, BatchingEngine):
        return engine.batches(document)
    return tuple((paragraph.index,) for paragraph in document.body())


async def ask_structures(
    document: Document, voices: VoicesAnswer, batch: Sequence[int], engine: Engine, fallback: Engine
) -> list[Done[StructureAnswer]]:
    """How each paragraph of a group argues; only what fails is done by the fallback."""
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
    """What became of one paragraph of a group; the fallback's work where the engine gave up on it."""
    if not isinstance(outcome, Exception):
        count_usage(outcome.usage)
        return Done(answer=outcome.answer, engine=engine.name, usage=outcome.usage, warnings=outcome.warnings)
    gave_up = _gave_up(engine, "structure", paragraph, outcome)
    usage = outcome.usage if isinstance(outcome, StepFailed) else Usage()
    done = await ask_structure(document, voices, paragraph, fallback, fallback)
    return done.model_copy(
        update={"usage": usage + done.usage, "warnings": (gave_up, *done.warnings), "degraded": True}
    )


async def ask_links(draft: ArgumentMap, engine: Engine, fallback: Engine) -> Done[LinksAnswer]:
    """What links the paragraphs of the draft."""
    return await _ask(lambda asked: asked.links(draft), LinksAnswer(), engine, fallback, "links", None)


async def ask_issues(draft: ArgumentMap, engine: Engine, fallback: Engine) -> Done[IssuesAnswer]:
    """What the sides of the draft disagree about."""
    return await _ask(lambda asked: asked.issues(draft), IssuesAnswer(), engine, fallback, "issues", None)


async def ask_references(draft: ArgumentMap, engine: Engine, fallback: Engine) -> Done[ReferencesAnswer]:
    """What pronouns and the like stand for in the draft's units; a map without them is whole all the same."""
    done = await _ask(lambda asked: asked.references(draft), ReferencesAnswer(), engine, fallback, "references", None)
    return done.model_copy(update={"degraded": False})


async def references_despite(error: ArgmapError, draft: ArgumentMap, engine: Engine) -> Done[ReferencesAnswer]:
    """As `issues_despite`; the map is not the worse for it."""
    done = await ask_references(draft, engine, engine)
    warning = MapWarning(
        code=error.code,
        detail=f"What pronouns stand for was not told by the engine that was asked: {error.message}"[:500],
    )
    return done.model_copy(update={"warnings": (warning, *done.warnings)})


async def issues_despite(error: ArgmapError, draft: ArgumentMap, engine: Engine) -> Done[IssuesAnswer]:
    """The issues by an engine that can still answer, after `error` ended the work of the one that was asked.

    What would end a run costs only the issues here: the map is there already.
    """
    done = await ask_issues(draft, engine, engine)
    warning = MapWarning(
        code=error.code,
        detail=f"The questions between the sides were not found by the engine that was asked: {error.message}"[:500],
    )
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
            usage = usage + failure.usage
            warnings.append(_gave_up(asked, step, paragraph, failure))
        except AnalysisTooSlow as slow:
            if asked is engine:
                raise
            warnings.append(MapWarning(paragraph=paragraph, code=slow.code, detail=_detail(asked, step, slow)))
        except ArgmapError as error:
            MODEL_CALLS.labels(error.code).inc()
            raise
        except Exception as error:
            _log.exception("step.crashed", step=step, paragraph=paragraph, engine=asked.name)
            warnings.append(_gave_up(asked, step, paragraph, error))
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


def _gave_up(engine: Engine, step: str, paragraph: int | None, error: Exception) -> MapWarning:
    """The warning that says so, counted."""
    code = "internal-error"
    if isinstance(error, StepFailed):
        code = error.reason
        MODEL_CALLS.labels(code).inc()
        count_usage(error.usage)
    return MapWarning(paragraph=paragraph, code=code, detail=_detail(engine, step, error))


_ENGINES = {"llm": "The language model", "offline": "The offline engine"}
_STEPS = {
    "voices": "who speaks in the article",
    "structure": "the claims of this paragraph",
    "links": "the links across the article",
    "issues": "the questions between the sides",
    "references": "what pronouns stand for",
}
"""A warning's reader does not know the steps by their names."""


def _detail(engine: Engine, step: str, error: Exception) -> str:
    what = error.message if isinstance(error, ArgmapError) else f"{type(error).__name__}: {error}"
    return f"{_ENGINES.get(engine.name, engine.name)} could not tell {_STEPS.get(step, step)}: {what}"[:500]
