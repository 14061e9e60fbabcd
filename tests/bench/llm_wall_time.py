"""An article of 40 paragraphs against a model server that answers in 1 s, 16 calls at once.

The lower bound of the critical path: a call for the voices, ceil(40 / 16) rounds of paragraphs, a call for the links.
"""

from __future__ import annotations

import asyncio
import math
import time

from tests.scripted_llm import ScriptedLLM

_PARAGRAPHS, _AT_ONCE, _SECONDS = 40, 16, 1.0
MOST_RATIO = 1.15


def run() -> None:
    asyncio.run(_run())


async def _run() -> None:
    from service.engines.llm.calls import MemoryCallStore
    from service.engines.llm.engine import LLMEngine
    from service.engines.offline.engine import OfflineEngine
    from service.pipeline.direct import map_document
    from service.reading import read_text

    fallback = OfflineEngine.load()
    text = "\n\n".join(
        f"The line number {number} should stay open. It carries many people, and it pays for itself."
        for number in range(_PARAGRAPHS)
    )
    bound = (2 + math.ceil(_PARAGRAPHS / _AT_ONCE)) * _SECONDS
    with ScriptedLLM(delay=_SECONDS) as server:
        engine = LLMEngine(
            model="bench", base_url=server.base_url, api_key="none", calls=MemoryCallStore(), concurrency=_AT_ONCE
        )
        await map_document(read_text("A first call loads what later ones need."), engine, fallback)
        before = len(server.requests)
        start = time.perf_counter()
        map_ = await map_document(read_text(text), engine, fallback, concurrency=_PARAGRAPHS)
        seconds = time.perf_counter() - start
        await engine.aclose()
        calls = len(server.requests) - before
    segments = len(map_.document.segments)
    print(f"{_PARAGRAPHS} paragraphs: {seconds:.2f} s, {seconds / bound:.2f} of the lower bound (at most {MOST_RATIO})")
    print(f"{calls} calls (at most {_PARAGRAPHS + 2}); {segments} segments; status {map_.status}")
