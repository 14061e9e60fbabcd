from __future__ import annotations

import asyncio

from service.engines.llm.limiter import AdaptiveLimiter


async def test_a_refusal_halves_and_successes_grow_back_to_the_most() -> None:
    limiter = AdaptiveLimiter(8)
    limiter.slow_down(0.0)
    assert limiter.limit == 4
    for _ in range(4):
        limiter.speed_up()
    assert 4 <= limiter.limit <= 5
    for _ in range(100):
        limiter.speed_up()
    assert limiter.limit == 8


async def test_calls_that_were_refused_together_slow_down_once() -> None:
    limiter = AdaptiveLimiter(8)
    for _ in range(8):
        limiter.slow_down(0.0)
    assert limiter.limit == 4


async def test_one_call_at_a_time_is_the_least() -> None:
    limiter = AdaptiveLimiter(1)
    limiter.slow_down(0.0)
    async with limiter.slot():
        assert limiter.limit == 1


async def test_nothing_starts_before_the_pause_is_over() -> None:
    limiter = AdaptiveLimiter(2)
    clock = asyncio.get_running_loop().time
    start = clock()
    limiter.slow_down(0.15)
    async with limiter.slot():
        assert clock() - start >= 0.15


async def test_a_place_is_given_back_when_its_holder_is_cancelled() -> None:
    limiter = AdaptiveLimiter(1)

    async def hold() -> None:
        async with limiter.slot():
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(hold()) for _ in range(3)]
    await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(30), limiter.slot():
        pass
