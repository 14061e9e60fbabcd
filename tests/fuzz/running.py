"""Runs one target in a process of its own, under limits of time and memory, and tells what it found."""

from __future__ import annotations

import faulthandler
import json
import random
import resource
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType

from service.errors import ArgmapError
from tests.fuzz.mutating import Mutator
from tests.fuzz.targets import Target, targets

SLOWEST_SECONDS = 10.0
"""One input of at most 400 kB may take so long, on a machine that does other things too."""
MOST_MEMORY = 400 << 20
"""Bytes by which a process may grow over all of its inputs."""
_ROOT = Path(__file__).parents[2]


class Hung(BaseException):
    """An input took too long. Not an Exception, so that no reader takes it for damage in a file."""


@dataclass
class Found:
    """`refused`: inputs that were answered by an ArgmapError; `bad`: what went wrong, with the file of the input."""

    target: str
    inputs: int = 0
    refused: int = 0
    slowest: float = 0.0
    grown_mib: float = 0.0
    bad: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.target}: {self.inputs} inputs, {self.inputs - self.refused} taken, {self.refused} refused, "
            f"slowest {self.slowest:.2f} s, grew by {self.grown_mib:.0f} MiB, {len(self.bad)} bad"
        )


def fuzz(names: list[str], *, seconds: float, seed: int, folder: Path) -> list[Found]:
    """Each target in turn, for so many seconds each, in one child process; inputs that went wrong stay in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = json.dumps({"names": names, "seconds": seconds, "seed": seed, "folder": str(folder)})
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.running", asked], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    found = [Found(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode:
        name = names[len(found)] if len(found) < len(names) else names[-1]
        found.append(Found(name, bad=[f"the process ended with {done.returncode}: {done.stderr[-3000:]}"]))
    return found


def _on_alarm(_number: int, _frame: FrameType | None) -> None:
    raise Hung


def _run(target: Target, seconds: float, seed: int, folder: Path) -> Found:
    found = Found(target.name)
    for data in target.seeds:
        target.run(data)
    before, mutator = _peak(), Mutator(random.Random(f"{seed} {target.name}"), target.seeds)
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(found.bad) < 5:
        data = mutator.next()
        (folder / f"{target.name}.last").write_bytes(data)
        wrong = _try(target, data, found)
        grown = _peak() - before
        found.grown_mib = grown / (1 << 20)
        if wrong is None and grown > MOST_MEMORY:
            wrong, before = f"the process grew by {found.grown_mib:.0f} MiB", _peak()
        if wrong is not None:
            kept = folder / f"{target.name}-{len(found.bad)}.bin"
            kept.write_bytes(data)
            found.bad.append(f"{kept}: {wrong}")
    return found


def _try(target: Target, data: bytes, found: Found) -> str | None:
    begun = time.monotonic()
    faulthandler.dump_traceback_later(60 * SLOWEST_SECONDS, exit=True)  # for code that no signal reaches
    signal.setitimer(signal.ITIMER_PROF, SLOWEST_SECONDS)
    try:
        target.run(data)
    except ArgmapError as error:
        found.refused += 1
        with suppress(UnicodeEncodeError):
            f"{error.message}{error.hint}".encode()
            return None
        return f"an error that cannot be sent: {error.message!r}"
    except (Exception, Hung) as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {str(error)[:300]} ({last.filename}:{last.lineno})"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()
        found.inputs += 1
        found.slowest = max(found.slowest, time.monotonic() - begun)
    return None


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    asked = json.loads(sys.argv[1])
    signal.signal(signal.SIGPROF, _on_alarm)
    known = targets()
    for name in asked["names"]:
        print(json.dumps(asdict(_run(known[name], asked["seconds"], asked["seed"], Path(asked["folder"])))), flush=True)


if __name__ == "__main__":
    main()
