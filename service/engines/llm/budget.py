"""What a run may spend, and what it has spent so far."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TypeVar

from service.domain.provenance import RunBudget, Usage
from service.errors import BudgetSpent

_FIRST_GUESS = 300
"""Output tokens that a call is taken to need, until one has been seen."""


Number = TypeVar("Number", int, float)


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
