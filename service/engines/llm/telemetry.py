"""A span and two histograms for each call, by OpenTelemetry's conventions for generative AI (semconv 1.40).

No-ops unless `service.tracing` is switched on. Prompts and answers are left out, unless the conventions' own variable
OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT is true.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from opentelemetry import metrics, trace
from opentelemetry.trace import SpanKind, StatusCode

from service.engines.llm.calls import ChatRequest
from service.engines.llm.failures import CallFailed
from service.engines.llm.model import Reply

_PROVIDERS = {"anthropic": "anthropic", "google_genai": "gcp.gemini", "mistralai": "mistral_ai", "ollama": "ollama"}
_CAPTURE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
_tracer = trace.get_tracer("argmap")
_meter = metrics.get_meter("argmap")
_tokens = _meter.create_histogram(
    "gen_ai.client.token.usage",
    unit="{token}",
    description="Tokens of input and output",
    explicit_bucket_boundaries_advisory=[4**power for power in range(14)],
)
_seconds = _meter.create_histogram(
    "gen_ai.client.operation.duration",
    unit="s",
    description="Duration of a call",
    explicit_bucket_boundaries_advisory=[0.01 * 2**power for power in range(14)],
)


@contextmanager
def call_span(request: ChatRequest, base_url: str | None, max_tokens: int) -> Iterator[Callable[[Reply], None]]:
    """Wraps one attempt of a call; the yielded function records the reply. A failure is recorded by its reason."""
    prefix, _, name = request.model.partition(":")
    provider = _PROVIDERS.get(prefix, "openai")
    model = name if prefix in _PROVIDERS else request.model
    common: dict[str, str] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
    }
    if base_url and (host := urlsplit(base_url).hostname):
        common["server.address"] = host
    asked: dict[str, str | int] = {
        "gen_ai.request.max_tokens": max_tokens,
        "argmap.step": request.step,
        "argmap.effort": request.effort or "",
    }
    begun = time.monotonic()
    with _tracer.start_as_current_span(f"chat {model}", kind=SpanKind.CLIENT, attributes={**common, **asked}) as opened:
        if _captured():
            opened.set_attribute("gen_ai.input.messages", _messages((m.role, m.content) for m in request.messages))

        def told(reply: Reply) -> None:
            opened.set_attributes(_told(reply))
            if _captured():
                opened.set_attribute("gen_ai.output.messages", _messages([("assistant", reply.raw)]))
            for kind, count in (("input", reply.input_tokens), ("output", reply.output_tokens)):
                _tokens.record(count, {**common, "gen_ai.token.type": kind})

        failed = {}
        try:
            yield told
        except CallFailed as failure:
            failed = {"error.type": failure.reason}
            opened.set_attributes(failed)
            opened.set_status(StatusCode.ERROR, failure.reason)
            raise
        finally:
            _seconds.record(time.monotonic() - begun, {**common, **failed})


def _told(reply: Reply) -> dict[str, str | int | list[str]]:
    return {
        "gen_ai.response.model": reply.served_by or "unknown",
        "gen_ai.response.finish_reasons": [reply.finish_reason],
        "gen_ai.usage.input_tokens": reply.input_tokens,
        "gen_ai.usage.output_tokens": reply.output_tokens,
        "gen_ai.usage.cache_read.input_tokens": reply.cached_input_tokens,
        "gen_ai.usage.cache_creation.input_tokens": reply.cache_written_tokens,
        "gen_ai.usage.reasoning.output_tokens": reply.reasoning_tokens,
    }


def _captured() -> bool:
    return os.environ.get(_CAPTURE, "").lower() == "true"


def _messages(said: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> str:
    parts = [{"role": role, "parts": [{"type": "text", "content": text}]} for role, text in said]
    return json.dumps(parts, ensure_ascii=False)
