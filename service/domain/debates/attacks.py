"""Who attacks what somebody else says: across articles, and inside one article's map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.argument import RelationKind
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Mention, UnitKey
from service.domain.debates.resting import Edges


@dataclass(frozen=True)
class Voiced:
    """A mention and the claim that it is a mention of."""

    claim: str
    mention: Mention


@dataclass(frozen=True)
class Attack:
    """`by` rebuts `of`, or says that it does not follow; the two have different holders."""

    by: Voiced
    of: Voiced
    kind: RelationKind


def attacks(debate: Debate, edges: Edges) -> Iterator[Attack]:
    """Answers that are no support, and the same inside articles; without those whose ends no claim mentions."""
    voices: dict[UnitKey, list[Voiced]] = {}
    for claim in debate.claims:
        for mention in claim.mentions:
            voices.setdefault((mention.map, mention.unit), []).append(Voiced(claim.id, mention))
    links = [(item.from_.key, item.to.key, item.kind) for item in debate.answers]
    for document in debate.documents:
        at = document.map
        links += [((at, edge.source), (at, edge.target), edge.kind) for edge in edges.get(at, ())]
    for source, target, kind in links:
        if kind == "support":
            continue
        for by in voices.get(source, ()):
            for of in voices.get(target, ()):
                if by.mention.actor != of.mention.actor and by.claim != of.claim:
                    yield Attack(by, of, kind)
