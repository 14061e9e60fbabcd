"""Several models in order of preference: if one is overloaded or unreachable, the next is asked.

Only transient failures move on to the next model (persistent 429, 5xx, timeouts, no connection); a refusal would be the
same everywhere, or is for the operator to fix.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from service.domain.provenance import MapWarning, Usage
from service.engines.engine import StepFailed
from service.engines.llm.budget import Budget
from service.engines.llm.call_runner import CallRunner
from service.engines.llm.calls import ChatRequest, StoredCall
from service.engines.llm.failures import Transient
from service.errors import ModelUnavailable

_REST_SECONDS = 30.0
_log = structlog.get_logger(__name__)


@dataclass
class Breaker:
    """A circuit breaker: after a failure, calls go elsewhere; every `rest` seconds one call tests whether the model is
    back.
    """

    rest: float = _REST_SECONDS
    broken: bool = False
    _next_try: float = 0.0

    def lets_through(self) -> bool:
        """Whether a call may be made now. While broken, admits one test call per `rest` seconds; admitting it starts
        the next wait.
        """
        if self.broken and time.monotonic() < self._next_try:
            return False
        self._next_try = time.monotonic() + self.rest
        return True

    def trip(self) -> None:
        self.broken, self._next_try = True, time.monotonic() + self.rest

    def close(self) -> None:
        self.broken = False


class Choices:
    """Has the interface of its `runners`, one for each model, the first choice first."""

    def __init__(self, runners: Sequence[CallRunner], rest: float = _REST_SECONDS) -> None:
        self._choices = [(runner, Breaker(rest)) for runner in runners]

    async def call(self, request: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage]:
        """Same as `CallRunner.call`, using the first model that is available; the call says which. Failed attempts are
        counted.
        """
        keys = tuple(key for runner, _ in self._choices for key in runner.put(request).keys)
        asked = replace(request, also=keys)
        ready = [choice for choice in self._choices if choice[1].lets_through()] or self._choices
        usage, failed = Usage(), None
        for runner, breaker in ready:
            try:
                call, used = await runner.call(asked, budget)
            except (StepFailed, ModelUnavailable) as failure:
                usage = usage + (failure.usage if isinstance(failure, StepFailed) else Usage())
                if not isinstance(failure.__cause__, Transient):
                    breaker.close()
                    raise
                breaker.trip()
                _log.warning("model.overloaded", model=runner.model, reason=failure.__cause__.reason)
                failed = failure
            else:
                breaker.close()
                other = {call.model: 1} if call.model != self._choices[0][0].model else {}
                return call, usage + used + Usage(models=other)
        assert failed is not None
        if isinstance(failed, StepFailed):
            failed.usage = usage
        raise failed


def told_of_choice(usage: Usage, paragraph: int | None = None) -> tuple[MapWarning, ...]:
    """A warning for each model that answered instead of the first choice."""
    return tuple(
        MapWarning(paragraph=paragraph, code="second-choice", detail=f"Answered by {model}: the first choice was away.")
        for model in usage.models
    )
