"""How a map was made: engine, prompts, cost, and what went wrong."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pydantic import Field

from service.domain.base import Frozen


class Usage(Frozen):
    """Model calls and tokens, including retries. `cached_calls` were answered from stored calls and cost nothing.

    `reasoning_tokens`: output tokens spent on hidden reasoning; `cost_usd`: null if the model's price is unknown;
    `models`: calls answered by models other than the first choice, by model.
    """

    calls: int = Field(default=0, ge=0)
    cached_calls: int = Field(default=0, ge=0)
    input_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    reasoning_tokens: int = Field(default=0, ge=0)
    cost_usd: float | None = Field(default=None, ge=0)
    models: dict[str, int] = Field(default_factory=dict)

    def __add__(self, other: Usage) -> Usage:
        costs = [cost for cost in (self.cost_usd, other.cost_usd) if cost is not None]
        return Usage(
            calls=self.calls + other.calls,
            cached_calls=self.cached_calls + other.cached_calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
            cost_usd=sum(costs) if costs else None,
            models=dict(Counter(self.models) + Counter(other.models)),
        )

    def since(self, before: Usage) -> Usage:
        """The usage after `before`, an earlier total of the same run."""
        cost = None if self.cost_usd is None else max(self.cost_usd - (before.cost_usd or 0.0), 0.0)
        return Usage(
            calls=self.calls - before.calls,
            cached_calls=self.cached_calls - before.cached_calls,
            input_tokens=self.input_tokens - before.input_tokens,
            output_tokens=self.output_tokens - before.output_tokens,
            reasoning_tokens=self.reasoning_tokens - before.reasoning_tokens,
            cost_usd=cost,
            models=dict(Counter(self.models) - Counter(before.models)),
        )


class RunBudget(Frozen):
    """Upper limits for a run: calls, input and output tokens, US dollars; null means unlimited."""

    calls: int | None = Field(default=None, ge=1)
    tokens: int | None = Field(default=None, ge=1)
    cost_usd: float | None = Field(default=None, gt=0)


class RunChoice(RunBudget):
    """How a run uses models: its limits, its model, and whether calls go through the provider's batch interface.

    `words_language`: see Provenance."""

    model: str | None = None
    batch: bool = False
    words_language: str | None = None

    def within(self, budget: RunBudget) -> RunChoice:
        """The same choice with other limits."""
        return self.model_copy(update={name: getattr(budget, name) for name in RunBudget.model_fields})


class MapWarning(Frozen):
    """Something a reader of the map should know; `paragraph` is null if it concerns the whole map."""

    paragraph: int | None = None
    code: str
    detail: str


class Provenance(Frozen):
    """`prompts`: step name -> `VERSION:sha256...` of the prompt file used; `words_language`: ISO 639-1 code of the
    model's own words, if it differs from the article's language.
    """

    engine: str
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    words_language: str | None = None
    started: datetime | None = None
    finished: datetime | None = None
    usage: Usage = Usage()
    warnings: tuple[MapWarning, ...] = ()
