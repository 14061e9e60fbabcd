"""Runs model calls: looks them up in the store, shares them between callers, retries, counts and stores them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from service.domain.provenance import Usage
from service.engines.engine import StepFailed
from service.engines.llm.budget import Budget, Estimate
from service.engines.llm.calls import CallStore, ChatRequest, StoredCall
from service.engines.llm.dialect import Dialect
from service.engines.llm.effort import Effort
from service.engines.llm.failures import CallFailed, OutOfDate, RateLimited, Rejected, Transient, Unreachable
from service.engines.llm.freshness import note_look_up
from service.engines.llm.limiter import AdaptiveLimiter
from service.engines.llm.model import ChatModel, Reply
from service.engines.llm.prices import Prices
from service.engines.llm.telemetry import call_span
from service.errors import BudgetSpent, ModelUnavailable

OnCall = Callable[[ChatRequest, StoredCall], None]


@dataclass(frozen=True)
class Retries:
    """`attempts`: maximum for transient failures; `rate_limited`: the same for 429 responses. Delays in seconds."""

    attempts: int = 4
    rate_limited: int = 10
    first_wait: float = 0.5
    longest_wait: float = 30.0

    def shortened(self) -> Retries:
        """Fewer retries, for a model that has a fallback."""
        return replace(self, attempts=min(2, self.attempts), rate_limited=min(3, self.rate_limited))

    def wait(self, failures: int) -> float:
        """Doubles with each failure, plus up to 50% jitter so that calls rejected together are not retried together."""
        longest = min(self.longest_wait, self.first_wait * 2.0 ** (failures - 1))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311


class Caller(Protocol):
    """Makes the calls of a run."""

    async def call(self, request: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage]:
        """See `CallRunner.call`."""


class _AnsweredMeanwhile(Exception):
    """Another process finished the call while this one waited for its turn."""

    def __init__(self, call: StoredCall) -> None:
        super().__init__(call.key)
        self.call = call


@dataclass
class _Flight:
    task: asyncio.Task[tuple[StoredCall, Usage]]
    waiting: int = 0


@dataclass
class CallRunner:
    """Shared by all runs on one model in one event loop; `budget` belongs to each run.

    `on_call` is called with each question and its finished call, including stored ones. `effort`: the reasoning effort
    requested of the model; if nobody chose one, calls stored before the parameter existed are equally valid.
    """

    model: str
    chat: ChatModel
    store: CallStore
    dialect: Dialect
    limiter: AdaptiveLimiter
    prices: Prices
    retries: Retries = Retries()
    max_output_tokens: int = 16_000
    on_call: OnCall | None = None
    effort: Effort | None = None
    effort_is_wish: bool = False
    _flights: dict[str, _Flight] = field(default_factory=dict)

    async def call(self, request: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage]:
        """The finished call and its cost for this caller: zero if it was stored already, or if another caller paid.

        Raises StepFailed if this question cannot be answered, ModelUnavailable or BudgetSpent if none can.
        """
        request = self.put(request)
        call, usage = await self._called(request, budget)
        if self.on_call is not None:
            self.on_call(request, call)
        return call, usage

    def put(self, request: ChatRequest) -> ChatRequest:
        """The question in the form in which it is put to this model."""
        plain = replace(request, model=self.model)
        if self.effort is None:
            return plain
        also = plain.also if self.effort_is_wish else (plain.key, *plain.also)
        return self.dialect.fitted(replace(plain, effort=self.effort, also=also))

    async def _called(self, request: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage]:
        key = request.key
        flight = self._flights.get(key)
        if flight is None:
            stored = await self.store.get(*request.keys)
            if stored is not None and stored.reusable:
                budget.book_cached()
                return stored, Usage(cached_calls=1)
            flight = self._flights.get(key)
        if flight is not None:
            call, _ = await self._joined(key, flight)
            budget.book_cached()
            return call, Usage(cached_calls=1)
        flight = self._flights[key] = _Flight(asyncio.create_task(self._fly(request, budget)))
        return await self._joined(key, flight)

    async def _joined(self, key: str, flight: _Flight) -> tuple[StoredCall, Usage]:
        """Waits for a call that others may wait for too; it is cancelled with the last of them."""
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if flight.waiting == 0:
                self._flights.pop(key, None)
                flight.task.cancel()

    async def _fly(self, request: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage]:
        usage = Usage()
        failures: list[CallFailed] = []
        while True:
            dialect = self.dialect.snapshot()
            try:
                reply, cost = await self._attempt(request, dialect, budget)
            except _AnsweredMeanwhile as known:
                budget.book_cached()
                return known.call, usage + Usage(cached_calls=1)
            except OutOfDate:
                continue
            except Transient as failure:
                usage = usage + Usage(calls=1)
                failures.append(failure)
                await self._wait_or_give_up(failure, failures, usage, budget)
                continue
            except Rejected as failure:
                usage = usage + Usage(calls=1)
                if failure.reason == "bad-request" and self.dialect.adapt(failure, dialect):
                    request = self.dialect.fitted(request)
                    continue
                raise StepFailed(failure.message, reason=failure.reason, usage=usage) from failure
            except Unreachable as failure:
                raise ModelUnavailable(failure.message, hint=failure.hint) from failure
            call = stored_call(request, reply)
            await self.store.put(call, request)
            return call, usage + cost

    async def _attempt(self, request: ChatRequest, dialect: Dialect, budget: Budget) -> tuple[Reply, Usage]:
        """One request on the wire, booked in the budget whether it succeeds or not."""
        guess = sum(len(message.content) for message in request.messages) // 4
        expected = budget.expected_output
        cost = self.prices.cost(request.model, guess, expected) or 0.0
        estimate = Estimate(guess + expected, cost)
        await budget.reserve(estimate)
        used = Usage()
        try:
            async with self.limiter.slot():
                note_look_up()
                known = await self.store.get(*request.keys)
                if known is not None and known.reusable:
                    raise _AnsweredMeanwhile(known)
                used = Usage(calls=1)
                with call_span(request, self.chat.base_url, self.max_output_tokens) as told:
                    asking = self.chat.ask(request, dialect, self.max_output_tokens)
                    reply = await _within(budget.seconds_left(), asking)
                    told(reply)
            used = self._usage(reply)
        except OutOfDate:
            used = Usage()
            raise
        except RateLimited as failure:
            self.limiter.slow_down(failure.retry_after or 0.0)
            raise
        finally:
            await asyncio.shield(budget.settle(estimate, used))
        self.limiter.speed_up()
        self.dialect.prove(dialect.mode)
        return reply, used

    def _usage(self, reply: Reply) -> Usage:
        cached, written = reply.cached_input_tokens, reply.cache_written_tokens
        return Usage(
            calls=1,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
            reasoning_tokens=reply.reasoning_tokens,
            cost_usd=self.prices.cost(self.model, reply.input_tokens, reply.output_tokens, cached, written),
        )

    async def _wait_or_give_up(
        self, failure: Transient, failures: list[CallFailed], usage: Usage, budget: Budget
    ) -> None:
        limited = isinstance(failure, RateLimited)
        alike = [item for item in failures if isinstance(item, RateLimited) == limited]
        if len(alike) >= (self.retries.rate_limited if limited else self.retries.attempts):
            message = f"{failure.message}, {len(failures)} times"
            if failure.reason == "no-connection":
                raise ModelUnavailable(message, hint="is the server up? check OPENAI_BASE_URL") from failure
            raise StepFailed(message, reason=failure.reason, usage=usage) from failure
        pause = self.retries.wait(len(alike))
        if isinstance(failure, RateLimited) and failure.retry_after is not None:
            pause = max(pause * 0.1, failure.retry_after)
        await _within(budget.seconds_left(), asyncio.sleep(pause))


def stored_call(request: ChatRequest, reply: Reply) -> StoredCall:
    return StoredCall(
        key=request.key,
        step=request.step,
        model=request.model,
        raw=reply.raw,
        finish_reason=reply.finish_reason,
        refusal=reply.refusal,
        input_tokens=reply.input_tokens,
        cached_input_tokens=reply.cached_input_tokens,
        output_tokens=reply.output_tokens,
        reasoning_tokens=reply.reasoning_tokens,
        served_by=reply.served_by,
    )


async def _within(seconds: float | None, work: Coroutine[Any, Any, Any]) -> Any:
    """The work's result; raises BudgetSpent if the run's deadline comes first."""
    try:
        async with asyncio.timeout(seconds) as limit:
            return await work
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise BudgetSpent("the run's deadline passed during a model call", hint="raise ARGMAP_LLM_DEADLINE") from error
