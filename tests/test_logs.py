"""Tracebacks in the log hold no values of variables: they may be articles, or clients with their keys."""

from __future__ import annotations

import subprocess
import sys

import pytest

_FAILS = """
import sys
import structlog
from service import logs

def fail():
    article = "-".join(["words", "of", "an", "article"])
    raise ValueError("it failed")

{configured}
try:
    fail()
except ValueError:
    structlog.get_logger("here").exception("told")
"""


@pytest.mark.parametrize(
    "configured",
    [
        "logs.configure_logs('INFO')",
        "sys.stderr.isatty = lambda: True; logs.configure_logs('INFO')",
        "logs.plain_tracebacks()",
    ],
    ids=["json", "terminal", "no-server"],
)
def test_no_values_of_variables(configured: str) -> None:
    script = _FAILS.format(configured=configured)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=300)
    told = done.stdout + done.stderr
    assert "it failed" in told
    assert "Traceback" in told
    assert "words-of-an-article" not in told
