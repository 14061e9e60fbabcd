"""Prometheus metrics of this process: runs, steps, model calls, tokens, cost."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

from service.domain.provenance import Usage

REGISTRY = CollectorRegistry()
_SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000)

RUN_SECONDS = Histogram(
    "argmap_run_seconds",
    "From the start of a run here to its end",
    ["engine", "status"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
STEP_SECONDS = Histogram(
    "argmap_step_seconds",
    "One step, its model calls and retries included",
    ["engine", "step"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
MODEL_CALLS = Counter(
    "argmap_model_calls",
    "Model calls: answered and stored, found in the table of calls (cached), or why a step or a run gave up",
    ["outcome"],
    registry=REGISTRY,
)
_ATTEMPTS = Counter("argmap_model_attempts", "Requests to the model server, retries included", registry=REGISTRY)
_TOKENS = Counter("argmap_model_tokens", "Tokens of model calls", ["direction"], registry=REGISTRY)
_COST = Counter("argmap_model_cost_usd", "Price of model calls, where prices are known", registry=REGISTRY)


def count_usage(usage: Usage) -> None:
    """Add a finished step's usage."""
    _ATTEMPTS.inc(usage.calls)
    _TOKENS.labels("input").inc(usage.input_tokens)
    _TOKENS.labels("output").inc(usage.output_tokens)
    _TOKENS.labels("reasoning").inc(usage.reasoning_tokens)  # part of the output
    _COST.inc(usage.cost_usd or 0.0)
