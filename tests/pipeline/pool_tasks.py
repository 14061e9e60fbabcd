"""Tasks of a child for the tests of the pool."""

from __future__ import annotations

import time

from service.sandbox.child import Task, Tasks


def _work(task: Task) -> list[bytes]:
    """Takes so many seconds of the processor."""
    end = time.process_time() + float(task.parts[0])
    while time.process_time() < end:
        pass
    return [task.parts[0]]


TASKS: Tasks = {"work": _work}
