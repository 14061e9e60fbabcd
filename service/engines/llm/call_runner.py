"""What a run may spend, and what it has spent so far."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar
from weakref import WeakValueDictionary

from service.domain.provenance import MapWarning, RunBudget, Usage
from service.engines.engine import StepFailed
from service.engines.llm.calls import CallStore, ChatRequest, StoredCall
from service.engines.llm.model import CallFailed, ChatModel, Rejected, Transient, Unreachable
from service.errors import BudgetSpent, ModelUnavailable
from service.tracing import span

_FIRST_GUESS = 300
"""Output tokens that a call is taken to need, until one has been seen."""


Number = TypeVar("Number", int, float)
OnCall = Callable[[ChatRequest, StoredCall], None]
Prices = Mapping[str, tuple[float, float]]
"""US dollars per million tokens of input and of output, by model."""
_LONGEST_PAUSE = 60.0


def _lower(one: Number | None, other: Number | None) -> Number | None:
    return min((limit for limit in (one, other) if limit is not None), default=None)


@dataclass(frozen=True)
class SpendingLimits:
    """None means unlimited. `cost`: US dollars."""

    calls: int | None = None
    tokens: int | None = None
    cost: float | None = None

    def within(self, budget: RunBudget) -> SpendingLimits:
        """These limits, each lowered to the budget's if that is lower."""
        return SpendingLimits(
            _lower(self.calls, budget.calls),
            _lower(self.tokens, budget.tokens),
            _lower(self.cost, budget.cost_usd),
        )


@dataclass(frozen=True)
class Estimate:
    """The estimated usage of a call that is about to start."""

    tokens: int
    cost: float


class Budget:
    """The budget of one run in one event loop. A call waits if the calls in flight may use up what it needs.

    Estimates are not guarantees: the last call's answer may exceed a token or cost limit.
    """

    def __init__(self, limits: SpendingLimits, spent: Usage = Usage()) -> None:
        self._limits = limits
        self._spent = spent
        self._held: list[Estimate] = []
        self._largest_output = 0
        self._changed = asyncio.Condition()

    @property
    def spent(self) -> Usage:
        return self._spent

    @property
    def expected_output(self) -> int:
        """The estimated number of output tokens of the next call: the maximum so far."""
        return self._largest_output or _FIRST_GUESS

    async def reserve(self, estimate: Estimate) -> None:
        """Reserves what a call may need. Raises BudgetSpent if it would not fit even with no other call in flight."""
        async with self._changed:
            while (broken := self._broken_by([*self._held, estimate])) is not None:
                if not self._held or self._broken_by([estimate]) is not None:
                    raise BudgetSpent(broken, hint="raise the limit, or map a shorter text; finished calls are kept")
                await self._changed.wait()
            self._held.append(estimate)

    async def settle(self, estimate: Estimate, used: Usage) -> None:
        """Releases a reservation and records actual usage."""
        async with self._changed:
            self._held.remove(estimate)
            self._spent = self._spent + used
            self._largest_output = max(self._largest_output, used.output_tokens)
            self._changed.notify_all()

    def book(self, used: Usage) -> None:
        """Records usage that had no reservation."""
        self._spent = self._spent + used

    def _broken_by(self, held: list[Estimate]) -> str | None:
        """The limit that these calls would break, in words; None where all of them fit."""
        limits, spent = self._limits, self._spent
        if limits.calls is not None and spent.calls + len(held) > limits.calls:
            return f"the run's limit of {limits.calls} model calls is reached"
        tokens = spent.input_tokens + spent.output_tokens + sum(estimate.tokens for estimate in held)
        if limits.tokens is not None and tokens > limits.tokens:
            return f"the run's limit of {limits.tokens} tokens leaves no room for another call"
        cost = (spent.cost_usd or 0.0) + sum(estimate.cost for estimate in held)
        if limits.cost is not None and cost > limits.cost:
            return f"the run's limit of {limits.cost:g} US dollars leaves no room for another call"
        return None


@dataclass(frozen=True)
class Retries:
    """`attempts`: of one call; of a model that has a fallback, two. Waits in seconds, doubled with each failure."""

    attempts: int = 6
    first_wait: float = 0.5
    longest_wait: float = 30.0


def cost_of(prices: Prices, model: str, input_tokens: int, output_tokens: int) -> float | None:
    """US dollars; None if the model's price is unknown."""
    price = prices.get(model)
    return None if price is None else (input_tokens * price[0] + output_tokens * price[1]) / 1e6


def estimated(request: ChatRequest, model: str, prices: Prices, budget: Budget, share: float = 1.0) -> Estimate:
    """What a call may need; `share`: of the price."""
    guess = sum(len(message.content) for message in request.messages) // 4
    cost = cost_of(prices, model, guess, budget.expected_output) or 0.0
    return Estimate(guess + budget.expected_output, cost * share)


def paid(call: StoredCall, prices: Prices, share: float = 1.0) -> Usage:
    """What one call used; `share`: of the price."""
    cost = cost_of(prices, call.model, call.input_tokens, call.output_tokens)
    return Usage(
        calls=1,
        input_tokens=call.input_tokens,
        output_tokens=call.output_tokens,
        reasoning_tokens=call.reasoning_tokens,
        cost_usd=None if cost is None else cost * share,
    )


class Caller(Protocol):
    """Makes the calls of a run."""

    async def call(self, request: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage]:
        """See `CallRunner.call`."""


@dataclass
class CallRunner:
    """Shared by all runs on one model in one event loop; `budget` belongs to each run.

    `models`: the first choice, and those to fall back on if it is overloaded or away. `concurrency`: of calls.
    `on_call` is called with each question and its finished call, including stored ones.
    """

    models: Sequence[ChatModel]
    store: CallStore
    prices: Prices
    retries: Retries = Retries()
    concurrency: int = 16
    on_call: OnCall | None = None
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.concurrency)

    async def call(self, request: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage]:
        """The finished call and its cost for this caller: zero if it was stored already.

        Raises StepFailed if this question cannot be answered, ModelUnavailable or BudgetSpent if none can.
        """
        request = self.put(request)
        lock = self._locks.setdefault(request.key, asyncio.Lock())
        async with lock, self._places:
            call, usage = await self.store.get(request.key), Usage(cached_calls=1)
            if call is not None and call.reusable:
                budget.book(usage)
            else:
                call, usage = await self._asked(request, budget)
        if self.on_call is not None:
            self.on_call(request, call)
        other = {call.model: 1} if call.model != request.model else {}
        return call, usage + Usage(models=other)

    def put(self, request: ChatRequest) -> ChatRequest:
        """The question in the form in which it is put to the first choice."""
        return replace(request, model=self.models[0].model, effort=self.models[0].effort)

    async def _asked(self, request: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage]:
        """LangChain repeats attempts that failed in transport, and goes on to the next model."""
        usage = Usage()

        def attempts(chat: ChatModel, most: int) -> Any:
            async def attempt(_: object) -> StoredCall:
                nonlocal usage
                try:
                    call = await self._attempt(chat, request, budget)
                except CallFailed as failure:
                    usage = usage + Usage(calls=1)
                    if isinstance(failure, Transient) and failure.retry_after:
                        await asyncio.sleep(min(failure.retry_after, _LONGEST_PAUSE))
                    raise
                usage = usage + paid(call, self.prices)
                return call

            first, longest = self.retries.first_wait, self.retries.longest_wait
            return (
                importlib.import_module("langchain_core.runnables")
                .RunnableLambda(attempt)
                .with_retry(
                    retry_if_exception_type=(Transient,),
                    exponential_jitter_params={"multiplier": first, "max": longest, "jitter": first},
                    stop_after_attempt=most,
                )
            )

        *firsts, last = self.models
        first, *others = [*(attempts(chat, 2) for chat in firsts), attempts(last, self.retries.attempts)]
        try:
            chain = first.with_fallbacks(others, exceptions_to_handle=(Transient,)) if others else first
            call: StoredCall = await chain.ainvoke(request.key)
        except Unreachable as failure:
            raise ModelUnavailable(failure.message, hint=failure.hint) from failure
        except (Transient, Rejected) as failure:
            if failure.reason == "no-connection":
                raise ModelUnavailable(failure.message, hint="is the server up? check OPENAI_BASE_URL") from failure
            raise StepFailed(failure.message, reason=failure.reason, usage=usage) from failure
        await self.store.put(call, request)
        return call, usage

    async def _attempt(self, chat: ChatModel, request: ChatRequest, budget: Budget) -> StoredCall:
        """One request on the wire, booked in the budget."""
        estimate = estimated(request, chat.model, self.prices, budget)
        await budget.reserve(estimate)
        used = Usage(calls=1)
        try:
            with span(
                f"chat {chat.model}", **{"gen_ai.request.model": chat.model, "argmap.step": request.step}
            ) as told:
                call = await chat.ask(request)
                told.set_attribute("gen_ai.usage.input_tokens", call.input_tokens)
                told.set_attribute("gen_ai.usage.output_tokens", call.output_tokens)
            used = paid(call, self.prices)
        finally:
            await asyncio.shield(budget.settle(estimate, used))
        return call


def told_of_choice(usage: Usage, paragraph: int | None = None) -> tuple[MapWarning, ...]:
    """A warning for each model that answered instead of the first choice."""
    return tuple(
        MapWarning(paragraph=paragraph, code="second-choice", detail=f"Answered by {model}: the first choice was away.")
        for model in usage.models
    )
