"""The brief of a map, written by the requested engine, or from the template if that has none."""

from __future__ import annotations

from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief, template_brief
from service.domain.brief.composing import compose_brief
from service.engines.engine import BriefingEngine, Engine
from service.pipeline.metrics import count_usage

BRIEF = "brief"
"""The step's name."""


async def write_brief(map_: ArgumentMap, engine: Engine) -> Brief:
    """Raises what `Engine` does (StepFailed, ModelUnavailable, BudgetSpent, Cancelled); a template never fails."""
    if not isinstance(engine, BriefingEngine) or engine.brief_prompt is None or not map_.units:
        return template_brief(map_)
    answered = await engine.brief(map_)
    count_usage(answered.usage)
    return compose_brief(
        map_,
        answered.answer,
        model=engine.model,
        prompt=engine.brief_prompt,
        usage=answered.usage,
        language=engine.words_language,
    )
