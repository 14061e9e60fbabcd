"""Cruxes: claims that divide the actors, and on which most other claims rest."""

from __future__ import annotations

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.resting import Edges, leads_between, resting_on
from service.domain.debates.stances import positions


class Crux(Frozen):
    """`actors_*`: how many actors take each position; `resting`: how many claims this one leads to, directly or
    indirectly.

    `divided`: the size of the smaller side, with actors who say both counted on each side. Cruxes are ordered by
    `weight` = divided x (1 + resting).
    """

    claim: str
    label: str
    issue: str | None
    actors_for: int
    actors_against: int
    actors_mixed: int
    divided: int
    resting: int
    weight: int


def cruxes(debate: Debate, edges: Edges) -> tuple[Crux, ...]:
    """All claims with actors both for and against, by descending weight."""
    leads = leads_between(debate, edges)
    found = []
    for claim in debate.claims:
        held = list(positions(claim).values())
        mixed = held.count("mixed")
        divided = min(held.count("for"), held.count("against")) + mixed
        if divided == 0:
            continue
        resting = len(resting_on(claim.id, leads))
        found.append(
            Crux(
                claim=claim.id,
                label=claim.label.text,
                issue=claim.issue,
                actors_for=held.count("for"),
                actors_against=held.count("against"),
                actors_mixed=mixed,
                divided=divided,
                resting=resting,
                weight=divided * (1 + resting),
            )
        )
    return tuple(sorted(found, key=lambda item: (-item.weight, -item.divided, item.label)))
