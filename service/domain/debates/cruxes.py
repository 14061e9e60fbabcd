"""Cruxes: claims that divide the actors, and on which most other claims rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.stances import positions
from service.domain.graph import outgoing_relations

Edges = Mapping[str, Sequence[tuple[str, str]]]
"""Map id -> (unit, the unit that it is a reason for or against), as `edges_of` gives them."""


class Crux(Frozen):
    """`actors_*`: how many actors stand where; `resting`: claims that this one is a reason for or against, in the end.

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


def edges_of(map_: ArgumentMap) -> tuple[tuple[str, str], ...]:
    """(unit, unit that it is a reason for or against); an undercut leads where the relation that it attacks leads."""
    relations = {relation.id: relation for relation in map_.relations}
    found = []
    for unit_id, relation in outgoing_relations(map_.relations).items():
        seen = {relation.id}
        while relation.kind == "undercut" and relation.target in relations and relation.target not in seen:
            relation = relations[relation.target]
            seen.add(relation.id)
        if relation.target != unit_id:
            found.append((unit_id, relation.target))
    return tuple(found)


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
        for source, target in edges.get(document.map, ()):
            for claim_id in claims.get((document.map, source), ()):
                leads.setdefault(claim_id, set()).update(claims.get((document.map, target), ()))
    return leads


def _reachable(start: str, leads: Mapping[str, Iterable[str]]) -> set[str]:
    seen, pending = set[str](), [start]
    while pending:
        for target in leads.get(pending.pop(), ()):
            if target not in seen and target != start:
                seen.add(target)
                pending.append(target)
    return seen
