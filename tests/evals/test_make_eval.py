"""`make eval` runs all gold, and the workflow runs `make eval` and shows what it wrote."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from evals.loading import all_suites
from evals.storing import BASELINES

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "evals.yml"


@pytest.fixture(scope="module")
def commands() -> dict[str, list[str]]:
    """The words of each `argmap eval` that `make eval` would run, by engine."""
    made = subprocess.run(
        ["make", "--dry-run", "--old-file=.venv/.dev-ready", "eval"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [shlex.split(line) for line in made.stdout.replace("\\\n", " ").splitlines() if "argmap eval" in line]
    return {words[words.index("--engine") + 1]: words[2:] for words in lines}


def test_both_engines_are_gated_over_all_gold_that_they_can_judge(commands: dict[str, list[str]]) -> None:
    assert set(commands) == {"offline", "replay"}
    recorded = sorted({path.name.partition(".")[0] for path in BASELINES.glob("*.replay.*.json")})
    for engine, suites in (("offline", [*all_suites(), "turns"]), ("replay", recorded)):
        words = commands[engine]
        assert sorted(words[: words.index("--engine")]) == suites
        assert {"--gate", "--markdown", "--html", "--junit", "--json"} <= set(words)


def test_the_workflow_runs_make_eval_and_shows_its_summaries(commands: dict[str, list[str]]) -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    assert "pull_request" in workflow[True]  # YAML 1.1 reads the key `on` so
    steps = workflow["jobs"]["evals"]["steps"]
    assert any(step.get("run") == "make --keep-going eval" for step in steps)
    summary = next(step for step in steps if step.get("name") == "Summary")
    assert summary["if"] == "always()"
    for words in commands.values():
        markdown = Path(words[words.index("--markdown") + 1])
        assert (summary["uses"], summary["with"]["reports"]) == ("./.github/actions/argmap-eval", str(markdown.parent))
