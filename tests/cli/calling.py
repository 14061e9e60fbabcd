"""The command line, as a process of its own or in this one: what it prints, and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from unittest import mock

from click.testing import CliRunner

from service.cli.main import main
from service.settings import get_settings

Done = subprocess.CompletedProcess[str]


def argmap(*arguments: str, stdin: str = "", **environment: str) -> Done:
    command = [sys.executable, "-c", "from service.cli.main import main; main()", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, env=os.environ | environment, timeout=300
    )


def here(*arguments: str, stdin: str = "", **environment: str) -> Done:
    """The same in this process, which has everything loaded; not for what sets up logs, as `serve` does."""
    get_settings.cache_clear()
    with (
        CliRunner().isolation(input=stdin, env=environment) as (out, err, _),
        mock.patch("sys.argv", ["argmap", *arguments]),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    get_settings.cache_clear()
    return Done(arguments, int(code or 0), out.getvalue().decode(), err.getvalue().decode())
