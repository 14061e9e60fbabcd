"""A broken rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Violation:
    """A broken rule: its name, the id or position at fault, and what is wrong there."""

    rule: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"[{self.rule}] {self.where}: {self.detail}"


def first_violations(subject: T, stages: Iterable[Sequence[Callable[[T], Iterator[Violation]]]]) -> list[Violation]:
    """All rules that the first stage with any finds broken, in order; later stages presuppose the earlier ones."""
    for checks in stages:
        found = [violation for check in checks for violation in check(subject)]
        if found:
            return found
    return []


def repeated_ids(kinds: Mapping[str, Iterable[str]]) -> Iterator[Violation]:
    """The ids, by kind, that occur more than once."""
    for kind, ids in kinds.items():
        for name, count in Counter(ids).items():
            if count > 1:
                yield Violation("unique-ids", f"{kind} {name}", f"this id occurs {count} times")
