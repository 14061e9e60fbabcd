"""What a debate will take of a model, told before it is made."""

from __future__ import annotations

import pytest

from service.domain.provenance import RunBudget, Usage
from service.pipeline.debates.estimate import check_budget, estimate
from service.settings import Settings

UNPRICED = Settings(openai_base_url="http://127.0.0.1:1/v1", model="a-model-of-my-own")
PRICED = UNPRICED.model_copy(update={"prices": {"a-model-of-my-own": (0.15, 0.6)}})


def test_without_a_model_nothing_is_taken() -> None:
    found = estimate("offline", [40, 40], [1000], Settings())
    assert (found.articles, found.units) == (3, 134)
    assert (found.mapping, found.comparing, found.within_budget) == (Usage(), Usage(), None)


def test_calls_grow_with_the_units_and_each_article_has_its_own() -> None:
    one, many, more = (estimate("llm", [40] * count, [], UNPRICED) for count in (1, 100, 200))
    assert (one.comparing.calls, many.comparing.calls) == (2, 200)
    assert 1.9 < more.comparing.input_tokens / many.comparing.input_tokens < 2.1
    assert (one.mapping.calls, one.comparing.cost_usd) == (0, None)
    assert estimate("llm", [31, 0], [], UNPRICED).comparing.calls == 2


def test_an_article_that_is_no_map_yet_is_mapped_first() -> None:
    found = estimate("llm", [], [1000, 100], PRICED)
    assert found.mapping.calls == 7 + 4
    assert found.mapping.input_tokens > found.comparing.input_tokens > 0
    in_dollars = (found.mapping.input_tokens * 0.15 + found.mapping.output_tokens * 0.6) / 1e6
    assert found.mapping.cost_usd == round(in_dollars, 4) > 0
    assert estimate("llm", [], [1000, 100], UNPRICED).mapping.cost_usd is None


@pytest.mark.parametrize(
    "budget, fits",
    [
        (None, None),
        (RunBudget(calls=4), True),
        (RunBudget(calls=3), False),
        (RunBudget(calls=4, tokens=500), False),
        (RunBudget(tokens=1_000_000), True),
    ],
)
def test_a_budget_is_compared_with_it(budget: RunBudget | None, fits: bool | None) -> None:
    assert estimate("llm", [40, 40], [], UNPRICED, budget).within_budget is fits


def test_the_limits_of_the_server_count_too() -> None:
    limited = UNPRICED.model_copy(update={"llm_max_calls": 3})
    assert estimate("llm", [40, 40], [], limited, RunBudget(calls=100)).within_budget is False


def test_a_budget_in_dollars_needs_a_price() -> None:
    assert "a-model-of-my-own" in (check_budget(RunBudget(cost_usd=1), UNPRICED) or "")
    assert check_budget(RunBudget(calls=1), UNPRICED) is None
    assert check_budget(RunBudget(cost_usd=1), PRICED) is None
