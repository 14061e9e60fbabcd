"""Several paragraphs in one question: each has its own answer, event and failure."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from service.domain.document import Document
from service.domain.provenance import Usage
from service.engines.answers import StructureAnswer, VoicesAnswer
from service.engines.engine import Answered, BatchingEngine, StepFailed
from service.engines.llm.calls import MemoryCallStore
from service.engines.llm.chain import Chain
from service.engines.llm.engine import LLMEngine
from service.engines.offline.engine import OfflineEngine
from service.errors import BudgetSpent
from service.pipeline.direct import map_document
from service.reading import read_text
from service.storage.store import MapStore
from tests.pipeline.conftest import StartRuns
from tests.pipeline.engines import Source, WordEngine, article
from tests.scripted_llm import Answer, Asked, Reaction, ScriptedLLM, valid_chain
from tests.storage.builders import make_document

SIZE = 4


class GroupEngine(WordEngine):
    """Answers for four paragraphs at once; `failing`: paragraphs that it gives up on; `error`: raised for a group."""

    def __init__(self, failing: Sequence[int] = (), error: Exception | None = None) -> None:
        super().__init__("llm")
        self.failing = failing
        self.error = error
        self.groups: list[tuple[int, ...]] = []

    def batches(self, document: Document) -> tuple[tuple[int, ...], ...]:
        numbers = [paragraph.index for paragraph in document.body()]
        return tuple(tuple(numbers[at : at + SIZE]) for at in range(0, len(numbers), SIZE))

    async def structures(
        self, document: Document, voices: VoicesAnswer, batch: Sequence[int]
    ) -> list[Answered[StructureAnswer] | StepFailed]:
        self.groups.append(tuple(batch))
        if self.error is not None and 1 in batch:
            raise self.error
        return [
            StepFailed("it refused", reason="refused", usage=Usage(calls=1))
            if paragraph in self.failing
            else await self.structure(document, voices, paragraph)
            for paragraph in batch
        ]


def test_it_is_an_engine_that_answers_for_groups() -> None:
    assert isinstance(GroupEngine(), BatchingEngine)
    assert not isinstance(WordEngine(), BatchingEngine)


async def test_each_paragraph_of_a_group_has_its_own_answer_and_event() -> None:
    told: list[dict[str, Any]] = []
    engine = GroupEngine()
    map_ = await map_document(
        make_document(article(10)),
        engine,
        WordEngine(),
        on_event=lambda kind, data: told.append(data) if kind == "paragraph" else None,
    )
    assert map_.status == "done"
    assert sorted(engine.groups) == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9)]
    assert sorted(data["paragraph"] for data in told) == list(range(10))
    assert [(data["done"], data["total"]) for data in told] == [(number, 10) for number in range(1, 11)]
    for unit in map_.units:
        assert f" {unit.paragraph} " in f"{unit.text} "


async def test_what_fails_in_a_group_costs_only_itself() -> None:
    fallback = WordEngine("offline")
    map_ = await map_document(make_document(article(10)), GroupEngine(failing=[2, 5]), fallback)
    assert map_.status == "partial"
    assert [(item.paragraph, item.code) for item in map_.provenance.warnings] == [(2, "refused"), (5, "refused")]
    assert fallback.asked == {"paragraph 2": 1, "paragraph 5": 1}
    assert {unit.paragraph for unit in map_.units} == set(range(10))
    assert map_.provenance.usage.calls == 1 + 10 + 2 + 1 + 1


async def test_a_crash_costs_its_group_and_is_told_for_each_paragraph() -> None:
    map_ = await map_document(make_document(article(6)), GroupEngine(error=ZeroDivisionError("a bug")), WordEngine())
    assert [(item.paragraph, item.code) for item in map_.provenance.warnings] == [
        (number, "internal-error") for number in range(4)
    ]
    assert {unit.paragraph for unit in map_.units} == set(range(6))


async def test_what_ends_a_run_ends_it() -> None:
    with pytest.raises(BudgetSpent):
        await map_document(make_document(article(6)), GroupEngine(error=BudgetSpent("all spent")), WordEngine())


async def test_a_durable_run_asks_for_each_group_once(store: MapStore, start_runs: StartRuns) -> None:
    engine = GroupEngine(failing=[6])
    runs = await asyncio.to_thread(start_runs, Source(engine))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(11)), engine="llm")
    assert await runs.wait(map_id, 60)
    map_ = (await asyncio.to_thread(store.get, map_id, None)).parse()
    assert sorted(engine.groups) == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10)]
    assert {unit.paragraph for unit in map_.units} == set(range(11))
    assert [(item.paragraph, item.code) for item in map_.provenance.warnings] == [(6, "refused")]
    events = await asyncio.to_thread(store.events_after, map_id, 0)
    told = [event.data for event in events if event.kind == "paragraph"]
    assert sorted(data["paragraph"] for data in told) == list(range(11))
    assert sorted(data["done"] for data in told) == list(range(1, 12))


async def test_where_the_links_step_fails_the_fallback_draws_the_relations_inside_paragraphs_too() -> None:
    """The LLM engine's structure draws none of them."""
    text = (
        "The night train should keep its subsidy, because it is the only link that the region has.\n\n"
        "The ministry says that the line loses money. That is a trick, since it charges one train for all.\n\n"
        "So parliament ought to renew the contract. The operators believe in the line, because it fills every night."
    )

    def script(asked: Asked) -> Reaction:
        return Answer(None, refusal="no") if asked.step == "links" else valid_chain(asked)

    with ScriptedLLM(script) as server:
        chain = Chain(model="m", base_url=server.base_url, calls=MemoryCallStore())
        map_ = await map_document(read_text(text), LLMEngine(chain), OfflineEngine.load())
        await chain.aclose()
    assert map_.status == "partial"
    paragraph = {unit.id: unit.paragraph for unit in map_.units}
    inside = [
        relation
        for relation in map_.relations
        if relation.kind != "undercut"
        and {paragraph[relation.target]} == {paragraph[name] for name in relation.sources}
    ]
    assert len(inside) >= 2
