"""OpenTelemetry traces, enabled by the standard OTEL_ variables; without them everything is a no-op.

All spans of a run use the map's id as their trace id, in whichever worker, so that a map's trace can be found by its
id.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, TraceFlags

from service.errors import InputError

_ID = re.compile(r"[0-9a-f]{32}")
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_tracer = trace.get_tracer("argmap")


def tracing_wanted() -> bool:
    """Whether the environment says where to send spans."""
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    exporter = os.environ.get("OTEL_TRACES_EXPORTER", "")
    return exporter != "none" and (exporter != "" or any(os.environ.get(name) for name in _ENDPOINTS))


def start_tracing() -> Callable[[], None]:
    """Export spans over OTLP/HTTP if the environment asks for it; call the returned function at the end.

    Raises InputError if the packages for it are missing, or another exporter is requested.
    """
    if not tracing_wanted():
        return lambda: None
    exporter = os.environ.get("OTEL_TRACES_EXPORTER") or "otlp"
    if exporter != "otlp":
        raise InputError(f"OTEL_TRACES_EXPORTER is {exporter!r}", hint="Use `otlp`, or `none` for no traces.")
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise InputError(
            "traces are asked for, and the packages for them are missing", hint='pip install "argmap[otel]"'
        ) from error
    resource = Resource.create({} if os.environ.get("OTEL_SERVICE_NAME") else {SERVICE_NAME: "argmap"})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return provider.shutdown


@contextmanager
def span(name: str, map_id: str | None = None, **attributes: str | int | float) -> Iterator[Span]:
    """A span around a piece of work; with `map_id` it belongs to that map's trace."""
    all_attributes = attributes if map_id is None else {"argmap.map_id": map_id, **attributes}
    context = None if map_id is None else _trace_of(map_id)
    with _tracer.start_as_current_span(name, context=context, attributes=all_attributes) as opened:
        yield opened


def _trace_of(map_id: str) -> Context | None:
    if not _ID.fullmatch(map_id) or int(map_id[:16], 16) == 0:
        return None
    parent = SpanContext(
        trace_id=int(map_id, 16),
        span_id=int(map_id[:16], 16),
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )
    return trace.set_span_in_context(NonRecordingSpan(parent), Context())
