"""Requests made from the OpenAPI document by Schemathesis, sent to a real server whose memory is watched."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.pipeline.processes import Process
from tests.ports import free_port

SLOWEST_SECONDS = 60
MOST_MEMORY_MIB = 400
_CHECKS = "not_a_server_error,content_type_conformance,use_after_free"
_PHASES = "examples,coverage,fuzzing,stateful"


@dataclass
class Sent:
    """`wrong`: failures that Schemathesis found, errors in the server's log, a server that grew too large or ended."""

    operations: int
    requests: int
    grown_mib: float
    wrong: list[str]

    def __str__(self) -> str:
        return (
            f"requests: {self.requests} to {self.operations} operations, "
            f"the server grew by {self.grown_mib:.0f} MiB, {len(self.wrong)} bad"
        )


def send(
    folder: Path, *, database_url: str, seconds: int, seed: int, examples: int = 1000, phases: str = _PHASES
) -> Sent:
    """Fuzz a server of its own for so many seconds. The log of the server and the report stay in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    arguments = ["-c", "from service.cli.main import main; main()", "serve", "--port", str(port)]
    with Process(arguments, folder / "server.log", ARGMAP_DATABASE_URL=database_url) as server:
        base_url = f"http://127.0.0.1:{port}"
        _until_ready(base_url, server)
        httpx.post(
            f"{base_url}/v1/maps", params={"wait": 60}, json={"text": "Trams pay. They carry many."}, timeout=600
        )
        before = memory_mib(server.pid)
        report = _run_schemathesis(base_url, folder, seconds, seed, examples, phases)
        wrong = [_told(failure) for failure in report["failures"]] + [str(error) for error in report["errors"]]
        if not server.runs:
            wrong.append(f"the server ended: {server.text()[-2000:]}")
        grown = memory_mib(server.pid) - before if server.runs else 0.0
        if grown > MOST_MEMORY_MIB:
            wrong.append(f"the server grew by {grown:.0f} MiB")
        broken = server.text().count("Traceback (most recent call last)")
        if broken:
            wrong.append(f"{broken} tracebacks in {server.log}")
    return Sent(report["operations"]["tested"], report["test_cases"]["generated"], grown, wrong)


def _run_schemathesis(
    base_url: str, folder: Path, seconds: int, seed: int, examples: int, phases: str
) -> dict[str, object]:
    report = folder / "schemathesis.json"
    report.unlink(missing_ok=True)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{base_url}/openapi.json", "--no-color"),
            *("--checks", _CHECKS, "--phases", phases, "--continue-on-failure", "--generation-database", "none"),
            *("--max-time", str(seconds), "--seed", str(seed), "--max-examples", str(examples)),
            *("--request-timeout", str(SLOWEST_SECONDS), "--max-response-time", str(SLOWEST_SECONDS)),
            *("--report", "json", "--report-json-path", str(report)),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=seconds + 300,
        check=False,
    )
    if not report.exists():
        raise AssertionError(f"Schemathesis wrote no report: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    (folder / "schemathesis.txt").write_text(done.stdout)
    found: dict[str, object] = json.loads(report.read_text())
    return found


def _told(failure: object) -> str:
    return json.dumps(failure)[:800]


def _until_ready(base_url: str, server: Process) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and server.runs:
        try:
            if httpx.get(f"{base_url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError(f"the server is not ready: {server.text()[-2000:]}")


def memory_mib(pid: int) -> float:
    """What the process holds in memory now (resident)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / (1 << 20)
