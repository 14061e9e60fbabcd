"""The action for CI: its script runs, over real HTTP, and keeps one comment up to date."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from tests.web_server import Reply, Sent, answering

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github" / "actions" / "argmap-eval"


@dataclass
class GitHub:
    """Comments of one pull request, as GitHub's interface has them. `refuse`: as for the token of a fork."""

    url: str = ""
    comments: dict[int, str] = field(default_factory=lambda: {number: "of others" for number in range(1, 121)})
    refuse: bool = False

    def answer(self, sent: Sent) -> Reply:
        if sent.method == "GET":
            found = re.fullmatch(r"/repos/o/r/issues/7/comments\?per_page=100&page=(\d+)", sent.path)
            assert found, sent.path
            start = (int(found[1]) - 1) * 100
            listed = [{"id": number, "body": body} for number, body in self.comments.items()]
            return Reply(body=listed[start : start + 100])
        if self.refuse:
            return Reply(403, {"message": "Resource not accessible by integration"})
        if sent.method == "POST":
            assert sent.path == "/repos/o/r/issues/7/comments"
        number = 1000 if sent.method == "POST" else int(sent.path.removeprefix("/repos/o/r/issues/comments/"))
        self.comments[number] = sent.json["body"]
        return Reply(body={"id": number})


@pytest.fixture
def github() -> Iterator[GitHub]:
    made = GitHub()
    with answering(made.answer) as made.url:
        yield made


def run(folder: Path, github: GitHub, *arguments: object) -> subprocess.CompletedProcess[str]:
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
    env |= {"GITHUB_EVENT_PATH": str(event), "GITHUB_API_URL": github.url, "GITHUB_REPOSITORY": "o/r"}
    env |= {"GITHUB_ACTION_PATH": str(ACTION), "GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    return subprocess.run(
        ["bash", "-c", step["run"]],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_one_comment_is_kept_up_to_date_and_says_failures_first(folder: Path, tmp_path: Path, github: GitHub) -> None:
    gates = tmp_path / "gates.yaml"
    gates.write_text("engines: {position: {floors: {unit_f1: 0.99, role_macro_f1: 0.0}}}\n", "utf-8")
    spec = (f"small={folder}", "--engine", "position", "--gate", "--gates", gates)
    done = run(tmp_path, github, *spec)
    assert done.returncode == 1, done.stderr
    assert len(github.comments) == 121
    first = github.comments[1000]
    assert first.startswith("<!-- argmap eval -->\n## ❌ small: position")
    assert first.index("FAILED floor unit_f1") < first.index("| metric |")
    assert (tmp_path / "summary.md").read_text("utf-8") in first

    gates.write_text("engines: {position: {floors: {unit_f1: 0.01}}}\n", "utf-8")
    again = run(tmp_path, github, *spec)
    assert again.returncode == 0, again.stderr
    assert len(github.comments) == 121, "the comment was written over"
    assert github.comments[1000].startswith("<!-- argmap eval -->\n## ✅ small: position")


def test_reports_that_are_there_are_shown_and_a_token_that_may_not_write_costs_the_comment_only(
    tmp_path: Path, github: GitHub
) -> None:
    github.refuse = True
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "offline.md").write_text("## All well\n", "utf-8")
    done = run(tmp_path, github)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "summary.md").read_text("utf-8") == "## All well\n"
    assert "::warning::the comment on the pull request could not be written" in done.stdout


def test_a_run_without_a_report_says_so(tmp_path: Path, github: GitHub) -> None:
    done = run(tmp_path, github, "no-such-suite")
    assert done.returncode == 2
    assert "exit code 2 and wrote no report" in github.comments[1000]
