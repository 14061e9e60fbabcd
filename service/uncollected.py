"""Work that makes very many objects and no circles, done without the collector of circles looking through them."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_inside = 0


@contextmanager
def uncollected() -> Iterator[None]:
    """Memory is given back as always; circles of objects, of this thread or another, wait until the last one is out.

    A debate of forty thousand units is read three times as fast: the collector would look through all of them again
    and again while they are made.
    """
    global _inside
    with _lock:
        _inside += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                gc.freeze()  # with the next line: what was made counts as old, and is not looked through at once
                gc.unfreeze()
                gc.enable()
