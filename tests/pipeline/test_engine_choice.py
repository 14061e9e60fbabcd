from __future__ import annotations

from service.pipeline.engine_choice import Engines
from service.settings import Settings


async def test_one_offline_engine_serves_all_runs_of_a_process() -> None:
    first = await Engines(Settings(), None).offline()

    assert await Engines(Settings(), None).offline() is first
