"""Suspends garbage collection during work that allocates many objects and creates no reference cycles."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_inside = 0


@contextmanager
def uncollected() -> Iterator[None]:
    """Reference counting goes on; cycles, in any thread, are collected only once the last such block is left.

    A debate of forty thousand units loads three times as fast: the collector would otherwise scan all of them over
    and over while they are allocated.
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
                gc.freeze()  # with the next line: moves the new objects to the oldest generation, not scanned at once
                gc.unfreeze()
                gc.enable()
