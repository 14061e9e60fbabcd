"""The tutorial, done as it stands: its text, its commands with what they print, its program."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import here
from tests.docs.pages import ROOT, blocks

TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
STEPS = re.findall(r"^```(text|console|python)[^\n]*\n(.*?)^```", TUTORIAL, re.MULTILINE | re.DOTALL)


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_tutorial_does_what_it_says(tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [kind for kind, _ in STEPS] == ["text", "console", "console", "python", "console", "console"]
    for kind, content in STEPS:
        if kind == "text":
            (tmp_path / "ferry.txt").write_text(content, "utf-8")
        elif kind == "python":
            assert run(tmp_path, sys.executable, "-c", content, server) == "2 3\n"
        else:
            follow(content)
    assert (tmp_path / "ferry.html").read_text("utf-8").startswith("<!doctype html")
    assert (tmp_path / "scores.json").is_file()


def follow(console: str) -> None:
    """Runs each line behind `$`, and compares what it prints with what stands beneath, where something does."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        line, _, printed = part.partition("\n")
        program, *words = shlex.split(line)
        assert program == "argmap"
        done = here(*words)
        assert done.returncode == 0, done.stderr
        if printed.strip():
            assert done.stdout.strip() == printed.strip()


@pytest.mark.parametrize("page", ["reference/python.md"])
def test_programs_of_the_reference_run(page: str, tmp_path: Path) -> None:
    for program in blocks((ROOT / "docs" / page).read_text("utf-8"), "python"):
        assert "they carry many people" in run(tmp_path, sys.executable, "-c", program)
