"""Releases and workflows: versions, make targets and files that they name exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_changelog_goes_by_version_and_knows_the_one_of_the_package() -> None:
    titles = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    versions = [re.fullmatch(r"(?:Unreleased: )?(\d+\.\d+\.\d+)(?: \(\d{4}-\d\d-\d\d\))?", title) for title in titles]
    assert all(versions), titles
    numbers = [tuple(map(int, found[1].split("."))) for found in versions if found]
    assert numbers == sorted(numbers, reverse=True)
    assert PROJECT["version"] in titles[0]
    assert not [title for title in titles[1:] if title.startswith("Unreleased")]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_what_there_is(path: Path) -> None:
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    commands = "\n".join(step["run"] for job in jobs.values() for step in job["steps"] if "run" in step)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake (?:--[a-z-]+ )*([a-z-]+)", commands))
    assert named <= targets
    assert named or ".ci/run" in commands
    assert all("timeout-minutes" in job for job in jobs.values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_job_that_runs_tests_has_the_programs_that_they_use(path: Path) -> None:
    """GitHub sets CI, and there a missing program fails a test."""
    for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items():
        commands = [step["run"] for step in job["steps"] if "run" in step]
        if any(re.search(r"make (?:test|test-slow|cover)$", command) for command in commands):
            assert ".ci/install" in commands, name


def test_ci_runs_on_every_python_that_the_package_names() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))["jobs"]
    tried = jobs["checks-and-tests"]["strategy"]["matrix"]["python"]
    assert tried == ["3.11", "3.12", "3.13"]
    assert PROJECT["requires-python"] == f">={tried[0]}"


def test_slow_tests_have_a_schedule() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "slow.yml").read_text("utf-8"))
    assert workflow[True]["schedule"]  # YAML 1.1 reads the key `on` so
    assert any(step.get("run") == "make test-slow" for step in workflow["jobs"]["slow-tests"]["steps"])


def test_hooks_run_before_a_commit_are_those_of_make_check() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    ran = {Path(hook["entry"].split()[0]).name for hook in hooks}
    assert ran == {"ruff", "mypy", "lint-imports", "npm"}
    ids = [hook["id"] for hook in hooks]
    assert len(ids) == len(set(ids))


def test_every_decision_is_listed_in_order() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("0*.md"))
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    listed = re.findall(r"\((0\d{3}-[a-z-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == records
