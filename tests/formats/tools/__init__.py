"""The real tools that read our formats; on CI they must be there, elsewhere tests skip and say what to install."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[2]


def missing(what: str) -> None:
    """Skips the test; fails it on CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def run_node(script: str, package: str, texts: list[str]) -> list[dict[str, Any]]:
    """What the Node script beside this file makes of the texts, one value each."""
    if shutil.which("node") is None:
        missing("Node.js is not installed")
    if not (_ROOT / "tests" / "node_modules" / package).exists():
        missing(f"{package} is not installed: run npm --prefix tests ci")
    done = subprocess.run(
        ["node", str(_HERE / script)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        cwd=_ROOT,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def program(name: str, package: str) -> str:
    """The path of a program; skips or fails where it is not installed."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not installed: apt-get install {package}")
    return str(found)


def run_arguebuf(texts: list[str]) -> list[list[int]]:
    """For each AIF text, how many claims and how many schemes arguebuf finds in it."""
    python = _ROOT / ".venv-arguebuf" / "bin" / "python"
    if not python.exists():
        missing("arguebuf is not installed: python3 -m venv .venv-arguebuf && .venv-arguebuf/bin/pip install arguebuf")
    done = subprocess.run(
        [str(python), str(_HERE / "count_with_arguebuf.py")],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    counts: list[list[int]] = json.loads(done.stdout)
    return counts
