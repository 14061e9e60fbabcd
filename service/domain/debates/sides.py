"""Which actors of a debate belong to which side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.domain.debates.debate import Debate
from service.domain.sides import is_of_side, line_of, related

Parents = Mapping[str, str | None]
"""Actor (or issue) id -> the id that it belongs to."""


def parents_of(debate: Debate) -> dict[str, str | None]:
    return {actor.id: actor.parent for actor in debate.actors}


def sides(parents: Parents) -> dict[str, str]:
    """Id -> the id at the top of its chain."""
    return {name: list(line_of(name, parents))[-1] for name in parents}


def below(top: str, parents: Parents) -> set[str]:
    """The id and all its descendants."""
    return {top} | {name for name in parents if is_of_side(name, top, parents)}


def are_apart(actor: str, others: Iterable[str], parents: Parents) -> bool:
    """Whether an actor is unrelated to all of the others."""
    return not any(related(actor, other, parents) for other in others)
