"""A second choice of model: asked where the first is overloaded or away, never where it refuses."""

from __future__ import annotations

import pytest

from service.engines.answers import VoicesAnswer
from service.engines.engine import StepFailed
from service.errors import ModelUnavailable
from tests.engines.llm.conftest import Connect
from tests.engines.llm.texts import BORDER, document_of
from tests.scripted_llm import Asked, Hang, Reaction, Reset, ScriptedLLM, Status, valid_chain

DOCUMENT = document_of(BORDER, ("A second paragraph holds. ", "It is short. "))
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


async def test_a_name_that_the_server_does_not_know_is_told_as_such(connect: Connect) -> None:
    unknown = Status(404, message="The model `second` does not exist")
    script = _by_model(first=Status(503), second=unknown)
    with ScriptedLLM(script) as llm, pytest.raises(ModelUnavailable, match="does not exist") as caught:  # type: ignore[arg-type]
        await connect(llm, model=TWO).structure(DOCUMENT, VoicesAnswer(), 0)
    assert "ARGMAP_MODEL" in caught.value.hint


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
