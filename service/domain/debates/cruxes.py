"""Cruxes: claims that divide the actors, and on which most other claims rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.digest import DigestEdge
from service.domain.debates.stances import positions

Edges = Mapping[str, Sequence[DigestEdge]]
"""Map id -> which of its units is a reason for or against which, as its digest has it."""


class Crux(Frozen):
    """`actors_*`: how many actors take which position; `resting`: how many claims this one leads to, directly or not.

    `divided`: the smaller side of the actors, those who say both counted on each; `weight` = divided x (1 + resting),
    and the order follows from it.
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
    """All claims that somebody is for and somebody against, those with most weight first."""
    leads = _between_claims(debate, edges)
    found = []
    for claim in debate.claims:
        held = list(positions(claim).values())
        mixed = held.count("mixed")
        divided = min(held.count("for"), held.count("against")) + mixed
        if divided == 0:
            continue
        resting = len(_reachable(claim.id, leads))
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


def _between_claims(debate: Debate, edges: Edges) -> dict[str, set[str]]:
    """Claim id -> the claims that one of its mentions is a reason for or against."""
    claims: dict[tuple[str, str], list[str]] = {}
    for claim in debate.claims:
        for mention in claim.mentions:
            claims.setdefault((mention.map, mention.unit), []).append(claim.id)
    leads: dict[str, set[str]] = {}
    for document in debate.documents:
        for edge in edges.get(document.map, ()):
            for claim_id in claims.get((document.map, edge.source), ()):
                leads.setdefault(claim_id, set()).update(claims.get((document.map, edge.target), ()))
    return leads


def _reachable(start: str, leads: Mapping[str, Iterable[str]]) -> set[str]:
    seen, pending = set[str](), [start]
    while pending:
        for target in leads.get(pending.pop(), ()):
            if target not in seen and target != start:
                seen.add(target)
                pending.append(target)
    return seen
