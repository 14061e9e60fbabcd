"""The table of model calls under the LLM engine."""

from __future__ import annotations

import asyncio
import threading

from service.domain.provenance import Usage
from service.engines.answers import StructureAnswer, VoicesAnswer
from service.engines.llm.chain import Chain
from service.engines.llm.engine import LLMEngine
from service.pipeline.calls import StoredCalls
from service.pipeline.engine_choice import Engines
from service.pipeline.steps import Done
from service.settings import Settings
from service.storage.calls import CallTable
from service.storage.runs import RunStore
from service.storage.store import MapStore
from tests.pipeline.conftest import StartRuns
from tests.pipeline.engines import article
from tests.scripted_llm import Asked, Reaction, ScriptedLLM, valid_chain
from tests.storage.builders import make_document


async def test_a_finished_call_is_asked_for_once_by_all_processes(store: MapStore) -> None:
    """The second engine waits for its only place while the first one finishes the call that it is about to make."""
    document, calls = make_document(article(2)), StoredCalls(CallTable(store.database))

    let_go, asked_before = threading.Event(), threading.Event()

    def hold_the_first(asked: Asked) -> Reaction:
        if not asked_before.is_set():
            asked_before.set()
            assert let_go.wait(30)
        return valid_chain(asked)

    with ScriptedLLM(hold_the_first) as server:
        first = LLMEngine(Chain(model="scripted", base_url=server.base_url, calls=calls))
        second = LLMEngine(Chain(model="scripted", base_url=server.base_url, calls=calls, concurrency=1))
        held = asyncio.create_task(second.structure(document, VoicesAnswer(), 0))
        assert await asyncio.to_thread(asked_before.wait, 30)
        waiting = asyncio.create_task(second.structure(document, VoicesAnswer(), 1))
        finished = await first.structure(document, VoicesAnswer(), 1)
        let_go.set()
        await held
        assert (await waiting).answer == finished.answer
        assert (await waiting).usage == Usage(cached_calls=1)
        assert len(server.requests) == 2
        await first.chain.aclose()
        await second.chain.aclose()
        await asyncio.sleep(0.05)  # connections are closed one turn of the loop later


async def test_engines_come_from_the_settings_and_share_the_table(store: MapStore) -> None:
    document = make_document(article(1))
    with ScriptedLLM() as server:
        settings = Settings(openai_base_url=server.base_url, model="scripted")
        for expected in (Usage(calls=1, input_tokens=100, output_tokens=10), Usage(cached_calls=1)):
            engines = Engines(settings, store.database)
            engine = await engines.for_run("llm", Usage())
            answered = await engine.structure(document, VoicesAnswer(), 0)
            assert answered.usage.model_copy(update={"cost_usd": None}) == expected
            await engines.aclose()
        await asyncio.sleep(0.05)
        assert len(server.requests) == 1


async def test_a_run_has_one_budget_however_often_it_is_taken_up(store: MapStore, start_runs: StartRuns) -> None:
    """What another worker has paid for counts here."""
    document = make_document(article(3))
    with ScriptedLLM() as server:
        settings = Settings(openai_base_url=server.base_url, model="scripted", llm_max_calls=3)
        waiting = await asyncio.to_thread(start_runs, work=False)
        map_id = await asyncio.to_thread(waiting.submit, document, engine="llm")
        paid: Done[StructureAnswer] = Done(
            answer=StructureAnswer(paragraph=1), engine="llm", usage=Usage(calls=3, input_tokens=5, cost_usd=0.1)
        )
        RunStore(store).put_answer(map_id, "paragraph 1", paid.model_dump_json().encode(), kind="paragraph", data={})
        await asyncio.to_thread(waiting.stop)
        runs = await asyncio.to_thread(start_runs, Engines(settings, store.database))
        assert await runs.wait(map_id, 60)
        map_ = store.get(map_id, None).parse()
        assert (map_.status, map_.provenance.warnings[-1].code) == ("failed", "budget-spent")
        assert not server.requests
