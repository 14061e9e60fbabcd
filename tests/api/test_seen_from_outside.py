"""What a server tells about itself: logs, metrics, traces, readiness. Real processes, a real receiver of traces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from service.api.keys import key_id
from tests.faults.databases import Disk, Postgres
from tests.pipeline.processes import Process
from tests.postgres import PostgresMissing
from tests.scripted_llm import ScriptedLLM
from tests.serving import served, status_of
from tests.waiting import until
from tests.web_server import Reply, Sent, answering

_LIBRARIES = "import dbos, fastapi, openai, sqlalchemy, time; print('imported', flush=True); time.sleep(60)"
"""What no server can do without; how long it takes tells how fast the machine is."""

_TEXT = "Trams should stay. They carry many people.\n\nBuses are slower. They stand in the jam."


@contextmanager
def receiving(spans: list[Any]) -> Iterator[str]:
    """An OTLP/HTTP receiver, which adds every span that comes to these; its address."""

    def answer(sent: Sent) -> Reply:
        if sent.path == "/v1/traces":
            for resource in ExportTraceServiceRequest.FromString(sent.body).resource_spans:
                for scope in resource.scope_spans:
                    spans.extend(scope.spans)
        return Reply()

    with answering(answer) as url:
        yield url


def _metrics(url: str) -> dict[str, float]:
    text = httpx.get(f"{url}/metrics", timeout=30).text
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _was_late(span: Any) -> bool:
    """Whether it is of a question that was taken back before it was sent, since this machine took too long."""
    return any(attribute.value.string_value == "out-of-date" for attribute in span.attributes)


def test_a_run_is_seen_in_logs_metrics_and_traces(tmp_path: Path) -> None:
    secret = "argmap-secret-key-1"
    received: list[Any] = []
    with receiving(received) as receiver, ScriptedLLM() as model:
        given = {
            "OPENAI_BASE_URL": model.base_url,
            "OPENAI_API_KEY": "sk-secret-model-key",
            "ARGMAP_MODEL": "scripted",
            "ARGMAP_API_KEYS": secret,
            "OTEL_EXPORTER_OTLP_ENDPOINT": receiver,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        with served(tmp_path, **given) as (url, process):
            headers = {"Authorization": f"Bearer {secret}", "X-Request-ID": "my-request"}
            answers = [
                httpx.post(f"{url}/v1/maps", params={"wait": 60}, json={"text": _TEXT}, headers=headers, timeout=90)
                for _ in range(2)
            ]
            map_id = answers[0].json()["id"]
            told = _metrics(url)
            assert process.end() == 0
        spans = list(received)
        lines = [json.loads(line) for line in process.text().splitlines()]
    assert [answer.json()["status"] for answer in answers] == ["done", "done"]
    assert answers[0].headers["X-Request-ID"] == "my-request"
    calls = answers[0].json()["provenance"]["usage"]["calls"]
    assert told["argmap_model_calls_total['answered']"] == calls == told["argmap_model_attempts_total[]"]
    assert told["argmap_model_calls_total['cached']"] == calls, "the second map asked for nothing"
    assert told["argmap_model_tokens_total['input']"] == 100 * calls
    assert told["argmap_run_seconds_count['done', 'llm']"] == 2
    assert told["argmap_step_seconds_count['llm', 'structure']"] == 2, "both paragraphs in one call"
    assert told["argmap_queue_depth['runs']"] == 0
    assert told["argmap_database_up[]"] == 1
    assert key_id(secret) in {line.get("key") for line in lines if line["event"] == "request"}
    assert "my-request" in {line.get("request_id") for line in lines if line["event"] == "request"}
    assert map_id in {line.get("map_id") for line in lines if line["event"] == "run.finished"}
    of_run = [span.name for span in spans if span.trace_id.hex() == map_id and not _was_late(span)]
    steps = ("structure", "voices", "references", "links", "issues")
    asked = [name for name in of_run if name.startswith("chat ")]
    assert asked == ["chat scripted"] * calls, "one span a call of the model"
    assert sorted(of_run) == sorted(["run", *(f"step {step}" for step in steps), *asked])
    assert any("/v1/maps" in span.name for span in spans), "no span of a request"
    for secrets in (secret, "sk-secret-model-key"):
        assert secrets not in process.text()
        assert secrets not in str(spans)
        assert secrets not in str(told)


def test_a_server_is_soon_ready_and_tells_that_its_disk_is_full() -> None:
    disk = Disk(64)
    try:
        if not disk.is_small:
            pytest.skip("no small disk can be mounted here")
        with served(disk.folder) as (url, process):
            with Process(["-c", _LIBRARIES], disk.folder / "libraries.log") as libraries:
                until(lambda: "imported" in libraries.text(), 120, libraries)
                assert process.cpu_seconds < 6 * libraries.cpu_seconds
            with disk.full():
                answer = httpx.get(f"{url}/readyz", timeout=30)
                assert (answer.status_code, answer.json()["detail"]) == (503, {"database": "its disk is full"})
                assert status_of(f"{url}/healthz") == 200
            assert status_of(f"{url}/readyz") == 200
    finally:
        disk.close()


def test_what_the_queue_logs_is_a_json_object_a_line(tmp_path: Path) -> None:
    script = (
        "from service.logs import configure_logs; configure_logs('INFO')\n"
        "from dbos import DBOS; from dbos._logger import dbos_logger\n"
        f"DBOS(config={{'name': 'argmap', 'system_database_url': 'sqlite:///{tmp_path}/a.db'}}); DBOS.launch()\n"
        "dbos_logger.warning('the queue says: %s', 'so it is'); DBOS.destroy()"
    )
    with Process(["-c", script], tmp_path / "log") as process:
        until(lambda: not process.runs, 60)
    told = [json.loads(line) for line in process.text().splitlines()]
    assert [line["event"] for line in told if "the queue says" in line["event"]] == ["the queue says: so it is"]


def test_readiness_tells_that_the_database_is_gone_and_back(tmp_path: Path) -> None:
    try:
        database = Postgres()
    except PostgresMissing as missing:
        pytest.skip(str(missing))
    try:
        with served(tmp_path, ARGMAP_DATABASE_URL=database.url) as (url, process):
            with database.disturbed("database-cut"):
                until(lambda: status_of(f"{url}/readyz") == 503, 30, process)
                assert "database" in httpx.get(f"{url}/readyz", timeout=30).json()["detail"]
                assert status_of(f"{url}/healthz") == 200
                assert status_of(f"{url}/v1/maps") == 503
                assert _metrics(url)["argmap_database_up[]"] == 0
            until(lambda: status_of(f"{url}/readyz") == 200, 60, process)
            assert _metrics(url)["argmap_database_up[]"] == 1
            with database.disturbed("database-frozen"):  # it keeps its connections, and answers nothing
                assert status_of(f"{url}/readyz") == 503
                assert status_of(f"{url}/healthz") == 200
            until(lambda: status_of(f"{url}/readyz") == 200, 60, process)
    finally:
        database.close()
