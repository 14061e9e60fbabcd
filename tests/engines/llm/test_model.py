"""One call to a model: what is sent, how much it reasons, a second choice, and servers that do not understand."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from service.engines.answers import VoicesAnswer
from service.engines.engine import StepFailed
from service.engines.llm.calls import ChatRequest, Message
from service.engines.llm.model import ChatModel, Effort, Transient, effort_for, failure_of, provider_of
from service.errors import ModelUnavailable
from tests.engines.llm.conftest import Connect
from tests.engines.llm.texts import BORDER, document_of
from tests.scripted_llm import Answer, Asked, Hang, Reaction, Reset, ScriptedLLM, Status, in_turn, valid_chain

REQUEST = ChatRequest("scripted", "structure", (Message("system", "s"), Message("user", "u")), {"type": "object"})


@pytest.mark.parametrize(
    ("model", "parts"),
    [
        ("gpt-5-mini", (None, "gpt-5-mini")),
        ("qwen2.5:7b", (None, "qwen2.5:7b")),
        ("anthropic:claude-x", ("anthropic", "claude-x")),
        ("ollama:qwen2.5:7b", ("ollama", "qwen2.5:7b")),
        ("anthropic:", (None, "anthropic:")),
    ],
)
def test_a_known_provider_before_a_colon_is_taken_off(model: str, parts: tuple[str | None, str]) -> None:
    assert provider_of(model) == parts


async def test_an_answer_keeps_text_reason_and_usage_as_they_came() -> None:
    answer = Answer(' {"a": 1} ', finish_reason="length", input_tokens=7, output_tokens=3)
    with ScriptedLLM(in_turn(answer)) as llm:
        chat = ChatModel("scripted", base_url=llm.base_url, api_key=None, timeout=5.0)
        reply = await chat.ask(REQUEST)
        await chat.aclose()
    assert (reply.raw, reply.finish_reason, reply.input_tokens, reply.output_tokens) == (' {"a": 1} ', "length", 7, 3)
    assert reply.served_by == "scripted"


async def test_the_key_goes_to_the_server_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    with ScriptedLLM(in_turn(Answer("{}"))) as llm:
        chat = ChatModel("scripted", base_url=llm.base_url, api_key="sk-secret", timeout=5.0)
        await chat.ask(REQUEST)
        await chat.aclose()
    assert "sk-secret" not in caplog.text


def test_an_unknown_exception_of_a_provider_is_worth_another_try() -> None:
    failure = failure_of(RuntimeError("odd"))
    assert isinstance(failure, Transient)
    assert failure.reason == "server-error"


def test_langchain_is_not_imported_before_the_first_call() -> None:
    code = (
        "import sys; from service.engines.llm.engine import LLMEngine; from service.engines.llm.chain import Chain\n"
        "from service.engines.llm.calls import MemoryCallStore\n"
        "LLMEngine(Chain(model='m', calls=MemoryCallStore()))\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "sys.exit(bool(loaded & {'langchain', 'langchain_core', 'langchain_openai', 'openai'}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


DOCUMENT = document_of(BORDER, ("A second paragraph holds. ", "It is short. "))


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


def test_the_key_of_a_question_without_effort_is_what_it_always_was() -> None:
    request = ChatRequest("m", "voices", (Message("user", "hello"),), {"type": "object"}, {"temperature": 0})
    assert request.key == "6fcf59a332cce657986b3a689c02c8d3222960a5dd866ae67fab762adf08ab5d"


TWO = ("first", "second")


def _by_model(**reactions: Reaction) -> object:
    return lambda asked: reactions.get(asked.body["model"]) or valid_chain(asked)


@pytest.mark.parametrize(
    "overload", [Status(429), Status(500), Status(503), Status(529), Reset(), Hang(9)], ids=lambda item: str(item)[:12]
)
async def test_an_overloaded_model_gives_way_to_the_next(connect: Connect, overload: Reaction) -> None:
    with ScriptedLLM(_by_model(first=overload)) as llm:  # type: ignore[arg-type]
        engine = connect(llm, model=TWO, timeout=1.5 if isinstance(overload, Hang) else 60.0)
        first = await engine.structure(DOCUMENT, VoicesAnswer(), 0)
        asked_before = len(llm.requests)
    assert first.answer.units
    assert first.usage.models == {"second": 1}
    assert [warning.code for warning in first.warnings] == ["second-choice"]
    assert "second" in first.warnings[0].detail
    assert first.usage.calls == asked_before, "failed attempts are counted"
    assert llm.requests[-1].body["model"] == "second"


@pytest.mark.parametrize(
    "refusal", [Status(400, message="no"), Status(401), Status(403)], ids=lambda item: str(item.status)
)
async def test_a_refusal_stays_with_the_first_choice(connect: Connect, refusal: Status) -> None:
    with ScriptedLLM(_by_model(first=refusal)) as llm, pytest.raises((StepFailed, ModelUnavailable)):  # type: ignore[arg-type]
        await connect(llm, model=TWO).structure(DOCUMENT, VoicesAnswer(), 0)
    assert {asked.body["model"] for asked in llm.requests} == {"first"}


async def test_where_all_are_away_the_last_failure_is_told(connect: Connect) -> None:
    with ScriptedLLM(lambda _: Status(503)) as llm, pytest.raises(StepFailed) as caught:
        await connect(llm, model=TWO).structure(DOCUMENT, VoicesAnswer(), 0)
    assert caught.value.usage.calls == len(llm.requests)


async def test_what_one_model_answered_is_not_asked_of_the_other(connect: Connect) -> None:
    down = True

    def script(asked: Asked) -> Reaction:
        return Status(503) if down and asked.body["model"] == "first" else valid_chain(asked)

    with ScriptedLLM(script) as llm:
        engine = connect(llm, model=TWO)
        await engine.structure(DOCUMENT, VoicesAnswer(), 0)
        down, before = False, len(llm.requests)
        again = await engine.structure(DOCUMENT, VoicesAnswer(), 0)
    assert len(llm.requests) == before
    assert again.usage.models == {"second": 1}


def _refusing(*modes: str, status: int = 400, message: str = "response_format is not supported") -> object:
    def script(asked: Asked) -> Reaction:
        return Status(status, message=message) if asked.response_format in modes else valid_chain(asked)

    return script


async def _map_two(connect: Connect, script: object, **options: object) -> ScriptedLLM:
    with ScriptedLLM(script) as llm:  # type: ignore[arg-type]
        engine = connect(llm, **options)
        for paragraph in (0, 1):
            answered = await engine.structure(DOCUMENT, VoicesAnswer(), paragraph)
            assert answered.answer.units
            assert answered.warnings == ()
    return llm


async def test_strict_schema_is_asked_for_first(connect: Connect) -> None:
    llm = await _map_two(connect, valid_chain)
    for asked in llm.requests:
        wanted = asked.body["response_format"]["json_schema"]
        assert wanted["strict"] is True
        assert wanted["schema"]["additionalProperties"] is False
        assert asked.body["temperature"] == 0


@pytest.mark.parametrize("status", [400, 422])
async def test_without_strict_mode_the_schema_goes_into_the_prompt_and_that_is_remembered(
    connect: Connect, status: int
) -> None:
    llm = await _map_two(connect, _refusing("json_schema", status=status))
    assert [asked.response_format for asked in llm.requests] == [*["json_schema"] * 3, "text", "text"]
    assert '"additionalProperties":false' in llm.requests[-1].system
    assert '"additionalProperties"' not in llm.requests[0].system


async def test_a_server_that_knows_no_patterns_gets_the_schema_without_them(connect: Connect) -> None:
    def script(asked: Asked) -> Reaction:
        knows = "pattern" not in json.dumps(asked.body["response_format"])
        return valid_chain(asked) if knows else Status(400, message="Invalid schema: 'pattern' is not permitted")

    llm = await _map_two(connect, script)
    assert len(llm.requests) == 3
    assert "maxItems" not in json.dumps(llm.requests[-1].body["response_format"])


async def test_a_model_that_takes_no_temperature_gets_none(connect: Connect) -> None:
    def script(asked: Asked) -> Reaction:
        told = "Unsupported value: 'temperature' does not support 0 with this model."
        return Status(400, message=told) if "temperature" in asked.body else valid_chain(asked)

    llm = await _map_two(connect, script)
    assert ["temperature" in asked.body for asked in llm.requests] == [True, True, False, False]
    assert {asked.response_format for asked in llm.requests} == {"json_schema"}


async def test_a_request_that_is_bad_in_every_way_fails_its_step(connect: Connect) -> None:
    with ScriptedLLM(lambda _: Status(400, message="no")) as llm, pytest.raises(StepFailed) as caught:
        await connect(llm).structure(DOCUMENT, VoicesAnswer(), 0)
    assert caught.value.reason == "bad-request"
    assert len(llm.requests) == 5


async def test_a_mode_that_has_worked_is_not_given_up_for_one_bad_request(connect: Connect) -> None:
    def script(asked: Asked) -> Reaction:
        return Status(400, message="no") if "A_1 second_2" in asked.user else valid_chain(asked)

    with ScriptedLLM(script) as llm:
        engine = connect(llm)
        await engine.structure(DOCUMENT, VoicesAnswer(), 0)
        with pytest.raises(StepFailed):
            await engine.structure(DOCUMENT, VoicesAnswer(), 1)
    assert len(llm.requests) == 2
