"""What a collector receives: spans and metrics over OTLP/HTTP, decoded with the protocol's own messages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import decompress
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from service.api.metrics import Metrics
from service.pipeline.metrics import REGISTRY
from tests.scripted_llm import Answer, ScriptedLLM, Status
from tests.web_server import Reply, Sent, answering

_RUN = """
import asyncio, sys
from service.engines.answers import VoicesAnswer
from service.engines.llm.calls import MemoryCallStore
from service.engines.llm.call_runner import Retries
from service.engines.llm.chain import Chain
from service.engines.llm.engine import LLMEngine
from service.tracing import start_tracing
from tests.engines.llm.texts import BORDER, document_of
end = start_tracing()
chain = Chain(model="gpt-5-mini", base_url=sys.argv[1], calls=MemoryCallStore(), retries=Retries(first_wait=0.01))
asyncio.run(LLMEngine(chain).structure(document_of(BORDER), VoicesAnswer(), 0))
end()
"""


class Collector:
    """Keeps what was exported to it."""

    def __init__(self) -> None:
        self.traces = ExportTraceServiceRequest()
        self.metrics = ExportMetricsServiceRequest()
        self.address = ""

    @property
    def calls(self) -> list[dict[str, Any]]:
        spans = [item for one in self.traces.resource_spans for scope in one.scope_spans for item in scope.spans]
        return [
            {"name": item.name, "kind": item.kind, "status": item.status.code} | _values(item.attributes)
            for item in spans
        ]

    @property
    def points(self) -> dict[str, list[dict[str, Any]]]:
        found = [item for one in self.metrics.resource_metrics for scope in one.scope_metrics for item in scope.metrics]
        return {
            item.name: [{"sum": p.sum, "count": p.count} | _values(p.attributes) for p in item.histogram.data_points]
            for item in found
        }


def _values(attributes: Any) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        kind = value.WhichOneof("value")
        return [plain(item) for item in value.array_value.values] if kind == "array_value" else getattr(value, kind)

    return {item.key: plain(item.value) for item in attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()

    def answer(sent: Sent) -> Reply:
        body = decompress(sent.body) if sent.headers.get("content-encoding") == "gzip" else sent.body
        (collector.traces if sent.path == "/v1/traces" else collector.metrics).MergeFromString(body)
        return Reply()

    with answering(answer) as collector.address:
        yield collector


@pytest.mark.parametrize("captured", [False, True])
def test_each_call_is_a_span_by_the_conventions_without_text_unless_wanted(captured: bool) -> None:
    reactions: Iterator[Any] = iter(
        [Status(503), Answer('{"paragraphs": [{"p": 1, "said": [], "units": ["1"]}]}', reasoning_tokens=4)]
    )
    with collecting() as collector, ScriptedLLM(lambda _: next(reactions)) as llm:
        environment = os.environ | {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address,
            "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": str(captured),
        }
        done = subprocess.run(
            [sys.executable, "-c", _RUN, llm.base_url], env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        prompts = [asked.body["messages"][-1]["content"] for asked in llm.requests]
    failed, answered = (call for call in collector.calls if call["name"] == "chat gpt-5-mini")
    assert failed["error.type"] == "server-error"
    assert (failed["status"], answered["status"], answered["kind"]) == (2, 0, 3)
    expected = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.response.model": "gpt-5-mini",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 10,
        "gen_ai.usage.cache_read.input_tokens": 0,
        "gen_ai.usage.reasoning.output_tokens": 4,
        "gen_ai.response.finish_reasons": ["stop"],
        "server.address": "127.0.0.1",
    }
    assert {name: answered.get(name) for name in expected} == expected
    tokens = {point["gen_ai.token.type"]: point["sum"] for point in collector.points["gen_ai.client.token.usage"]}
    assert tokens == {"input": 100, "output": 10}
    assert sum(point["count"] for point in collector.points["gen_ai.client.operation.duration"]) == 2
    if captured:
        assert json.loads(answered["gen_ai.input.messages"])[-1]["parts"][0]["content"] == prompts[-1]
    else:
        told = collector.traces.SerializeToString() + collector.metrics.SerializeToString()
        assert b"patrols" not in told


def test_the_board_asks_for_metrics_that_exist() -> None:
    board = json.loads(Path("docs/how-to/grafana-board.json").read_text("utf-8"))
    expressions = " ".join(target["expr"] for panel in board["panels"] for target in panel["targets"])
    asked = set(re.findall(r"argmap_\w+?(?=_bucket|_total|[\[) ])", expressions))
    served = {family.name for registry in (REGISTRY, Metrics()._registry) for family in registry.collect()}
    assert len(asked) > 5
    assert asked <= served | {"argmap_maps", "argmap_queue_depth"}
