"""The price of a run: what is counted, what providers cache, and where it is printed."""

from __future__ import annotations

from evals.metering import Meter
from service.engines.llm.calls import ChatRequest, Message, StoredCall

SYSTEM = "s" * 8000


def _noted(meter: Meter, step: str, system: str, user: str, output: int = 10) -> None:
    request = ChatRequest("m", step, (Message("system", system), Message("user", user)), {})
    tokens = (len(system) + len(user)) // 4
    call = StoredCall(key=request.key, step=step, model="m", raw="{}", input_tokens=tokens, output_tokens=output)
    meter.note(request, call)


def test_tokens_and_calls_are_told_for_a_thousand_words() -> None:
    meter = Meter()
    for number in range(4):
        _noted(meter, "voices", "short", f"{number}" * 395)
    cost = meter.cost(500)
    assert cost is not None
    assert (cost.calls, cost.input_tokens, cost.output_tokens, cost.cached) == (8, 800, 80, 0)
    assert cost.by_step == {"voices": 800}


def test_a_prefix_that_a_step_repeats_is_cached_in_whole_blocks_and_a_short_one_is_not() -> None:
    meter = Meter()
    for number in range(2):
        _noted(meter, "links", SYSTEM, f"{number}" * 400)
    _noted(meter, "issues", SYSTEM, "alone")
    cost = meter.cost(1000)
    assert cost is not None
    assert cost.cached == 2 * (2000 // 128 * 128), "and a step that is asked once finds nothing"


def test_nothing_asked_costs_nothing_to_tell() -> None:
    assert Meter().cost(1000) is None
