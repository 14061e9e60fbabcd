"""How much a model reasons: what is sent, and what is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.engines.answers import VoicesAnswer
from service.engines.llm.calls import ChatRequest, Message
from service.engines.llm.model import Effort, effort_for
from tests.engines.llm.conftest import Connect
from tests.engines.llm.texts import BORDER, document_of
from tests.scripted_llm import Answer, Asked, Reaction, ScriptedLLM, Status, valid_chain

DOCUMENT = document_of(BORDER)


@pytest.mark.parametrize(
    ("model", "wanted", "sent"),
    [
        ("gpt-5-mini", None, "minimal"),
        ("gpt-5-mini-2025-08-07", None, "minimal"),
        ("gpt-6-luna", None, "none"),
        ("gpt-6.1-sol", None, "low"),
        ("gpt-4.1-mini", None, None),
        ("gpt-5-chat-latest", None, None),
        ("gpt-5-mini", "high", "high"),
        ("anthropic:claude-sonnet-5-5", None, "low"),
        ("google_genai:gemini-3.1-flash-lite", None, "minimal"),
        ("a-model-of-my-own", None, None),
        ("a-model-of-my-own", "low", "low"),
    ],
)
def test_the_least_that_a_known_family_takes(model: str, wanted: Effort | None, sent: str | None) -> None:
    assert effort_for(model, wanted)[0] == sent


async def test_the_default_model_is_asked_to_reason_least_and_not_for_a_temperature_that_it_refuses(
    connect: Connect,
) -> None:
    with ScriptedLLM() as llm:
        await connect(llm, model="gpt-5-mini").structure(DOCUMENT, VoicesAnswer(), 0)
    (asked,) = llm.requests
    assert asked.body["reasoning_effort"] == "minimal"
    assert "temperature" not in asked.body
    assert effort_for("gpt-6-luna", "none") == ("none", True)


async def test_reasoning_is_counted_priced_and_budgeted(connect: Connect) -> None:
    def script(asked: Asked) -> Reaction:
        answer = valid_chain(asked)
        assert isinstance(answer, Answer)
        return replace(answer, output_tokens=900, reasoning_tokens=800)

    prices = {"gpt-5-mini": (0.0, 10.0)}
    with ScriptedLLM(script) as llm:
        engine = connect(llm, model="gpt-5-mini", prices=prices)
        answered = await engine.structure(DOCUMENT, VoicesAnswer(), 0)
    assert (answered.usage.output_tokens, answered.usage.reasoning_tokens) == (900, 800)
    assert answered.usage.cost_usd == pytest.approx(0.009)
    assert engine.spent == answered.usage


async def test_a_server_that_refuses_it_is_asked_without_it(connect: Connect) -> None:
    def script(asked: Asked) -> Reaction:
        refused = "reasoning_effort" in asked.body
        return Status(400, message="Unrecognized request argument: reasoning_effort") if refused else valid_chain(asked)

    with ScriptedLLM(script) as llm:
        await connect(llm, effort="low").structure(DOCUMENT, VoicesAnswer(), 0)
    assert "reasoning_effort" not in llm.requests[-1].body
    assert llm.requests[-1].response_format == "json_schema"


def test_the_key_of_a_question_without_effort_is_what_it_always_was() -> None:
    request = ChatRequest("m", "voices", (Message("user", "hello"),), {"type": "object"}, {"temperature": 0})
    assert request.key == "6fcf59a332cce657986b3a689c02c8d3222960a5dd866ae67fab762adf08ab5d"
