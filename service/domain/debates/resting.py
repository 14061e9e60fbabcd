"""Which claims rest on which, according to the reasons and objections within articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from service.domain.debates.debate import Debate
from service.domain.debates.digest import DigestEdge

Edges = Mapping[str, Sequence[DigestEdge]]
"""Map id -> which of its units is a reason for or against which, as its digest has it."""


def leads_between(debate: Debate, edges: Edges) -> dict[str, set[str]]:
    """Claim id -> the claims that one of its mentions is a reason for or against."""
    claims: dict[tuple[str, str], list[str]] = {}
    for claim in debate.claims:
        for mention in claim.mentions:
            claims.setdefault(mention.key, []).append(claim.id)
    leads: dict[str, set[str]] = {}
    for document in debate.documents:
        for edge in edges.get(document.map, ()):
            for claim_id in claims.get((document.map, edge.source), ()):
                leads.setdefault(claim_id, set()).update(claims.get((document.map, edge.target), ()))
    return leads


def resting_on(claim_id: str, leads: Mapping[str, Iterable[str]]) -> set[str]:
    """The claims that this one leads to, directly or indirectly, without itself."""
    seen, pending = set[str](), [claim_id]
    while pending:
        for target in leads.get(pending.pop(), ()):
            if target not in seen and target != claim_id:
                seen.add(target)
                pending.append(target)
    return seen
