"""Which perspectives belong together: a side is a perspective with all its descendants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.domain.violation import Violation


def line_of(perspective: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The perspective and its ancestors, nearest first; stops before a cycle would close.

    >>> list(line_of("x3", {"x1": None, "x2": "x1", "x3": "x2"}))
    ['x3', 'x2', 'x1']
    """
    seen: set[str] = set()
    current: str | None = perspective
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        current = parents.get(current)


def broken_chains(kind: str, link: str, parents: Mapping[str, str | None]) -> Iterator[Violation]:
    """The perspectives whose parents include one that does not exist, or form a cycle. `link`: the name of the parent
    field.
    """
    for start, parent in parents.items():
        if parent is not None and parent not in parents:
            detail = f"names {link} {parent!r}, which does not exist"
            yield Violation("references", f"{kind} {start}", detail)
        if parents.get(list(line_of(start, parents))[-1]) is not None:
            yield Violation("references", f"{kind} {start}", f"its chain of `{link}` forms a cycle")


def acyclic_parents(parents: Mapping[str, str | None]) -> dict[str, str | None]:
    """The parents, less those that do not exist or would close a cycle with those before them.

    >>> acyclic_parents({"x1": "x2", "x2": "x1", "x3": "gone"})
    {'x1': 'x2', 'x2': None, 'x3': None}
    """
    kept: dict[str, str | None] = {}
    for child, parent in parents.items():
        closes = parent is not None and (parent not in parents or is_of_side(parent, child, kept))
        kept[child] = None if closes else parent
    return kept


def is_of_side(perspective: str, side: str, parents: Mapping[str, str | None]) -> bool:
    """Whether the perspective is the side itself or a member of it."""
    return side in line_of(perspective, parents)


def related(one: str, other: str, parents: Mapping[str, str | None]) -> bool:
    """Whether one of the two is a member of the other, or both are the same."""
    return is_of_side(one, other, parents) or is_of_side(other, one, parents)
