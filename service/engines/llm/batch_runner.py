"""Makes the calls of a run through the provider's batch interface: each question is requested first, and answered
later.

Each question is in the table once, no matter how many runs request it, so that nothing is paid for twice. While it
waits, the run is parked.
"""

from __future__ import annotations

import asyncio
import time

from service.domain.provenance import Usage
from service.engines.engine import Parked
from service.engines.llm.budget import Budget, Estimate
from service.engines.llm.call_runner import CallRunner, cost_of
from service.engines.llm.calls import ChatRequest, StoredCall
from service.storage.batches import BatchTable

_GATHERING_SECONDS = 0.5
"""Without another question of the run, the round is complete."""
LOOK_SECONDS = 1.0
_PARKED_SECONDS = 3600.0


class BatchRunner:
    """Implements `Caller` for one run, which pays for the questions that it was first to request.

    `parks`: whether the run releases its place meanwhile; otherwise a call waits for its answer.
    """

    def __init__(self, runner: CallRunner, table: BatchTable, run: str, *, parks: bool) -> None:
        self._parks = parks
        self._runner = runner
        self._table = table
        self._run = run
        self._wished_at = 0.0

    async def call(self, request: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage]:
        """Same as `CallRunner.call`. Raises Parked if an answer is pending, once all of the run's questions are
        requested.
        """
        put = self._runner.put(request)
        while (found := await self._found(put, budget)) is None:
            await self._wait()
        return found

    async def _found(self, put: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage] | None:
        wish = await asyncio.to_thread(self._table.find, put.key)
        known = await self._runner.store.get(put.key)
        if known is not None and known.reusable:
            if wish is None or wish.run != self._run or not wish.by_batch:
                budget.book(Usage(cached_calls=1))
                return known, Usage(cached_calls=1)
            used = self._paid(known)
            budget.book(used)
            return known, used
        if wish is not None and wish.direct:
            return await self._runner.call(put, budget)
        if wish is None or wish.answered:  # answered, but cut off: asked once more
            await self._wish(put, budget)
        return None

    async def _wait(self) -> None:
        if not self._parks:
            return await asyncio.sleep(LOOK_SECONDS)
        self._wished_at = time.monotonic()
        while time.monotonic() < self._wished_at + _GATHERING_SECONDS:  # noqa: ASYNC110  (others move the end)
            await asyncio.sleep(_GATHERING_SECONDS / 5)
        raise Parked(_PARKED_SECONDS)

    async def _wish(self, request: ChatRequest, budget: Budget) -> None:
        guess = sum(len(message.content) for message in request.messages) // 4
        cost = (cost_of(self._runner.prices, request.model, guess, budget.expected_output) or 0.0) / 2
        estimate = Estimate(guess + budget.expected_output, cost)
        await budget.reserve(estimate)  # BudgetSpent where there is no room
        await budget.settle(estimate, Usage())
        await asyncio.to_thread(self._table.wish, request.key, self._run, request.model, request.dump())

    def _paid(self, call: StoredCall) -> Usage:
        """A batch costs half."""
        cost = cost_of(self._runner.prices, call.model, call.input_tokens, call.output_tokens)
        return Usage(
            calls=1,
            input_tokens=call.input_tokens,
            output_tokens=call.output_tokens,
            reasoning_tokens=call.reasoning_tokens,
            cost_usd=None if cost is None else cost / 2,
        )
