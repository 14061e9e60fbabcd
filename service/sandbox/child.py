"""A process that runs tasks until its standard input closes: `python -m service.sandbox.child MODULE BYTES`.

The kernel kills it when its parent dies or a task exceeds its CPU time, and limits its memory. Its standard output is
discarded.
"""

from __future__ import annotations

import ctypes
import gc
import math
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO

from service.errors import ArgmapError
from service.sandbox.frames import Header, pack, receive

_NICER = 5  # processes that answer requests have priority
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_MOST_TRACEBACK = 4_000


@dataclass(frozen=True)
class Task:
    """The input of a task."""

    parts: Sequence[bytes]


Tasks = Mapping[str, Callable[[Task], Sequence[bytes]]]


def main() -> None:
    module, memory = sys.argv[1], int(sys.argv[2])
    _live_quietly()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library's prints must not get between the frames
    tasks: Tasks = import_module(module).TASKS
    gc.freeze()
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    _send(out, {"ready": True})
    while (frame := receive(sys.stdin.buffer)) is not None:
        header, parts = frame
        before = _used()
        _limit_time(before + header["seconds"])
        answer, found = _do(tasks[header["task"]], Task(parts))
        _send(out, {**answer, "bytes": _resident(), "seconds": _used() - before}, found)


def _live_quietly() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    with suppress(OSError):
        os.nice(_NICER)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _used() -> float:
    """CPU seconds used by this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _limit_time(seconds: float) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), most))


def _do(work: Callable[[Task], Sequence[bytes]], task: Task) -> tuple[Header, Sequence[bytes]]:
    """Errors travel as text: nothing that a child sends is ever executed."""
    try:
        return {}, work(task)
    except MemoryError:
        return {"memory": True}, ()
    except ArgmapError as error:
        fields = {"kind": type(error).__name__, "message": error.message, "hint": error.hint, "code": error.code}
        return {"error": {**fields, "broken": list(getattr(error, "broken", ()))}}, ()
    except Exception as error:
        return {"crash": "".join(traceback.format_exception(error))[-_MOST_TRACEBACK:]}, ()


def _resident() -> int:
    """Resident memory in bytes, 0 if the system does not report it."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _send(out: BinaryIO, header: Header, parts: Sequence[bytes] = ()) -> None:
    for piece in pack(header, parts):
        out.write(piece)
    out.flush()


if __name__ == "__main__":
    main()
