"""The offline engine in processes that can be killed: limits of time, cancelling, processes that die."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from service.engines.answers import VoicesAnswer
from service.pipeline import offline_sandbox
from service.pipeline.direct import map_document
from service.pipeline.engine_choice import Engines
from service.pipeline.offline_sandbox import AnalysisTooSlow, SandboxedOfflineEngine
from service.reading import read_text
from service.settings import Settings

ARTICLE = read_text(
    "Trams should stay, riders say.\n\nThey carry many people, and they are quiet. The town needs them."
)
ENDLESS = read_text('"It fails," said he who was there, and that ' * 2_000)
"""A single paragraph of 88 kB."""


@pytest.fixture
async def engine(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SandboxedOfflineEngine]:
    monkeypatch.setattr(offline_sandbox, "PARAGRAPH_SECONDS", 2.0)
    settings = Settings.model_validate({"worker_concurrency": 1})
    sandboxed = SandboxedOfflineEngine(settings)
    yield sandboxed
    await sandboxed.pool.aclose()


async def test_the_same_map_as_in_this_process(engine: SandboxedOfflineEngine) -> None:
    here = await Engines(Settings(), None).offline()
    one = await map_document(ARTICLE, here, here, map_id="m")
    other = await map_document(ARTICLE, engine, engine, map_id="m")
    assert (other.units, other.relations, other.perspectives) == (one.units, one.relations, one.perspectives)


async def test_an_article_without_end_is_broken_off_and_refused_from_then_on(
    engine: SandboxedOfflineEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AnalysisTooSlow, match="may take"):
        await engine.voices(ENDLESS)
    with monkeypatch.context() as patch:
        patch.setattr(engine.pool, "ask", None)  # no process is asked again
        with pytest.raises(AnalysisTooSlow):
            await engine.structure(ENDLESS, VoicesAnswer(), 0)
    assert (await engine.voices(ARTICLE)).answer is not None


async def test_cancelling_acts_at_once(engine: SandboxedOfflineEngine) -> None:
    await engine.pool.warm()
    asking = asyncio.create_task(engine.voices(ENDLESS))
    await asyncio.sleep(0.5)
    begun = time.monotonic()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert time.monotonic() - begun < 2
    assert await engine.voices(ARTICLE)


async def test_a_process_that_dies_is_replaced_once(engine: SandboxedOfflineEngine) -> None:
    await engine.pool.warm()
    asking = asyncio.create_task(engine.voices(ARTICLE))
    await asyncio.sleep(0.01)
    engine.pool.kill_all()
    assert await asking
