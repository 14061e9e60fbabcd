"""Asks the model a question; if the answer is unusable, asks once more and points out the errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from service.domain.provenance import MapWarning, Usage
from service.engines.engine import StepFailed
from service.engines.llm.budget import Budget
from service.engines.llm.call_runner import Caller, told_of_choice
from service.engines.llm.calls import ChatRequest, StoredCall
from service.engines.llm.decoding import Decoded, Question
from service.engines.llm.numbering import shown
from service.engines.llm.prompts import Message, Prompt

T = TypeVar("T")
_TRUNCATED = frozenset({"length", "max_tokens"})
_FILTERED = frozenset({"content_filter", "safety", "prohibited_content", "blocklist", "recitation", "spii"})
_SHOWN_ERRORS = 8


@dataclass(frozen=True)
class Outcome:
    """What decoding made of one answer, with the remaining errors."""

    decoded: Decoded[Any]
    reason: str


@dataclass(frozen=True)
class Asker:
    """Asks the questions of one step. `examples`: the few-shot examples, rendered."""

    model: str
    prompt: Prompt
    examples: str
    parameters: Mapping[str, Any]

    async def ask(
        self, question: Question[T], call_runner: Caller, budget: Budget, paragraph: int | None = None
    ) -> tuple[T, Usage, tuple[MapWarning, ...]]:
        """The decoded answer, its cost, and its warnings.

        Raises StepFailed (refused, filtered, truncated, ...) or whatever `CallRunner` raises.
        """
        request = self._request(question)
        call, usage = await call_runner.call(request, budget)
        first = _outcome(question, call, usage)
        if not first.decoded.errors:
            return _usable(first, usage, paragraph)
        again = ChatRequest(
            request.model, request.step, _with_errors(request.messages, call, first), request.schema, request.parameters
        )
        try:
            call, more = await call_runner.call(again, budget)
            usage = usage + more
            second = _outcome(question, call, usage)
        except StepFailed as failure:
            if first.decoded.answer is None:
                raise
            usage = usage + (failure.usage if failure.reason not in {"refused", "filtered"} else Usage())
            second = first
        is_worse = first.decoded.answer is not None and len(second.decoded.errors) > len(first.decoded.errors)
        best = first if second.decoded.answer is None or is_worse else second
        if best.decoded.answer is None:
            raise StepFailed(
                f"{self.prompt.step}: asked twice, the answer could not be used: {'; '.join(best.decoded.errors[:3])}",
                reason=best.reason,
                usage=usage,
            )
        answer, usage, warnings = _usable(best, usage, paragraph)
        told = f"The model was asked twice: its first answer {_WHY_AGAIN.get(first.reason, 'could not be read')}."
        return answer, usage, (MapWarning(paragraph=paragraph, code="asked-again", detail=told), *warnings)

    async def ask_once(self, question: Question[T], call_runner: Caller, budget: Budget) -> tuple[Decoded[T], Usage]:
        """The outcome of a single attempt, with its errors. Raises as `ask` does."""
        call, usage = await call_runner.call(self._request(question), budget)
        return _outcome(question, call, usage).decoded, usage

    def _request(self, question: Question[Any]) -> ChatRequest:
        messages = self.prompt.messages(question.values(), self.examples)
        return ChatRequest(self.model, self.prompt.step, messages, question.schema(), dict(self.parameters))


_WHY_AGAIN = {"truncated": "was too long and was cut off", "empty-answer": "was empty"}


def _usable(outcome: Outcome, usage: Usage, paragraph: int | None) -> tuple[Any, Usage, tuple[MapWarning, ...]]:
    return outcome.decoded.answer, usage, (*told_of_choice(usage, paragraph), *outcome.decoded.warnings)


def _outcome(question: Question[Any], call: StoredCall, usage: Usage) -> Outcome:
    """The decoded answer; raises StepFailed if the model or a filter refused: asking again would not help."""
    if call.refusal:
        raise StepFailed(f"the model refused: {shown(call.refusal)[:200]}", reason="refused", usage=usage)
    if call.finish_reason in _FILTERED:
        raise StepFailed("the provider's content filter stopped the answer", reason="filtered", usage=usage)
    if call.finish_reason in _TRUNCATED:
        return Outcome(
            Decoded(None, (), ("The answer was too long and was cut off. Answer more briefly.",)), "truncated"
        )
    if not call.raw.strip():
        return Outcome(Decoded(None, (), ("The answer was empty.",)), "empty-answer")
    return Outcome(question.decode(call.raw), "bad-answer")


def _with_errors(messages: tuple[Message, ...], call: StoredCall, outcome: Outcome) -> tuple[Message, ...]:
    errors = "\n".join(f"- {error}" for error in outcome.decoded.errors[:_SHOWN_ERRORS])
    wanted = f"Your answer could not be used:\n{errors}\nGive the whole answer again, corrected."
    return (*messages, Message("assistant", call.raw.strip()[:8000] or "{}"), Message("user", wanted))
