"""Whose turn it is, and what several tasks may take together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from service.sandbox import Pool, ResourceLimitExceeded
from service.sandbox import pool as pool_module
from service.sandbox.pool import Account


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    opened = Pool("tests.pipeline.pool_tasks", size=1, memory=500 << 20, keep=400 << 20)
    await opened.warm()
    yield opened
    await opened.aclose()


async def order(pool: Pool, waiting: dict[str, tuple[str, int]], pause: float = 0.0) -> list[str]:
    """In which order tasks of these (group, size) are done that came one after the other while the child was busy."""
    done: list[str] = []

    async def work(name: str, group: str | None, size: int) -> None:
        await pool.ask("work", b"0.02", seconds=5, group=group, size=size)
        done.append(name)

    tasks = [asyncio.create_task(pool.ask("work", b"0.3", seconds=5))]
    for name, (group, size) in waiting.items():
        await asyncio.sleep(pause)
        tasks.append(asyncio.create_task(work(name, group, size)))
    await asyncio.gather(*tasks)
    return done


async def test_the_smallest_goes_first_whoever_sent_it(pool: Pool) -> None:
    waiting = {"book": ("ann", 300_000), "essay": ("ann", 9_000), "note": ("bob", 90), "line": ("ann", 40)}
    assert await order(pool, waiting) == ["line", "note", "essay", "book"]


async def test_what_waits_long_is_not_overtaken_for_ever(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "SHRINKING", 100_000)
    assert await order(pool, {"book": ("ann", 9_000), "line": ("bob", 40)}, pause=0.1) == ["book", "line"]


async def test_long_work_leaves_a_child_free_and_short_work_may_take_it() -> None:
    pool = Pool("tests.pipeline.pool_tasks", size=2, memory=500 << 20, keep=400 << 20, short=10, long=1_000)
    done: list[str] = []

    async def work(name: str, seconds: bytes, size: int) -> None:
        await pool.ask("work", seconds, seconds=9, group="ann", size=size)
        done.append(name)

    books = [asyncio.create_task(work(name, b"0.6", 9_000)) for name in ("book", "another book")]
    await asyncio.sleep(0.05)
    await asyncio.gather(*books, work("line", b"0.02", 5))
    await pool.aclose()
    assert done == ["line", "book", "another book"]


async def test_several_tasks_have_one_account_of_seconds(pool: Pool) -> None:
    account = Account(0.6)
    await pool.ask("work", b"0.2", seconds=account)
    assert 0.3 < account.left < 0.41
    with pytest.raises(ResourceLimitExceeded) as stopped:
        await pool.ask("work", b"9", seconds=account)
    assert stopped.value.what == "time"
