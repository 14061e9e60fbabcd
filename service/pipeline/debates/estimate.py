"""Estimates a debate run's model usage before it starts, without calling a model."""

from __future__ import annotations

import math
from collections.abc import Sequence

from service.domain.base import Frozen
from service.domain.provenance import RunBudget, Usage
from service.engines.llm.call_runner import cost_of
from service.engines.llm.debates import UNITS_AT_ONCE
from service.pipeline.debates.articles import WHOLE
from service.settings import Settings

MAP_CALLS, MAP_INPUT, MAP_OUTPUT = 7, 27_700, 800
"""What mapping a thousand words took on the gold articles (docs/prompts.md)."""
UNITS = 54
"""Units per thousand words, over the training maps."""
UNKNOWN_WORDS = 800
"""The assumed length of an article given by URL."""
_NEAR = 4
"""Earlier statements shown per new unit, if not all are: at most about half of the nearest."""
_LINE, _ROW = 28, 5
"""Tokens of a unit as shown, with the places beside it, and of the answer about it."""
_PROMPT = 3_050
"""Tokens of the prompt debate_same, which starts every call."""


class DebateEstimate(Frozen):
    """`mapping`: of the articles not yet mapped; `comparing`: deciding which units make the same point.

    `within_budget`: whether `comparing` fits the budget and the server's limits, null if there are none. All of it is
    an estimate; calls already in the call table cost nothing.
    """

    engine: str
    articles: int
    units: int
    mapping: Usage
    comparing: Usage
    within_budget: bool | None


def estimate(
    engine: str,
    map_units: Sequence[int],
    article_words: Sequence[int],
    settings: Settings,
    budget: RunBudget | None = None,
) -> DebateEstimate:
    """`map_units`: units of each stored map; `article_words`: words of each article to be mapped."""
    units = [*map_units, *(math.ceil(words * UNITS / 1000) for words in article_words)]
    with_model = engine == "llm"
    mapping = _mapping(article_words) if with_model else Usage()
    comparing = _comparing(units) if with_model else Usage()
    return DebateEstimate(
        engine=engine,
        articles=len(units),
        units=sum(units),
        mapping=_priced(mapping, settings),
        comparing=(priced := _priced(comparing, settings)),
        within_budget=_fits(priced, settings, budget),
    )


def _mapping(article_words: Sequence[int]) -> Usage:
    thousands = sum(article_words) / 1000
    calls = sum(max(4, math.ceil(MAP_CALLS * words / 1000)) for words in article_words)
    return Usage(
        calls=calls, input_tokens=math.ceil(MAP_INPUT * thousands), output_tokens=math.ceil(MAP_OUTPUT * thousands)
    )


def _comparing(units: Sequence[int]) -> Usage:
    """One call per thirty units of an article, showing them and the earlier statements."""
    calls = shown = before = 0
    for count in units:
        questions = math.ceil(count / UNITS_AT_ONCE)
        calls += questions
        shown += questions * (count + (before if before <= WHOLE else _NEAR * count))
        before += count
    return Usage(calls=calls, input_tokens=calls * _PROMPT + shown * _LINE, output_tokens=sum(units) * _ROW)


def _priced(usage: Usage, settings: Settings) -> Usage:
    if usage.calls == 0:
        return usage
    cost = cost_of(settings.prices, settings.models[0], usage.input_tokens, usage.output_tokens)
    return usage.model_copy(update={"cost_usd": None if cost is None else round(cost, 4)})


def _fits(usage: Usage, settings: Settings, budget: RunBudget | None) -> bool | None:
    own = budget or RunBudget()
    limits = [
        (usage.calls, settings.llm_max_calls),
        (usage.calls, own.calls),
        (usage.input_tokens + usage.output_tokens, settings.llm_max_tokens),
        (usage.input_tokens + usage.output_tokens, own.tokens),
        (usage.cost_usd, settings.llm_max_cost),
        (usage.cost_usd, own.cost_usd),
    ]
    known = [used <= most for used, most in limits if used is not None and most is not None]
    return all(known) if known else None


def check_budget(budget: RunBudget | None, settings: Settings) -> str | None:
    """Why the budget cannot be enforced, in words; None if it can."""
    if budget is None or budget.cost_usd is None or settings.models[0] in settings.prices:
        return None
    return f"a budget in US dollars is set, but the price of {settings.models[0]} is not known"
