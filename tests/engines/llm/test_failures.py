"""Every way in which a model or its server can fail, over real HTTP."""

from __future__ import annotations

import json
import time

import pytest

from service.domain.provenance import Usage
from service.engines.answers import StructureAnswer, VoicesAnswer
from service.engines.engine import Answered, StepFailed
from service.engines.llm.calls import MemoryCallStore
from service.engines.llm.engine import LLMEngine
from service.errors import ModelUnavailable
from tests.engines.llm.conftest import QUICK, Connect
from tests.engines.llm.texts import BORDER, document_of
from tests.scripted_llm import (
    Answer,
    Asked,
    Hang,
    Reaction,
    Reset,
    Script,
    ScriptedLLM,
    Status,
    alone,
    in_turn,
    paragraph_answer,
)
from tests.waiting import come_true

DOCUMENT = document_of(BORDER, ("A second paragraph holds. ", "It is short. "))
GOOD = Answer(alone(2, 3))
HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


async def _failure(connect: Connect, script: Script, **options: object) -> tuple[StepFailed, ScriptedLLM]:
    with ScriptedLLM(script) as llm:
        engine = connect(llm, **options)
        with pytest.raises(StepFailed) as caught:
            await engine.structure(DOCUMENT, VoicesAnswer(), 0)
        assert engine.spent == caught.value.usage, "what the run has spent is what the failure says"
    return caught.value, llm


async def _success(connect: Connect, script: Script, **options: object) -> tuple[list[str], Usage, ScriptedLLM]:
    with ScriptedLLM(script) as llm:
        engine = connect(llm, **options)
        answered = await engine.structure(DOCUMENT, VoicesAnswer(), 0)
        assert [unit.id for unit in answered.answer.units] == ["u2", "u3"]
        assert engine.spent == answered.usage
    return [warning.code for warning in answered.warnings], answered.usage, llm


@pytest.mark.parametrize(
    "passing",
    [
        Status(429),
        Status(429, headers={"Retry-After": "0.05"}),
        Status(429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}),
        Status(500),
        Status(502, raw=HTML, content_type="text/html"),
        Status(503),
        Status(408),
        Status(200, raw=HTML, content_type="text/html"),
        Status(200, raw=b'{"id": "x", "choices": [{"index'),
        Status(200, raw=b'{"error": {"message": "overloaded"}}'),
        Status(200, raw=b""),
        Answer("{}", choices=0),
        Reset(),
    ],
    ids=lambda reaction: str(reaction)[:60],
)
async def test_a_failure_that_passes_is_tried_again_and_counted(connect: Connect, passing: Reaction) -> None:
    codes, usage, llm = await _success(connect, in_turn(passing, passing, GOOD))
    assert codes == []
    assert (usage.calls, usage.input_tokens, usage.output_tokens) == (3, 100, 10)
    assert len(llm.requests) == 3


@pytest.mark.parametrize(
    ("lasting", "reason", "calls"),
    [
        (Status(429), "rate-limited", QUICK.attempts),
        (Status(500), "server-error", QUICK.attempts),
        (Status(502, raw=HTML, content_type="text/html"), "server-error", QUICK.attempts),
        (Status(200, raw=HTML, content_type="text/html"), "not-a-completion", QUICK.attempts),
        (Answer("{}", choices=0), "empty-answer", QUICK.attempts),
        (Reset(), "connection-reset", QUICK.attempts),
    ],
)
async def test_a_failure_that_lasts_fails_the_step_with_its_reason(
    connect: Connect, lasting: Reaction, reason: str, calls: int
) -> None:
    failure, llm = await _failure(connect, in_turn(lasting))
    assert failure.reason == reason
    assert failure.usage == Usage(calls=calls)
    assert len(llm.requests) == calls


async def test_retry_after_is_waited_for(connect: Connect) -> None:
    start = time.monotonic()
    await _success(connect, in_turn(Status(429, headers={"Retry-After": "0.4"}), GOOD))
    assert time.monotonic() - start >= 0.4


@pytest.mark.parametrize(
    "refused",
    [
        Status(429, code="insufficient_quota", message="You exceeded your current quota"),
        Status(402, message="Payment required"),
        Status(401, message="Incorrect API key provided"),
        Status(403, message="no access"),
        Status(404, message="The model `scripted` does not exist"),
    ],
)
async def test_what_no_other_call_can_mend_ends_the_run_at_once(connect: Connect, refused: Status) -> None:
    with ScriptedLLM(in_turn(refused)) as llm, pytest.raises(ModelUnavailable) as caught:
        await connect(llm).structure(DOCUMENT, VoicesAnswer(), 0)
    assert len(llm.requests) == 1
    assert refused.message in caught.value.message
    assert caught.value.hint


async def test_a_server_that_is_not_there_ends_the_run(connect: Connect) -> None:
    with ScriptedLLM() as llm:
        engine = connect(llm)
    with pytest.raises(ModelUnavailable, match="no connection"):
        await engine.structure(DOCUMENT, VoicesAnswer(), 0)


@pytest.mark.parametrize("slow", [Hang(), Answer(GOOD.text, drip=0.05)], ids=["hang", "drip"])
async def test_a_server_that_hangs_or_drips_is_given_up_on_time(connect: Connect, slow: Reaction) -> None:
    failure, llm = await _failure(connect, in_turn(slow), timeout=1.0)
    assert failure.reason == "timeout"
    await come_true(lambda: llm.broken_off == QUICK.attempts)


@pytest.mark.parametrize(
    ("reaction", "reason"),
    [
        (Answer(None, refusal="I cannot help with that."), "refused"),
        (Answer("", finish_reason="content_filter"), "filtered"),
        (Status(400, code="content_filter", message="The prompt was filtered"), "filtered"),
        (Status(400, code="context_length_exceeded", message="too many tokens in the prompt"), "too-long"),
        (Status(413, message="entity too large"), "too-long"),
    ],
)
async def test_what_asking_again_cannot_change_is_asked_once(connect: Connect, reaction: Reaction, reason: str) -> None:
    failure, llm = await _failure(connect, in_turn(reaction))
    assert failure.reason == reason
    assert len(llm.requests) == 1


UNUSABLE = {
    "truncated": Answer('{"paragraphs": [{"p": 1, "sa', finish_reason="length"),
    "empty-answer": Answer("  "),
    "no-json": Answer("I would rather talk about the weather."),
    "broken-json": Answer('{"paragraphs": [}'),
    "schema": Answer('{"claims": ["2"]}'),
    "ids": Answer(alone(77, 78)),
    "letter": Answer(alone("2A", "3A")),
}


@pytest.mark.parametrize("unusable", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_an_answer_that_cannot_be_used_is_asked_for_once_more_with_its_errors(
    connect: Connect, unusable: Answer
) -> None:
    codes, usage, llm = await _success(connect, in_turn(unusable, GOOD))
    assert codes == ["asked-again"]
    assert usage == Usage(calls=2, input_tokens=200, output_tokens=20)
    first, second = (asked.body["messages"] for asked in llm.requests)
    assert second[: len(first)] == first
    assert [message["role"] for message in second[len(first) :]] == ["assistant", "user"]
    assert "could not be used:\n- " in second[-1]["content"]


@pytest.mark.parametrize("name", ["truncated", "empty-answer", "no-json", "broken-json", "schema"])
async def test_an_answer_that_stays_unusable_fails_the_step(connect: Connect, name: str) -> None:
    failure, llm = await _failure(connect, in_turn(UNUSABLE[name]))
    assert failure.reason == (name if name in {"truncated", "empty-answer"} else "bad-answer")
    assert len(llm.requests) == 2
    assert failure.usage.calls == 2


async def test_the_repaired_first_answer_counts_where_the_second_is_worse(connect: Connect) -> None:
    half = Answer(alone(2, 3, 99, 98))
    for worse in (Answer("Sorry."), Answer(None, refusal="No."), Status(413)):
        codes, usage, _ = await _success(connect, in_turn(half, worse))
        assert codes[0] == "asked-again"
        assert usage.calls == 2


async def test_the_raw_answer_is_kept_whatever_it_is(connect: Connect) -> None:
    for name in ("truncated", "no-json"):
        store = MemoryCallStore()
        await _failure(connect, in_turn(UNUSABLE[name]), calls=store)
        assert UNUSABLE[name].text in [call.raw for call in store.calls.values()]
    store = MemoryCallStore()
    await _failure(connect, in_turn(Answer(None, refusal="I will not.")), calls=store)
    assert [call.refusal for call in store.calls.values()] == ["I will not."]


async def test_a_server_that_counts_no_tokens_costs_none(connect: Connect) -> None:
    completion = {"id": "x", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant"}}]}
    completion["choices"][0]["message"]["content"] = GOOD.text  # type: ignore[index]
    _, usage, _ = await _success(connect, in_turn(Status(200, raw=json.dumps(completion).encode())))
    assert usage == Usage(calls=1)


# Several paragraphs in one call


def _lines(asked: Asked) -> int:
    return asked.user.count("| ")


async def _structures(engine: LLMEngine) -> list[Answered[StructureAnswer] | StepFailed]:
    assert engine.batches(DOCUMENT) == ((0, 1),)
    return await engine.structures(DOCUMENT, VoicesAnswer(), (0, 1))


async def test_a_group_of_paragraphs_is_one_call_and_each_has_its_answer(connect: Connect) -> None:
    with ScriptedLLM() as llm:
        first, second = await _structures(connect(llm))
    assert len(llm.requests) == 1
    assert isinstance(first, Answered)
    assert isinstance(second, Answered)
    assert (first.answer.paragraph, second.answer.paragraph) == (0, 1)
    assert [unit.id for unit in second.answer.units] == ["u6", "u7"], "segments are numbered on"
    assert (first.usage.calls, second.usage.calls) == (1, 0)


@pytest.mark.parametrize(
    "second",
    [
        None,
        {"p": 2, "said": [], "units": ["98", "99"]},
        {"p": 2, "said": ["1 1 2"], "units": ["6B"]},
        {"p": 2, "units": ["6"]},
        {"p": 2, "said": "none", "units": ["6"]},
        {"p": "2", "said": [], "units": ["6"]},
    ],
)
async def test_a_paragraph_that_failed_is_asked_for_alone_and_no_other(
    connect: Connect, second: dict[str, object] | None
) -> None:
    def script(asked: Asked) -> Reaction:
        if _lines(asked) == len(DOCUMENT.segments):
            return Answer(json.dumps({"paragraphs": [paragraph_answer(1, [2, 3]), *([second] if second else [])]}))
        return Answer(alone(1, 2))

    with ScriptedLLM(script) as llm:
        kept, again = await _structures(connect(llm))
    assert [_lines(asked) for asked in llm.requests] == [7, 2]
    assert isinstance(kept, Answered)
    assert isinstance(again, Answered)
    assert kept.warnings == ()
    assert [unit.id for unit in again.answer.units] == ["u1", "u2"]
    assert [(item.paragraph, item.code) for item in again.warnings] == [(1, "asked-again")]
    assert (kept.usage.calls, again.usage.calls) == (1, 1)


@pytest.mark.parametrize(
    "whole",
    [
        Answer(None, refusal="No."),
        Answer("no json"),
        Answer('{"paragraphs": [', finish_reason="length"),
        Answer("", finish_reason="content_filter"),
        Status(413),
    ],
)
async def test_a_group_that_fails_as_a_whole_is_asked_for_one_by_one(connect: Connect, whole: Reaction) -> None:
    def script(asked: Asked) -> Reaction:
        if _lines(asked) == len(DOCUMENT.segments):
            return whole
        return Answer(None, refusal="Not that.") if "Ardan_1" in asked.user else Answer(alone(1))

    with ScriptedLLM(script) as llm:
        engine = connect(llm)
        failed, good = await _structures(engine)
    assert isinstance(failed, StepFailed)
    assert failed.reason == "refused"
    assert isinstance(good, Answered)
    assert good.answer.units
    assert engine.spent.calls == 3
    assert failed.usage.calls + good.usage.calls == 3


async def test_what_ends_the_run_ends_a_group(connect: Connect) -> None:
    with ScriptedLLM(in_turn(Status(401))) as llm, pytest.raises(ModelUnavailable):
        await _structures(connect(llm))
