"""What the calls of a run cost: tokens a 1,000 words, and dollars where a price is known.

Providers cache the beginning of a request that equals the beginning of an earlier one, from 1,024 tokens on and in
steps of 128 (OpenAI's documented rule; the others' are alike). Where a server says what it read from its cache, that
counts; for recorded answers it is reckoned as for a service at work: a request finds in the cache what it shares with
any other request of its step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.engines.llm.call_runner import Prices, cost_of
from service.engines.llm.calls import ChatRequest, StoredCall

_LEAST, _STEP = 1024, 128


@dataclass(frozen=True)
class Cost:
    """Per 1,000 words of body text. `cached`: the part of the input that is read from the provider's cache;
    `reasoning_tokens`: the part of the output that nobody sees.

    `own`: dollars at the price of the model itself, None where that is not known; `seconds`: of the model, all calls
    added up, None for recordings; `paid`: dollars that this run paid, in all: answers kept from earlier cost nothing.
    """

    words: int
    calls: float
    input_tokens: float
    cached: float
    output_tokens: float
    reasoning_tokens: float
    by_step: Mapping[str, float]
    own: float | None = None
    seconds: float | None = None
    paid: float | None = None

    def lines(self) -> list[str]:
        """The same in words, for a terminal and a summary."""
        steps = ", ".join(f"{step} {tokens:,.0f}" for step, tokens in self.by_step.items())
        own = "" if self.own is None else f" This model: ${self.own:.4f}."
        paid = "" if self.paid is None else f" Paid in this run: ${self.paid:.4f}."
        return [
            f"Price of 1,000 words ({self.words:,} words read): {self.input_tokens:,.0f} input tokens ({steps}), "
            f"{self.input_tokens - self.cached:,.0f} of them not from the provider's prompt cache; "
            f"{self.output_tokens:,.0f} output tokens; {self.calls:.1f} calls.{own}{paid}",
        ]


@dataclass
class Meter:
    """Notes each question and its answer; repeated questions count as often as they are asked.

    `model`: whose own price is told; `live`: whether the server said what it had cached; `seconds`: of a call, by its
    key.
    """

    model: str | None = None
    live: bool = False
    seconds: Callable[[str], float | None] | None = None
    prices: Prices = field(default_factory=dict)
    _calls: dict[str, list[tuple[str, StoredCall]]] = field(default_factory=lambda: defaultdict(list))

    def note(self, request: ChatRequest, call: StoredCall) -> None:
        """Called after each finished call (see `Chain`)."""
        text = "\0".join(message.content for message in request.messages)
        self._calls[request.step].append((text, call))

    def cost(self, words: int, paid: float | None = None) -> Cost | None:
        """None where no model was asked, or nothing was read."""
        calls = [call for step in self._calls.values() for _, call in step]
        if not calls or not words:
            return None
        reckoned = sum(_cached_tokens(step) for step in self._calls.values())
        cached = sum(call.cached_input_tokens for call in calls) if self.live else reckoned
        used = sum(call.input_tokens for call in calls)
        out = sum(call.output_tokens for call in calls)
        share = 1000 / words
        own = cost_of(self.prices, self.model, used, out) if self.model else None
        return Cost(
            words=words,
            calls=len(calls) * share,
            input_tokens=used * share,
            cached=cached * share,
            output_tokens=out * share,
            reasoning_tokens=sum(call.reasoning_tokens for call in calls) * share,
            by_step={step: sum(call.input_tokens for _, call in asked) * share for step, asked in self._calls.items()},
            own=None if own is None else own * share,
            seconds=self._seconds(calls, share),
            paid=paid,
        )

    def _seconds(self, calls: Sequence[StoredCall], share: float) -> float | None:
        if self.seconds is None:
            return None
        return share * sum(self.seconds(call.key) or 0.0 for call in calls)


def _cached_tokens(asked: Sequence[tuple[str, StoredCall]]) -> int:
    """Input tokens of one step's calls that stand in the cache."""
    order = sorted(range(len(asked)), key=lambda at: asked[at][0])
    total = 0
    for place, at in enumerate(order):
        text, call = asked[at]
        around = [asked[order[other]][0] for other in (place - 1, place + 1) if 0 <= other < len(order)]
        shared = max((_shared(text, other) for other in around), default=0)
        tokens = int(call.input_tokens * shared / max(1, len(text))) // _STEP * _STEP
        total += tokens if tokens >= _LEAST else 0
    return total


def _shared(text: str, other: str) -> int:
    """Length of the common beginning."""
    differing = (at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b)
    return next(differing, min(len(text), len(other)))


def words_of(texts: Iterable[str]) -> int:
    """Words, as white space parts them."""
    return sum(len(text.split()) for text in texts)
