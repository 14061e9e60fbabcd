"""Servers that do not understand all that is asked of them: found out once, then remembered."""

from __future__ import annotations

import json

import pytest

from service.engines.answers import VoicesAnswer
from service.engines.engine import StepFailed
from tests.engines.llm.conftest import Connect
from tests.engines.llm.texts import BORDER, document_of
from tests.scripted_llm import Asked, Reaction, ScriptedLLM, Status, valid_chain

DOCUMENT = document_of(BORDER, ("A second paragraph holds. ", "It is short. "))


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
