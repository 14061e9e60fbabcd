"""The chain as the pipeline uses it: calls, cache, one flight for equal questions, budgets, cancelling."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from service.domain.base import Span
from service.domain.document import Turn
from service.domain.provenance import Usage
from service.engines.answers import VoicesAnswer
from service.engines.llm.call_runner import SpendingLimits
from service.engines.llm.calls import ChatRequest, MemoryCallStore, StoredCall
from service.engines.llm.chain import Chain
from service.engines.llm.engine import LLMEngine
from service.errors import BudgetSpent, Cancelled, InputError
from service.settings import Settings
from tests.engines.llm.conftest import Connect
from tests.engines.llm.texts import BORDER, document_of, draft_of
from tests.scripted_llm import Answer, Asked, Hang, Reaction, ScriptedLLM, Status, alone, in_turn, valid_chain
from tests.waiting import come_true

SIZE = 12
DOCUMENT = document_of(*((f"Claim {number} holds. ", f"Reason {number} is why. ") for number in range(SIZE)))


async def _map(engine: LLMEngine) -> None:
    voices = await engine.voices(DOCUMENT)
    structures = await asyncio.gather(*(engine.structure(DOCUMENT, voices.answer, number) for number in range(SIZE)))
    await engine.links(draft_of(DOCUMENT, *(item.answer for item in structures)))


async def test_an_article_takes_a_call_per_paragraph_and_two(connect: Connect) -> None:
    with ScriptedLLM() as llm:
        engine = connect(llm)
        await _map(engine)
        assert llm.steps() == {"voices": 1, "structure": SIZE, "links": 1}
        assert engine.spent == Usage(calls=SIZE + 2, input_tokens=100 * (SIZE + 2), output_tokens=10 * (SIZE + 2))


async def test_no_finished_call_is_paid_twice(connect: Connect) -> None:
    store = MemoryCallStore()
    with ScriptedLLM() as llm:
        await _map(connect(llm, calls=store))
        again = connect(llm, calls=store)
        await _map(again)
        assert len(llm.requests) == SIZE + 2
        assert again.spent == Usage(cached_calls=SIZE + 2)


async def test_a_truncated_answer_is_kept_but_asked_for_again(connect: Connect) -> None:
    store = MemoryCallStore()
    cut = Answer('{"paragraphs": [{"p": 1, "sa', finish_reason="length")
    with ScriptedLLM(in_turn(cut, cut, Answer(alone(1)))) as llm:
        with pytest.raises(Exception, match="asked twice"):
            await connect(llm, calls=store).structure(DOCUMENT, VoicesAnswer(), 0)
        answered = await connect(llm, calls=store).structure(DOCUMENT, VoicesAnswer(), 0)
        assert [unit.id for unit in answered.answer.units] == ["u1"]
        assert answered.usage.calls == 1


async def test_equal_questions_at_the_same_time_are_one_call(connect: Connect) -> None:
    with ScriptedLLM(delay=0.1) as llm:
        engine = connect(llm)
        answered = await asyncio.gather(*(engine.structure(DOCUMENT, VoicesAnswer(), 0) for _ in range(5)))
        assert len(llm.requests) == 1
        assert sorted(item.usage.calls for item in answered) == [0, 0, 0, 0, 1]
        assert engine.spent.calls == 1
        assert engine.spent.cached_calls == 4


class _SlowStore(MemoryCallStore):
    """Takes its time to store: an answer that is used before it is stored is not there yet."""

    async def put(self, call: StoredCall, request: ChatRequest) -> None:
        await asyncio.sleep(0.05)
        await super().put(call, request)


async def test_an_answer_is_stored_before_it_is_used(connect: Connect) -> None:
    store = _SlowStore()
    with ScriptedLLM() as llm:
        await connect(llm, calls=store).structure(DOCUMENT, VoicesAnswer(), 0)
    (call,) = store.calls.values()
    assert (call.step, call.model, call.finish_reason, call.output_tokens) == ("structure", "scripted", "stop", 10)


async def test_cancelling_a_run_breaks_off_its_calls_and_no_other_runs(connect: Connect) -> None:
    let_go = threading.Event()

    def script(asked: Asked) -> Reaction:
        if "Claim_1 0_2" in asked.user:
            return Hang()
        assert let_go.wait(60)
        return valid_chain(asked)

    with ScriptedLLM(script) as llm:
        engine = connect(llm)
        run, other = LLMEngine(engine.chain), LLMEngine(engine.chain)
        cancelled = asyncio.create_task(run.structure(DOCUMENT, VoicesAnswer(), 0))
        kept = asyncio.create_task(other.structure(DOCUMENT, VoicesAnswer(), 1))
        await come_true(lambda: llm.running == 2)
        run.cancel()
        with pytest.raises(Cancelled):
            await cancelled
        await come_true(lambda: llm.broken_off == 1, 30)
        with pytest.raises(Cancelled):
            await run.structure(DOCUMENT, VoicesAnswer(), 2)
        let_go.set()
        assert (await kept).answer.units
        assert len(llm.requests) == 2


# Budgets


async def test_a_limit_of_calls_is_kept_exactly(connect: Connect) -> None:
    with ScriptedLLM(delay=0.02) as llm:
        engine = connect(llm, limits=SpendingLimits(calls=5))
        results = await asyncio.gather(
            *(engine.structure(DOCUMENT, VoicesAnswer(), number) for number in range(SIZE)), return_exceptions=True
        )
        spent = [result for result in results if isinstance(result, BudgetSpent)]
        assert len(llm.requests) == 5
        assert len(spent) == SIZE - 5
        assert "5 model calls" in spent[0].message
        assert spent[0].hint


async def test_retries_count_against_the_limit_of_calls(connect: Connect) -> None:
    with ScriptedLLM(in_turn(Status(500))) as llm:
        with pytest.raises(BudgetSpent):
            await connect(llm, limits=SpendingLimits(calls=2)).structure(DOCUMENT, VoicesAnswer(), 0)
        assert len(llm.requests) == 2


async def _one_after_the_other(engine: LLMEngine) -> None:
    for number in range(SIZE):
        await engine.structure(DOCUMENT, VoicesAnswer(), number)


async def test_a_limit_of_tokens_stops_the_run_near_it(connect: Connect) -> None:
    def script(asked: Asked) -> Reaction:
        return Answer(str(valid_chain(asked).text), input_tokens=5000, output_tokens=100)  # type: ignore[union-attr]

    with ScriptedLLM(script) as llm:
        engine = connect(llm, limits=SpendingLimits(tokens=21_000))
        with pytest.raises(BudgetSpent, match="tokens"):
            await _one_after_the_other(engine)
        used = engine.spent.input_tokens + engine.spent.output_tokens
        assert 10_000 < used <= 21_000


async def test_a_limit_of_cost_stops_the_run_and_costs_are_told(connect: Connect) -> None:
    prices = {"scripted": (0.0, 1000.0)}

    def script(asked: Asked) -> Reaction:
        return Answer(str(valid_chain(asked).text), output_tokens=300)  # type: ignore[union-attr]

    with ScriptedLLM(script) as llm:
        engine = connect(llm, prices=prices, limits=SpendingLimits(cost=1.0))
        with pytest.raises(BudgetSpent, match="US dollars"):
            await _one_after_the_other(engine)
        assert len(llm.requests) == 3
        assert engine.spent.cost_usd == pytest.approx(0.9)


def test_a_limit_of_cost_without_a_price_is_refused() -> None:
    with pytest.raises(InputError, match="price"):
        LLMEngine(Chain(model="nobody-knows", calls=MemoryCallStore(), limits=SpendingLimits(cost=1.0)))


async def test_each_run_has_a_budget_of_its_own_and_may_go_on_with_an_old_one(connect: Connect) -> None:
    with ScriptedLLM() as llm:
        engine = connect(llm, limits=SpendingLimits(calls=1))
        await LLMEngine(engine.chain).structure(DOCUMENT, VoicesAnswer(), 0)
        await LLMEngine(engine.chain).structure(DOCUMENT, VoicesAnswer(), 1)
        with pytest.raises(BudgetSpent):
            await LLMEngine(engine.chain, Usage(calls=1)).structure(DOCUMENT, VoicesAnswer(), 2)


# Concurrency


async def test_as_many_calls_run_at_once_as_are_allowed_and_no_more(connect: Connect) -> None:
    """No paragraph is answered before three others are asked about, too."""
    rounds, inside, most = threading.Barrier(4), list[Asked](), 0

    def together(asked: Asked) -> Reaction:
        nonlocal most
        if asked.step == "structure":
            inside.append(asked)
            rounds.wait(30)
            time.sleep(0.05)  # for a fifth to come
            most = max(most, len(inside))
            inside.remove(asked)
        return valid_chain(asked)

    with ScriptedLLM(together) as llm:
        await _map(connect(llm, concurrency=4))
        assert llm.steps() == {"voices": 1, "structure": SIZE, "links": 1}
    assert most == 4


# The engine as a whole


def test_settings_become_a_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("ARGMAP_MODEL", "some-model")
    monkeypatch.setenv("ARGMAP_LLM_MAX_CALLS", "7")
    chain = Chain.from_settings(Settings(), MemoryCallStore())
    assert chain.model == "some-model"
    assert chain.limits == SpendingLimits(calls=7)


async def test_keys_hold_nothing_of_this_machine(connect: Connect) -> None:
    stores = MemoryCallStore(), MemoryCallStore()
    for store, key in zip(stores, ("one", "two"), strict=True):
        with ScriptedLLM() as llm:
            await connect(llm, calls=store, api_key=key, timeout=3.0 + len(key)).structure(DOCUMENT, VoicesAnswer(), 0)
    assert set(stores[0].calls) == set(stores[1].calls)


async def test_a_long_paragraph_is_asked_in_parts_and_says_so(connect: Connect) -> None:
    document = document_of(tuple(f"Sentence {number} is true. " for number in range(100)))
    with ScriptedLLM() as llm:
        answered = await connect(llm).structure(document, VoicesAnswer(), 0)
        assert len(llm.requests) == 2
        assert len(answered.answer.units) == 100
        assert answered.usage.calls == 2
        assert [warning.code for warning in answered.warnings] == ["long-paragraph"]


async def test_stable_text_comes_first_so_that_providers_can_cache_it(connect: Connect) -> None:
    with ScriptedLLM() as llm:
        engine = connect(llm)
        for number in (0, 1):
            await engine.structure(DOCUMENT, VoicesAnswer(), number)
        first, second = (asked.system + asked.user for asked in llm.requests)
        same = next(at for at, pair in enumerate(zip(first, second, strict=False)) if len(set(pair)) > 1)
        assert same > 0.9 * len(first)


async def test_a_document_with_turns_or_in_another_language_has_prompts_that_know_of_them(connect: Connect) -> None:
    plain = document_of(BORDER)
    label = Span(start=0, end=5)
    turns = plain.model_copy(update={"turns": (Turn(speaker="t1", label="Ardan", source=label, start=0, end=9),)})
    with ScriptedLLM() as llm:
        for document, version in ((plain, "v3"), (turns, "v5"), (plain.model_copy(update={"language": "de"}), "v5")):
            engine = connect(llm)
            await engine.structure(document, VoicesAnswer(), 0)
            assert engine.prompts["structure"].startswith(f"{version}:")
        chosen = connect(llm, versions={"structure": "v3"})
        await chosen.structure(turns, VoicesAnswer(), 0)
        assert chosen.prompts["structure"].startswith("v3:")
