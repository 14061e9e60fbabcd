"""Answers to the same question that object to each other, although the issue calls them compatible."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.base import Frozen
from service.domain.issue import Issue
from service.domain.meaning.contacts import Contact


class ObjectingPair(Frozen):
    """Two positions (perspectives) in an issue that are not rivals although a claim of one objects to a claim of the
    other.
    """

    issue: str
    a: str
    b: str


def objecting_pairs(issues: Iterable[Issue], contacts: Iterable[Contact]) -> tuple[ObjectingPair, ...]:
    """The pairs for which a view must not say that both can be right, since it also shows the objection."""
    linked = {
        frozenset((item.unit, item.other_unit)) for item in contacts if item.kind == "conflicts" and item.relation
    }
    found = []
    for issue in issues:
        units = {position.perspective: position.units for position in issue.positions}
        for contrast in issue.contrasts:
            pairs = {frozenset((one, other)) for one in units[contrast.a] for other in units[contrast.b]}
            if contrast.kind == "compatible" and pairs & linked:
                found.append(ObjectingPair(issue=issue.id, a=contrast.a, b=contrast.b))
    return tuple(found)
