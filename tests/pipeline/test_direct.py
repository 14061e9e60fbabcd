"""The steps without durability, and what happens where an engine gives up."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from service.domain.provenance import Usage
from service.engines.engine import StepFailed
from service.errors import ArgmapError, BudgetSpent, ModelUnavailable
from service.pipeline.direct import map_document
from tests.pipeline.engines import WordEngine, article, at_once, slowly
from tests.storage.builders import make_document


async def test_every_paragraph_stands_in_its_own_place() -> None:
    document = make_document(article(30))
    engine = WordEngine(before=slowly(0.001))
    map_ = await map_document(document, engine, engine, concurrency=8)
    assert map_.status == "done"
    for unit in map_.units:
        assert f" {unit.paragraph} " in f"{unit.text} "
    assert engine.most_at_once <= 8
    assert map_.provenance.usage.calls == 33
    assert map_.conclusion == "u0"


async def test_events_come_in_order_and_count() -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    engine = WordEngine()
    await map_document(
        make_document(article(3)), engine, engine, on_event=lambda kind, data: told.append((kind, data)), concurrency=1
    )
    assert [kind for kind, _ in told] == [
        "started",
        "voices",
        *["paragraph"] * 3,
        "references",
        "links",
        "issues",
        "finished",
    ]
    assert [(data["done"], data["total"]) for kind, data in told if kind == "paragraph"] == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("step", ["voices", "paragraph", "links", "issues"])
@pytest.mark.parametrize(
    "error, code",
    [
        (StepFailed("it refused", reason="refused", usage=Usage(calls=2)), "refused"),
        (ZeroDivisionError("a bug"), "internal-error"),
    ],
)
async def test_a_step_that_fails_is_done_by_the_fallback_and_the_map_says_so(
    step: str, error: Exception, code: str
) -> None:
    async def fail(asked: str, paragraph: int | None) -> None:
        if asked == step and paragraph in (None, 1):
            raise error

    map_ = await map_document(make_document(article(3)), WordEngine("llm", fail), WordEngine("offline"))
    assert map_.status == "partial"
    [warning] = map_.provenance.warnings
    assert (warning.code, warning.paragraph) == (code, 1 if step == "paragraph" else None)
    assert "language model" in warning.detail
    assert str(error) in warning.detail
    assert {unit.paragraph for unit in map_.units} == {0, 1, 2}
    assert map_.provenance.usage.calls == (8 if code == "refused" else 6)


async def test_where_the_fallback_fails_too_the_rest_of_the_map_stands() -> None:
    async def fail(_step: str, paragraph: int | None) -> None:
        if paragraph == 1:
            raise StepFailed("no", reason="bad-answer")

    engine = WordEngine("offline", fail)
    map_ = await map_document(make_document(article(3)), engine, engine)
    assert {unit.paragraph for unit in map_.units} == {0, 2}
    assert [warning.code for warning in map_.provenance.warnings] == ["bad-answer"]
    assert map_.status == "partial"


@pytest.mark.parametrize("error", [ModelUnavailable("gone"), BudgetSpent("all spent")])
async def test_what_ends_a_run_ends_it_at_once(error: Exception) -> None:
    cancelled: list[int | None] = []

    async def fail(_step: str, paragraph: int | None) -> None:
        if paragraph == 0:
            raise error
        if paragraph is not None:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancelled.append(paragraph)
                raise

    with pytest.raises(type(error)):
        await map_document(make_document(article(3)), WordEngine("llm", fail), WordEngine())
    assert sorted(cancelled) == [1, 2]


@pytest.mark.parametrize("error", [ModelUnavailable("gone"), BudgetSpent("all spent")])
async def test_what_ends_a_run_costs_only_the_issues_where_they_are_asked_for(error: ArgmapError) -> None:
    async def fail(step: str, _paragraph: int | None) -> None:
        if step == "issues":
            raise error

    fallback = WordEngine("offline")
    map_ = await map_document(make_document(article(3)), WordEngine("llm", fail), fallback)
    assert (map_.status, len(map_.units), fallback.asked["issues"]) == ("partial", 9, 1)
    [warning] = map_.provenance.warnings
    assert warning.code == error.code
    assert "questions" in warning.detail


@pytest.mark.parametrize(
    "error, code",
    [
        (StepFailed("it refused", reason="refused", usage=Usage(calls=2)), "refused"),
        (ZeroDivisionError("a bug"), "internal-error"),
        (ModelUnavailable("gone"), ModelUnavailable.code),
        (BudgetSpent("all spent"), BudgetSpent.code),
    ],
)
async def test_pronouns_that_are_not_looked_up_cost_the_map_nothing_but_them(error: Exception, code: str) -> None:
    async def fail(step: str, _paragraph: int | None) -> None:
        if step == "references":
            raise error

    document = make_document("The trams pay. They carry many.")
    whole = await map_document(document, WordEngine("llm"), WordEngine("offline"))
    assert [len(unit.references) for unit in whole.units] == [0, 1]
    map_ = await map_document(
        document, WordEngine("llm", fail), WordEngine("offline", fail if code == "refused" else at_once)
    )
    assert (map_.status, len(map_.units)) == ("done", 2)
    assert {warning.code for warning in map_.provenance.warnings} == {code}
    assert [len(unit.references) for unit in map_.units] == [0, 0 if code == "refused" else 1]


async def test_an_article_of_furniture_alone_has_an_empty_map() -> None:
    document = make_document("Photo: A. Nother")
    document = document.model_copy(
        update={"paragraphs": (document.paragraphs[0].model_copy(update={"kind": "furniture"}),), "segments": ()}
    )
    map_ = await map_document(document, WordEngine(), WordEngine())
    assert (map_.units, map_.status) == ((), "done")
