"""Engines against a scripted server, with waits too short to notice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from service.engines.llm.call_runner import Retries
from service.engines.llm.calls import MemoryCallStore
from service.engines.llm.chain import Chain
from service.engines.llm.engine import LLMEngine
from tests.scripted_llm import ScriptedLLM

QUICK = Retries(attempts=3, first_wait=0.01, longest_wait=0.02)
Connect = Callable[..., LLMEngine]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Makes engines on a scripted server; they are closed at the end."""
    made: list[Chain] = []

    def build(llm: ScriptedLLM, **options: Any) -> LLMEngine:
        settings: dict[str, Any] = {"model": "scripted", "retries": QUICK, "timeout": 60.0, "calls": MemoryCallStore()}
        chain = Chain(base_url=llm.base_url, **(settings | options))
        made.append(chain)
        return LLMEngine(chain)

    yield build
    for chain in made:
        await chain.aclose()
