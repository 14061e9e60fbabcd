"""Worker processes as a deployment starts them, which tests may kill, freeze and wake."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

_ROOT = Path(__file__).parents[2]
_WORKER = (
    "from service.pipeline.worker import run_worker; from service.settings import Settings; run_worker(Settings())"
)


class Process:
    """A process in a session of its own, its output in a file."""

    def __init__(self, arguments: list[str], log: Path, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ARGMAP_", "OPENAI_"))}
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                env=kept | {"PYTHONPATH": str(_ROOT)} | environment,
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @classmethod
    def worker(cls, log: Path, *, database: str, model: str, **environment: str) -> Self:
        """`argmap worker` on this database, asking the model server at that address."""
        given = {"ARGMAP_DATABASE_URL": database, "OPENAI_BASE_URL": model, "ARGMAP_MODEL": "scripted"}
        return cls(["-c", _WORKER], log, **(given | environment))

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    @property
    def cpu_seconds(self) -> float:
        """Of the processor's time that it has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """As a crash does it: nothing is tidied up."""
        self._process.kill()
        self._process.wait()

    def end(self, seconds: float = 60) -> int:
        """As an orchestrator does it (SIGTERM); the exit status."""
        self._process.terminate()
        return self._process.wait(seconds)

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.runs:
            self.kill()
