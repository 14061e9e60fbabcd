"""What is made inside the block is not looked through for circles when it ends, and circles are still found later."""

from __future__ import annotations

import gc
import weakref

from service.uncollected import uncollected


class _Node:
    def __init__(self) -> None:
        self.other: _Node | None = None


def test_no_search_follows_and_circles_are_still_found() -> None:
    gc.collect()
    searches: list[dict[str, int]] = []

    def count(phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            searches.append(about)

    gc.callbacks.append(count)
    try:
        with uncollected():
            made = [_Node() for _ in range(100_000)]
            for node in made:
                node.other = node
        lost = weakref.ref(made[0])
        _Node()
        assert not searches
    finally:
        gc.callbacks.remove(count)
    del made, node
    assert lost() is not None, "a circle"
    gc.collect()
    assert lost() is None
