"""The action for CI: its script runs, over real HTTP, and keeps one comment up to date."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github" / "actions" / "argmap-eval"


class _GitHub(BaseHTTPRequestHandler):
    """Comments of one pull request, as GitHub's interface has them. `refuse`: as for the token of a fork."""

    comments: dict[int, str] = {}  # noqa: RUF012 - set anew by the fixture
    refuse = False

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, status: int, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        found = re.fullmatch(r"/repos/o/r/issues/7/comments\?per_page=100&page=(\d+)", self.path)
        assert found, self.path
        start = (int(found[1]) - 1) * 100
        listed = [{"id": number, "body": body} for number, body in self.comments.items()]
        self._answer(200, listed[start : start + 100])

    def _write(self, number: int) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        if type(self).refuse:
            self._answer(403, {"message": "Resource not accessible by integration"})
            return
        self.comments[number] = body
        self._answer(200, {"id": number})

    def do_POST(self) -> None:
        assert self.path == "/repos/o/r/issues/7/comments"
        self._write(1000)

    def do_PATCH(self) -> None:
        self._write(int(self.path.removeprefix("/repos/o/r/issues/comments/")))


@pytest.fixture
def github() -> Iterator[str]:
    _GitHub.comments, _GitHub.refuse = {number: "of others" for number in range(1, 121)}, False
    server = ThreadingHTTPServer(("127.0.0.1", 0), _GitHub)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def run(folder: Path, github: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The script with the action's own defaults, as a job for pull request 7 runs it."""
    action = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))
    event, program = folder / "event.json", folder / "argmap"
    event.write_text(json.dumps({"pull_request": {"number": 7}}), "utf-8")
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m evals "$@"\n', "utf-8")
    program.chmod(0o755)
    given = {"arguments": " ".join(map(str, arguments)), "reports": folder / "reports", "argmap": program, "token": "t"}
    inputs = {name: str(given.get(name, item["default"])) for name, item in action["inputs"].items()}
    (step,) = action["runs"]["steps"]
    env = {name: inputs[value[len("${{ inputs.") : -len(" }}")]] for name, value in step["env"].items()}
    env |= {"GITHUB_EVENT_PATH": str(event), "GITHUB_API_URL": github, "GITHUB_REPOSITORY": "o/r"}
    env |= {"GITHUB_ACTION_PATH": str(ACTION), "GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    return subprocess.run(
        ["bash", "-c", step["run"]],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_one_comment_is_kept_up_to_date_and_says_failures_first(folder: Path, tmp_path: Path, github: str) -> None:
    gates = tmp_path / "gates.yaml"
    gates.write_text("engines: {position: {floors: {unit_f1: 0.99, role_macro_f1: 0.0}}}\n", "utf-8")
    spec = (f"small={folder}", "--engine", "position", "--gate", "--gates", gates)
    done = run(tmp_path, github, *spec)
    assert done.returncode == 1, done.stderr
    assert len(_GitHub.comments) == 121
    first = _GitHub.comments[1000]
    assert first.startswith("<!-- argmap eval -->\n## ❌ small: position")
    assert first.index("FAILED floor unit_f1") < first.index("| metric |")
    assert (tmp_path / "summary.md").read_text("utf-8") in first

    gates.write_text("engines: {position: {floors: {unit_f1: 0.01}}}\n", "utf-8")
    again = run(tmp_path, github, *spec)
    assert again.returncode == 0, again.stderr
    assert len(_GitHub.comments) == 121, "the comment was written over"
    assert _GitHub.comments[1000].startswith("<!-- argmap eval -->\n## ✅ small: position")


def test_reports_that_are_there_are_shown_and_a_token_that_may_not_write_costs_the_comment_only(
    tmp_path: Path, github: str
) -> None:
    _GitHub.refuse = True
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "offline.md").write_text("## All well\n", "utf-8")
    done = run(tmp_path, github)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "summary.md").read_text("utf-8") == "## All well\n"
    assert "::warning::the comment on the pull request could not be written" in done.stdout


def test_a_run_without_a_report_says_so(tmp_path: Path, github: str) -> None:
    done = run(tmp_path, github, "no-such-suite")
    assert done.returncode == 2
    assert "exit code 2 and wrote no report" in _GitHub.comments[1000]
