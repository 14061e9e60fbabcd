"""How much a model reasons: what is sent, what is counted, and which stored answers stay good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.engines.answers import VoicesAnswer
from service.engines.llm.calls import ChatRequest, MemoryCallStore
from service.engines.llm.effort import Effort, effort_for, takes_temperature
from service.engines.llm.prices import Price, Prices
from service.engines.llm.prompts import Message
from tests.engines.llm.conftest import Connect
from tests.engines.llm.texts import BORDER, document_of
from tests.scripted_llm import Answer, Asked, Reaction, ScriptedLLM, Status, valid_chain

DOCUMENT = document_of(BORDER)


@pytest.mark.parametrize(
    ("model", "wanted", "sent"),
    [
        ("gpt-5-mini", None, "minimal"),
        ("gpt-5-mini-2025-08-07", "none", "minimal"),
        ("gpt-6-luna", None, "none"),
        ("gpt-6.1-sol", "minimal", "low"),
        ("gpt-4.1-mini", None, None),
        ("gpt-5-chat-latest", "high", None),
        ("anthropic:claude-sonnet-5-5", None, "low"),
        ("google_genai:gemini-3.1-flash-lite", None, "minimal"),
        ("a-model-of-my-own", None, None),
        ("a-model-of-my-own", "low", "low"),
    ],
)
def test_the_least_that_a_known_family_takes(model: str, wanted: Effort | None, sent: str | None) -> None:
    assert effort_for(model, wanted) == sent


async def test_the_default_model_is_asked_to_reason_least_and_not_for_a_temperature_that_it_refuses(
    connect: Connect,
) -> None:
    with ScriptedLLM() as llm:
        await connect(llm, model="gpt-5-mini").structure(DOCUMENT, VoicesAnswer(), 0)
    (asked,) = llm.requests
    assert asked.body["reasoning_effort"] == "minimal"
    assert "temperature" not in asked.body
    assert takes_temperature("gpt-6-luna", "none")


async def test_reasoning_is_counted_priced_and_budgeted(connect: Connect) -> None:
    def script(asked: Asked) -> Reaction:
        answer = valid_chain(asked)
        assert isinstance(answer, Answer)
        return replace(answer, output_tokens=900, reasoning_tokens=800)

    prices = Prices({"gpt-5-mini": Price(input=0, output=10)})
    with ScriptedLLM(script) as llm:
        engine = connect(llm, model="gpt-5-mini", prices=prices)
        answered = await engine.structure(DOCUMENT, VoicesAnswer(), 0)
    assert (answered.usage.output_tokens, answered.usage.reasoning_tokens) == (900, 800)
    assert answered.usage.cost_usd == pytest.approx(0.009)
    assert engine.spent == answered.usage


async def test_a_server_that_refuses_it_is_asked_without_it_and_the_call_is_kept_under_what_was_sent(
    connect: Connect,
) -> None:
    def script(asked: Asked) -> Reaction:
        refused = "reasoning_effort" in asked.body
        return Status(400, message="Unrecognized request argument: reasoning_effort") if refused else valid_chain(asked)

    store = MemoryCallStore()
    with ScriptedLLM(script) as llm:
        await connect(llm, effort="low", calls=store).structure(DOCUMENT, VoicesAnswer(), 0)
        await connect(llm, calls=store).structure(DOCUMENT, VoicesAnswer(), 0)
    assert len(llm.requests) == 2


async def test_calls_that_were_stored_before_it_was_sent_stay_good_unless_it_is_wished_for(connect: Connect) -> None:
    before, after = MemoryCallStore(), MemoryCallStore()
    with ScriptedLLM() as llm:
        await connect(llm, model="gpt-5-mini", calls=after).structure(DOCUMENT, VoicesAnswer(), 0)
        (call,) = after.calls.values()
        plain = _bare_key(llm.requests[0], call.step)
        assert plain != call.key
        before.calls[plain] = call
        again = await connect(llm, model="gpt-5-mini", calls=before).structure(DOCUMENT, VoicesAnswer(), 0)
        assert (again.usage.calls, again.usage.cached_calls) == (0, 1)
        await connect(llm, model="gpt-5-mini", calls=before, effort="high").structure(DOCUMENT, VoicesAnswer(), 0)
    assert [asked.body["reasoning_effort"] for asked in llm.requests] == ["minimal", "high"]


def _bare_key(asked: Asked, step: str) -> str:
    """The key of the same question as releases before the effort made it."""
    messages = tuple(Message(item["role"], item["content"]) for item in asked.body["messages"])
    schema = asked.body["response_format"]["json_schema"]["schema"]
    return ChatRequest(asked.body["model"], step, messages, schema, {"temperature": 0}).key


def test_the_key_of_a_question_without_effort_is_what_it_always_was() -> None:
    request = ChatRequest("m", "voices", (Message("user", "hello"),), {"type": "object"}, {"temperature": 0})
    assert request.key == "6fcf59a332cce657986b3a689c02c8d3222960a5dd866ae67fab762adf08ab5d"
