"""Which engine serves a request, and how it uses a model."""

from __future__ import annotations

from service.api.problems import ApiError
from service.domain.provenance import RunBudget, RunChoice
from service.pipeline.debates.estimate import check_budget
from service.pipeline.engine_choice import chosen
from service.schema import ModelChoice
from service.settings import Settings


def chosen_engine(wanted: str | None, settings: Settings) -> str:
    """The requested engine, else the server's default; raises ApiError if the server has no model for it."""
    engine = wanted or settings.default_engine
    if engine == "llm" and not settings.llm_configured:
        raise ApiError(
            422, "engine-not-configured", "this server has no model for the engine `llm`",
            hint="Set OPENAI_API_KEY or OPENAI_BASE_URL on the server, or ask for the engine `offline`.",
        )  # fmt: skip
    return engine


def run_choice(asked: ModelChoice, engine: str, settings: Settings) -> RunChoice:
    """The requested choice, validated; raises ApiError for what this server or this model does not offer."""
    limits = asked.budget.model_dump() if asked.budget else {}
    choice = RunChoice(
        **limits,
        model=asked.model,
        batch=asked.batch,
        words_language=asked.words_language,
    )
    if engine != "llm":
        if asked.model or asked.batch:
            hint = "Ask for the engine `llm`, or leave model and batch out."
            raise ApiError(422, "no-model-asked", f"the engine `{engine}` does not use a model", hint=hint)
        return choice
    if asked.model is not None and asked.model not in settings.askable_models:
        hint = f"It offers {', '.join(settings.askable_models)}."
        raise ApiError(
            422, "model-not-offered", f"this server does not offer the model {asked.model[:100]!r}", hint=hint
        )
    settings = chosen(settings, choice)
    if asked.batch:
        from service.engines.llm.batches import offers_batches

        if not offers_batches(settings.models[0]):
            hint = "Models of OpenAI and compatible servers have one."
            raise ApiError(422, "no-batches", f"{settings.models[0]} has no batch interface here", hint=hint)
    check_price(asked.budget, settings)
    return choice


def check_price(budget: RunBudget | None, settings: Settings) -> None:
    """Raises ApiError for a budget in dollars if the model's price is unknown."""
    unkeepable = check_budget(budget, settings)
    if unkeepable is not None:
        hint = "Limit calls or tokens, or add the price to ARGMAP_PRICES."
        raise ApiError(422, "bad-budget", unkeepable, hint=hint)
