"""What a collector receives: spans over OTLP/HTTP, decoded with the protocol's own messages."""

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
        self.address = ""

    @property
    def calls(self) -> list[dict[str, Any]]:
        spans = [item for one in self.traces.resource_spans for scope in one.scope_spans for item in scope.spans]
        return [
            {"name": item.name, "kind": item.kind, "status": item.status.code} | _values(item.attributes)
            for item in spans
        ]


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
        collector.traces.MergeFromString(body)
        return Reply()

    with answering(answer) as collector.address:
        yield collector


def test_each_attempt_is_a_span_without_text() -> None:
    reactions: Iterator[Any] = iter(
        [Status(503), Answer('{"paragraphs": [{"p": 1, "said": [], "units": ["1"]}]}', reasoning_tokens=4)]
    )
    with collecting() as collector, ScriptedLLM(lambda _: next(reactions)) as llm:
        environment = os.environ | {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address}
        done = subprocess.run(
            [sys.executable, "-c", _RUN, llm.base_url], env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
    failed, answered = (call for call in collector.calls if call["name"] == "chat gpt-5-mini")
    assert (failed["status"], answered["status"]) == (2, 0)
    expected = {
        "gen_ai.request.model": "gpt-5-mini",
        "argmap.step": "structure",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 10,
    }
    assert {name: answered.get(name) for name in expected} == expected
    assert b"patrols" not in collector.traces.SerializeToString()


def test_the_board_asks_for_metrics_that_exist() -> None:
    board = json.loads(Path("docs/how-to/grafana-board.json").read_text("utf-8"))
    expressions = " ".join(target["expr"] for panel in board["panels"] for target in panel["targets"])
    asked = set(re.findall(r"argmap_\w+?(?=_bucket|_total|[\[) ])", expressions))
    served = {family.name for registry in (REGISTRY, Metrics()._registry) for family in registry.collect()}
    assert len(asked) > 5
    assert asked <= served | {"argmap_maps", "argmap_queue_depth"}
