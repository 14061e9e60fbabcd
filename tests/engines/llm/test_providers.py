"""Servers that speak protocols of their own: LangChain's real package for each, against a server that is scripted.

A package that is not installed (each is an extra) skips its cases; `ARGMAP_TEST_PROVIDERS=all` makes them fail instead.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from service.domain.document import Document
from service.engines.answers import VoicesAnswer
from service.engines.engine import StepFailed
from service.engines.llm.calls import MemoryCallStore
from service.engines.llm.chain import Chain
from service.engines.llm.engine import LLMEngine
from service.engines.llm.model import PROVIDERS
from service.errors import ModelUnavailable
from service.settings import OTHER_PROVIDERS, Settings
from tests.engines.llm.conftest import QUICK
from tests.engines.llm.texts import BORDER, document_of
from tests.scripted_llm import alone
from tests.web_server import Reply, Sent, answering

DOCUMENT: Document = document_of(BORDER)
GOOD = alone(2, 3)
Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """What the scripted server answers: a text and why it ended, or a status with words."""

    text: str = GOOD
    end: str = "stop"
    status: int = 200
    words: str = ""


@dataclass(frozen=True)
class Protocol:
    """How one provider is spoken to: where its address and key stand, what it answers, where a request has what."""

    name: str
    environment: Callable[[str], dict[str, str]]
    answer: Callable[[Told], Payload]
    failure: Callable[[Told], Payload]
    ends: Mapping[str, str]
    schema: Callable[[Payload], Any]
    limit: Callable[[Payload], Any]
    temperature: Callable[[Payload], Any]
    prompt: Callable[[Payload], str]


def _joined(content: Any) -> str:
    return content if isinstance(content, str) else "".join(block["text"] for block in content)


ANTHROPIC = Protocol(
    name="anthropic",
    environment=lambda url: {"ANTHROPIC_API_URL": url, "ANTHROPIC_API_KEY": "k"},
    answer=lambda told: {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "some-model",
        "content": [{"type": "text", "text": told.text}],
        "stop_reason": told.end,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 30,
            "cache_read_input_tokens": 60,
            "cache_creation_input_tokens": 10,
            "output_tokens": 10,
        },
    },
    failure=lambda told: {"type": "error", "error": {"type": "some_error", "message": told.words}},
    ends={"stop": "end_turn", "length": "max_tokens", "refusal": "refusal"},
    schema=lambda body: body["output_config"]["format"]["schema"],
    limit=lambda body: body["max_tokens"],
    temperature=lambda body: body["temperature"],
    prompt=lambda body: _joined(body["system"]) + _joined(body["messages"][-1]["content"]),
)
GOOGLE = Protocol(
    name="google_genai",
    environment=lambda url: {"GOOGLE_GEMINI_BASE_URL": url, "GOOGLE_API_KEY": "k"},
    answer=lambda told: {
        "candidates": [
            {"content": {"role": "model", "parts": [{"text": told.text}]}, "finishReason": told.end, "index": 0}
        ],
        "usageMetadata": {
            "promptTokenCount": 100,
            "candidatesTokenCount": 10,
            "totalTokenCount": 110,
            "cachedContentTokenCount": 60,
        },
        "modelVersion": "some-model",
    },
    failure=lambda told: {"error": {"code": told.status, "message": told.words, "status": "SOME_ERROR"}},
    ends={"stop": "STOP", "length": "MAX_TOKENS", "refusal": "PROHIBITED_CONTENT"},
    schema=lambda body: body["generationConfig"]["responseJsonSchema"],
    limit=lambda body: body["generationConfig"]["maxOutputTokens"],
    temperature=lambda body: body["generationConfig"]["temperature"],
    prompt=lambda body: _joined(body["systemInstruction"]["parts"]) + _joined(body["contents"][-1]["parts"]),
)
MISTRAL = Protocol(
    name="mistralai",
    environment=lambda url: {"MISTRAL_BASE_URL": f"{url}/v1", "MISTRAL_API_KEY": "k"},
    answer=lambda told: {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "some-model",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": told.text}, "finish_reason": told.end}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    },
    failure=lambda told: {"object": "error", "message": told.words, "type": "some_error", "code": told.status},
    ends={"stop": "stop", "length": "length"},
    schema=lambda body: body["response_format"]["json_schema"]["schema"],
    limit=lambda body: body["max_tokens"],
    temperature=lambda body: body["temperature"],
    prompt=lambda body: "".join(_joined(message["content"]) for message in body["messages"]),
)
OLLAMA = Protocol(
    name="ollama",
    environment=lambda url: {"OLLAMA_HOST": url},
    answer=lambda told: {
        "model": "some-model",
        "created_at": "2026-01-01T00:00:00Z",
        "message": {"role": "assistant", "content": told.text},
        "done": True,
        "done_reason": told.end,
        "prompt_eval_count": 100,
        "eval_count": 10,
    },
    failure=lambda told: {"error": told.words},
    ends={"stop": "stop", "length": "length"},
    schema=lambda body: body["format"],
    limit=lambda body: body["options"]["num_predict"],
    temperature=lambda body: body["options"]["temperature"],
    prompt=lambda body: "".join(message["content"] for message in body["messages"]),
)
PROTOCOLS = (ANTHROPIC, GOOGLE, MISTRAL, OLLAMA)


@dataclass
class Scripted:
    """A server that speaks one protocol; `script` is called with each request's body."""

    protocol: Protocol
    script: Callable[[Payload], Told] = field(default=lambda _: Told())
    requests: list[Payload] = field(default_factory=list)
    url: str = ""

    def answer(self, body: Payload) -> tuple[int, Payload]:
        self.requests.append(body)
        told = self.script(body)
        if told.status != 200:
            return told.status, self.protocol.failure(told)
        return 200, self.protocol.answer(Told(told.text, self.protocol.ends[told.end]))


@pytest.fixture(params=PROTOCOLS, ids=lambda protocol: protocol.name)
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    protocol: Protocol = request.param
    module = PROVIDERS[protocol.name].module
    if importlib.util.find_spec(module) is None:
        if os.environ.get("ARGMAP_TEST_PROVIDERS") == "all":
            pytest.fail(f"{module} is not installed")
        pytest.skip(f"pip install 'argmap[{PROVIDERS[protocol.name].extra}]'")
    scripted = Scripted(protocol)

    def answer(sent: Sent) -> Reply:
        return Reply(*scripted.answer(sent.json))

    with answering(answer) as scripted.url:
        for name, value in protocol.environment(scripted.url).items():
            monkeypatch.setenv(name, value)
        yield scripted


def _engine(server: Scripted, **options: Any) -> LLMEngine:
    model = f"{server.protocol.name}:some-model"
    settings: dict[str, Any] = {"model": model, "calls": MemoryCallStore(), "retries": QUICK, "timeout": 5.0}
    return LLMEngine(Chain(**(settings | options)))


async def test_schema_limit_and_temperature_reach_the_server_and_the_answer_is_used(server: Scripted) -> None:
    engine = _engine(server, max_output_tokens=777)
    answered = await engine.structure(DOCUMENT, VoicesAnswer(), 0)
    assert [unit.id for unit in answered.answer.units] == ["u2", "u3"]
    assert (answered.usage.input_tokens, answered.usage.output_tokens, answered.usage.calls) == (100, 10, 1)
    (body,) = server.requests
    assert server.protocol.schema(body)["properties"]["paragraphs"]["items"]["required"] == ["p", "said", "units"]
    assert server.protocol.limit(body) == 777
    assert server.protocol.temperature(body) == 0
    assert "patrols_6 are_7 harmless_8" in server.protocol.prompt(body)


REASONING: dict[str, list[tuple[str, str | None, dict[str, Any]]]] = {
    "anthropic": [
        ("claude-haiku-5-5", None, {"thinking": {"type": "disabled"}}),
        ("claude-sonnet-5-5", None, {"thinking": {"type": "adaptive"}, "output_config.effort": "low"}),
    ],
    "google_genai": [
        ("gemini-3.5-flash", None, {"generationConfig.thinkingConfig": {"thinking_level": "MINIMAL"}}),
        ("gemini-2.5-flash", None, {"generationConfig.thinkingConfig": {"thinking_budget": 0}}),
    ],
    "mistralai": [("some-model", "low", {"reasoning_effort": "high"})],
    "ollama": [("qwen3:8b", None, {"think": False}), ("gpt-oss:20b", "medium", {"think": "medium"})],
}


async def test_reasoning_is_asked_for_in_the_provider_s_own_word(server: Scripted) -> None:
    for model, effort, expected in REASONING[server.protocol.name]:
        engine = _engine(server, model=f"{server.protocol.name}:{model}", effort=effort)
        await engine.structure(DOCUMENT, VoicesAnswer(), 0)
        for path, value in expected.items():
            found: Any = server.requests[-1]
            for name in path.split("."):
                found = found[name]
            assert found == value, f"{model}: {path}"


async def test_a_schema_that_the_server_refuses_is_made_plainer_once_and_for_all(server: Scripted) -> None:
    def script(body: Payload) -> Told:
        return Told(status=400, words="pattern is not supported") if "pattern" in json.dumps(body) else Told()

    server.script = script
    engine = _engine(server)
    await engine.structure(DOCUMENT, VoicesAnswer(), 0)
    assert len(server.requests) == 2
    assert server.protocol.schema(server.requests[1])["required"] == ["paragraphs"]


async def test_an_answer_that_was_cut_off_is_asked_for_again(server: Scripted) -> None:
    ends = iter(["length", "stop"])
    server.script = lambda _: Told(GOOD, next(ends))
    answered = await _engine(server).structure(DOCUMENT, VoicesAnswer(), 0)
    assert [warning.code for warning in answered.warnings] == ["asked-again"]
    assert "cut off" in answered.warnings[0].detail


async def test_a_refusal_is_a_refusal(server: Scripted) -> None:
    if "refusal" not in server.protocol.ends:
        pytest.skip("this protocol has no sign for it")
    server.script = lambda _: Told("", "refusal")
    with pytest.raises(StepFailed) as caught:
        await _engine(server).structure(DOCUMENT, VoicesAnswer(), 0)
    assert caught.value.reason in {"refused", "filtered"}
    assert len(server.requests) == 1


@pytest.mark.parametrize(("status", "words"), [(401, "no such key"), (404, "no such model")])
async def test_what_no_other_call_can_mend_ends_the_run(server: Scripted, status: int, words: str) -> None:
    server.script = lambda _: Told(status=status, words=words)
    with pytest.raises(ModelUnavailable) as caught:
        await _engine(server).structure(DOCUMENT, VoicesAnswer(), 0)
    assert len(server.requests) == 1
    assert "OPENAI_API_KEY" not in caught.value.hint


async def test_a_missing_key_is_named(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = PROVIDERS[server.protocol.name].keys
    if not keys:
        pytest.skip("needs no key")
    monkeypatch.delenv(keys[0])
    with pytest.raises(ModelUnavailable) as caught:
        await _engine(server).structure(DOCUMENT, VoicesAnswer(), 0)
    assert keys[0] in caught.value.hint
    assert server.requests == []


# What needs no package


def test_settings_know_the_same_providers() -> None:
    assert set(OTHER_PROVIDERS) == set(PROVIDERS) == {protocol.name for protocol in PROTOCOLS}


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_model_of_another_provider_switches_the_engine_on(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("ARGMAP_MODEL", f"{name}:some-model")
    assert Settings().default_engine == "llm"


async def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "langchain_mistralai", None)
    with pytest.raises(ModelUnavailable) as caught:
        await LLMEngine(Chain(model="mistralai:x", calls=MemoryCallStore())).structure(DOCUMENT, VoicesAnswer(), 0)
    assert "langchain-mistralai" in caught.value.message
    assert "argmap[mistral]" in caught.value.hint
