"""Who belongs to whom: a side is a perspective with all that have it as parent, near or far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.domain.violation import Violation


def line_of(perspective: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The perspective, its parent, and so on up; ends where the chain would turn in a circle."""
    seen: set[str] = set()
    current: str | None = perspective
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        current = parents.get(current)


def broken_chains(kind: str, link: str, parents: Mapping[str, str | None]) -> Iterator[Violation]:
    """Whose chain of parents ends in what does not exist, or runs in a circle. `link`: what the field is called."""
    for start, parent in parents.items():
        if parent is not None and parent not in parents:
            detail = f"names {link} {parent!r}, which does not exist"
            yield Violation("references", f"{kind} {start}", detail)
        if parents.get(list(line_of(start, parents))[-1]) is not None:
            yield Violation("references", f"{kind} {start}", f"its chain of `{link}` runs in a circle")


def is_of_side(perspective: str, side: str, parents: Mapping[str, str | None]) -> bool:
    """Whether the perspective is the side itself or one of its members."""
    return side in line_of(perspective, parents)


def related(one: str, other: str, parents: Mapping[str, str | None]) -> bool:
    """Whether one of the two is a member of the other, or both are the same."""
    return is_of_side(one, other, parents) or is_of_side(other, one, parents)
