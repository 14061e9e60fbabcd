"""Who belongs to whom among the actors of a debate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.domain.debates.debate import Debate
from service.domain.sides import line_of

Parents = Mapping[str, str | None]
"""Actor (or issue) id -> the id that it belongs to."""


def parents_of(debate: Debate) -> dict[str, str | None]:
    return {actor.id: actor.parent for actor in debate.actors}


def chain(name: str, parents: Parents) -> list[str]:
    """The id and all above it, from below.

    >>> chain("x3", {"x1": None, "x2": "x1", "x3": "x2"})
    ['x3', 'x2', 'x1']
    """
    return list(line_of(name, parents))


def sides(parents: Parents) -> dict[str, str]:
    """Id -> the id at the top of its chain."""
    return {name: chain(name, parents)[-1] for name in parents}


def below(top: str, parents: Parents) -> set[str]:
    """The id and all that have it above them."""
    return {top} | {name for name in parents if top in chain(name, parents)}


def pair_of(actor: str, other: str, parents: Parents) -> tuple[set[str], set[str]]:
    """Each of the two with all who belong to it; where one belongs to the other, its own are its alone."""
    one, two = below(actor, parents), below(other, parents)
    return (one - two, two) if other in one else (one, two - one)


def belong_together(a: str, b: str, parents: Parents) -> bool:
    """Whether they are one, or one belongs to the other. Two parts of one council may well be at odds."""
    return b in chain(a, parents) or a in chain(b, parents)


def are_apart(actor: str, others: Iterable[str], parents: Parents) -> bool:
    """Whether an actor belongs together with none of the others."""
    return not any(belong_together(actor, other, parents) for other in others)
