"""Durable runs in one process, on both databases."""

from __future__ import annotations

import asyncio

import pytest

from service.domain.argument_map import ArgumentMap
from service.engines.engine import StepFailed
from service.errors import ArgmapError, BudgetSpent, ModelUnavailable
from service.pipeline import following, journal, watch
from service.pipeline.direct import map_document
from service.pipeline.runs import Runs
from service.storage.errors import KeyReused, NoSuchMap
from service.storage.store import MapStore
from tests.pipeline.conftest import StartRuns, one_database
from tests.pipeline.engines import Source, WordEngine, article, slowly
from tests.storage.builders import make_document, make_map
from tests.waiting import come_true


def same(map_: ArgumentMap) -> dict[str, object]:
    """All of a map but its id, times and costs."""
    return map_.model_dump(exclude={"id": True, "provenance": {"started", "finished", "usage"}})


async def test_a_run_makes_the_same_map_as_the_direct_way(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs)
    assert runs.ready
    document = make_document(article(40), title="T")
    map_id = await asyncio.to_thread(runs.submit, document, engine="offline", owner="ann")
    assert await runs.wait(map_id, 60)
    map_ = store.get(map_id, "ann").parse()
    assert same(map_) == same(await map_document(document, WordEngine(), WordEngine()))
    assert map_.provenance.usage.calls == 43
    with pytest.raises(NoSuchMap):
        store.get(map_id, None)


async def test_events_tell_each_step_once_and_resume(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", slowly(0.02))))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(10)), engine="llm")
    told = [event async for event in runs.follow(map_id)]
    assert [event.seq for event in told] == list(range(1, 18))
    assert [event.kind for event in told] == [
        "queued",
        "started",
        "voices",
        *["paragraph"] * 10,
        "references",
        "links",
        "issues",
        "finished",
    ]
    paragraphs = [event.data for event in told if event.kind == "paragraph"]
    assert sorted(data["paragraph"] for data in paragraphs) == list(range(10))
    assert [(data["done"], data["total"]) for data in paragraphs] == [(number, 10) for number in range(1, 11)]
    assert paragraphs[0] == paragraphs[0] | {"engine": "llm", "warning": None}
    assert told[-1].data == {"status": "done"}
    assert [event.seq async for event in runs.follow(map_id, after=12)] == [13, 14, 15, 16, 17]


@one_database
async def test_a_running_map_shows_the_paragraphs_that_are_finished(store: MapStore, start_runs: StartRuns) -> None:
    held = asyncio.Event()

    async def hold(_step: str, paragraph: int | None) -> None:
        while paragraph == 3 and not held.is_set():
            await asyncio.sleep(0.01)

    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", hold)))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(5)), engine="llm")

    def finished() -> set[int]:
        return {unit.paragraph for unit in store.get(map_id, None).parse().units}

    await come_true(lambda: finished() == {0, 1, 2, 4})
    assert store.summary(map_id, None).status == "running"
    held.set()
    assert await runs.wait(map_id, 60)


@one_database
async def test_a_paragraph_that_fails_is_done_by_the_fallback(store: MapStore, start_runs: StartRuns) -> None:
    async def fail(_step: str, paragraph: int | None) -> None:
        if paragraph == 1:
            raise StepFailed("it refused", reason="refused")

    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", fail)))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(3)), engine="llm")
    told = [event async for event in runs.follow(map_id)]
    map_ = store.get(map_id, None).parse()
    assert map_.status == "partial"
    assert [(warning.paragraph, warning.code) for warning in map_.provenance.warnings] == [(1, "refused")]
    marked = {event.data["paragraph"]: event.data for event in told if event.kind == "paragraph"}
    assert (marked[1]["engine"], marked[1]["warning"]) == ("offline", "refused")


@one_database
@pytest.mark.parametrize(
    "step, error, code",
    [
        ("voices", ModelUnavailable("nobody answers", hint="look"), "model-unavailable"),
        ("paragraph", BudgetSpent("all spent"), "budget-spent"),
        ("links", BudgetSpent("all spent"), "budget-spent"),
    ],
)
async def test_what_ends_a_run_leaves_a_failed_map_that_says_why(
    store: MapStore, start_runs: StartRuns, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception, code: str
) -> None:
    monkeypatch.setattr(journal, "OUTAGE_PAUSES", (0.01, 0.01))

    async def fail(asked: str, paragraph: int | None) -> None:
        if asked == step and paragraph in (None, 2):
            raise error

    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", fail)))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(4)), engine="llm")
    told = [event async for event in runs.follow(map_id)]
    map_ = store.get(map_id, None).parse()
    assert map_.status == "failed"
    assert map_.provenance.warnings[-1].code == code
    assert [event.kind for event in told][-2:] == ["error", "finished"]
    assert told[-2].data["code"] == code
    if step == "links":
        assert {unit.paragraph for unit in map_.units} == {0, 1, 2, 3}


@one_database
@pytest.mark.parametrize("error", [ModelUnavailable("nobody answers"), BudgetSpent("all spent")])
async def test_issues_that_cannot_be_asked_for_cost_the_issues_alone(
    store: MapStore, start_runs: StartRuns, monkeypatch: pytest.MonkeyPatch, error: ArgmapError
) -> None:
    monkeypatch.setattr(journal, "OUTAGE_PAUSES", (0.01,))

    async def fail(step: str, _paragraph: int | None) -> None:
        if step == "issues":
            raise error

    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", fail)))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(2)), engine="llm")
    assert await runs.wait(map_id, 60)
    map_ = store.get(map_id, None).parse()
    assert (map_.status, len(map_.units), map_.conclusion) == ("partial", 6, "u0")
    assert [warning.code for warning in map_.provenance.warnings] == [error.code]


@one_database
async def test_an_outage_that_passes_is_sat_out(store: MapStore, start_runs: StartRuns, monkeypatch) -> None:
    monkeypatch.setattr(journal, "OUTAGE_PAUSES", (0.01, 0.01, 0.01))
    left = {"voices": 3, "paragraph": 2, "references": 1, "links": 1, "issues": 2}

    async def fail(step: str, _paragraph: int | None) -> None:
        if left[step] > 0:
            left[step] -= 1
            raise ModelUnavailable("away")

    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", fail)))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(3)), engine="llm")
    assert await runs.wait(map_id, 60)
    assert store.get(map_id, None).parse().status == "done"


async def test_a_cancelled_run_stops_at_once_and_keeps_what_it_has(store: MapStore, start_runs: StartRuns) -> None:
    broken_off: list[int] = []

    async def hold(_step: str, paragraph: int | None) -> None:
        if paragraph is not None and paragraph > 1:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                broken_off.append(paragraph)
                raise

    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", hold)))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(4)), engine="llm")
    await come_true(lambda: store.summary(map_id, None).units >= 6)
    await asyncio.to_thread(runs.cancel, map_id, None)
    map_ = store.get(map_id, None).parse()
    assert map_.status == "cancelled"
    assert {unit.paragraph for unit in map_.units} == {0, 1}
    await come_true(lambda: sorted(broken_off) == [2, 3])
    assert [event.data async for event in runs.follow(map_id)][-1] == {"status": "cancelled"}
    await asyncio.to_thread(runs.cancel, map_id, None)


async def test_a_deleted_map_ends_its_readers_and_its_run(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", slowly(0.2))))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(30)), engine="llm")
    reader = asyncio.create_task(_drain(runs, map_id))
    await come_true(lambda: store.summary(map_id, None).units)
    await asyncio.to_thread(runs.delete, map_id, None)
    async with asyncio.timeout(60):
        await reader
    with pytest.raises(NoSuchMap):
        store.get(map_id, None)


async def _drain(runs: Runs, map_id: str) -> list[str]:
    return [event.kind async for event in runs.follow(map_id)]


async def test_nobody_cancels_or_deletes_the_run_of_another(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", slowly(0.1))))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(2)), engine="llm", owner="ann")
    for call in (runs.cancel, runs.delete):
        with pytest.raises(NoSuchMap):
            await asyncio.to_thread(call, map_id, "bob")
    assert await runs.wait(map_id, 60)
    assert store.get(map_id, "ann").summary.status == "done"


async def test_an_idempotency_key_starts_one_run(store: MapStore, start_runs: StartRuns) -> None:
    source = Source()
    runs = await asyncio.to_thread(start_runs, source)
    document = make_document(article(2))
    made = await asyncio.gather(
        *(
            asyncio.to_thread(runs.submit, document, engine="llm", idempotency_key="k", request_hash="h")
            for _ in range(5)
        )
    )
    assert len(set(made)) == 1
    assert await runs.wait(made[0], 60)
    assert source.llm.asked["voices"] == 1
    with pytest.raises(KeyReused):
        await asyncio.to_thread(runs.submit, document, engine="llm", idempotency_key="k", request_hash="other")


async def test_a_process_that_does_not_work_only_accepts(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs, work=False)
    map_id = await asyncio.to_thread(runs.submit, make_document(article(2)), engine="llm")
    assert not await runs.wait(map_id, 1.0)
    assert store.summary(map_id, None).status == "queued"
    await asyncio.to_thread(runs.stop, 1)
    runs = await asyncio.to_thread(start_runs)
    assert await runs.wait(map_id, 60)
    assert store.summary(map_id, None).status == "done"


@one_database
async def test_the_sample_is_mapped_once(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs)
    for _ in range(2):
        await asyncio.to_thread(runs.show_samples)
    assert await runs.wait("sample", 60)
    summary = store.summary("sample", "anyone")
    assert (summary.status, summary.sample) == ("done", True)


@one_database
async def test_waiting_for_a_finished_map_takes_no_time(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs, work=False)
    map_id = store.create(make_map(), engine="offline")
    assert await runs.wait(map_id, 0)
    assert [event.kind async for event in runs.follow(map_id)] == ["finished"]


async def test_a_long_article_does_not_hold_up_a_short_one(store: MapStore, start_runs: StartRuns) -> None:
    engine = WordEngine("llm", slowly(0.05))
    runs = await asyncio.to_thread(start_runs, Source(engine), llm_concurrency=4)
    long = await asyncio.to_thread(runs.submit, make_document(article(500)), engine="llm")
    await come_true(lambda: store.summary(long, None).status != "queued")
    short = await asyncio.to_thread(runs.submit, make_document(article(4)), engine="llm")
    assert await runs.wait(short, 60)
    assert store.summary(long, None).status == "running"
    told = store.events_after(long)
    assert sum(event.kind == "paragraph" for event in told) < 250
    await asyncio.to_thread(runs.delete, long, None)


async def test_a_reader_in_this_process_is_told_of_an_event_and_need_not_look(
    store: MapStore, start_runs: StartRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "POLL_SECONDS", 60.0)
    monkeypatch.setattr(following, "LOOK_SECONDS", 60.0)
    runs = await asyncio.to_thread(start_runs, work=False)
    map_id = store.create(make_map(status="running"), engine="llm")
    reading = runs.follow(map_id, after=1)
    pending = asyncio.create_task(anext(reading))
    await asyncio.sleep(0.05)
    await asyncio.to_thread(store.append_event, map_id, "paragraph", {}, "paragraph 0")
    async with asyncio.timeout(60):
        assert (await pending).kind == "paragraph"
    await reading.aclose()


async def test_a_reader_hears_of_events_of_other_processes(
    store: MapStore, start_runs: StartRuns, database_url: str
) -> None:
    runs = await asyncio.to_thread(start_runs, work=False)
    map_id = store.create(make_map(status="running"), engine="llm")
    other = MapStore.open(database_url)
    reading = runs.follow(map_id, after=1)
    pending = asyncio.create_task(anext(reading))
    await asyncio.sleep(0.5)
    await asyncio.to_thread(other.append_event, map_id, "voices", {})
    async with asyncio.timeout(60):
        assert (await pending).kind == "voices"
    await reading.aclose()
    other.close()


async def test_two_hundred_readers_of_one_run_all_see_all(store: MapStore, start_runs: StartRuns) -> None:
    runs = await asyncio.to_thread(start_runs, Source(WordEngine("llm", slowly(0.05))))
    map_id = await asyncio.to_thread(runs.submit, make_document(article(20)), engine="llm")
    seen = await asyncio.gather(*(_drain(runs, map_id) for _ in range(200)))
    assert {len(kinds) for kinds in seen} == {27}


@pytest.mark.parametrize("number", [96, pytest.param(1000, marks=pytest.mark.slow)])
async def test_many_maps_can_be_queued_at_once(store: MapStore, start_runs: StartRuns, number: int) -> None:
    runs = await asyncio.to_thread(start_runs, work=False)
    document = make_document(article(2))

    def submit(count: int) -> list[str]:
        return [runs.submit(document, engine="llm") for _ in range(count)]

    made = await asyncio.gather(*(asyncio.to_thread(submit, number // 8) for _ in range(8)))
    assert len({map_id for part in made for map_id in part}) == number
    assert (await asyncio.to_thread(runs.queue_depths))["runs"] == number
    assert store.count_by_status() == {"queued": number}
