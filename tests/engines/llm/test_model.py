from __future__ import annotations

import subprocess
import sys

import pytest

from service.engines.llm.calls import ChatRequest, MemoryCallStore, Message
from service.engines.llm.chain import Chain
from service.engines.llm.engine import LLMEngine
from service.engines.llm.model import ChatModel, Transient, failure_of, provider_of
from tests.scripted_llm import Answer, ScriptedLLM, in_turn

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


def test_an_engine_can_be_made_and_left_without_a_call() -> None:
    LLMEngine(Chain(model="m", calls=MemoryCallStore()))
