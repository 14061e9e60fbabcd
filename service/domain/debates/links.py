"""Who backs or attacks what somebody else says: across articles, and inside one article's map."""

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
class Link:
    """`by` backs `of`, rebuts it, or says that it does not follow; the two have different holders."""

    by: Voiced
    of: Voiced
    kind: RelationKind


def links(debate: Debate, edges: Edges) -> Iterator[Link]:
    """Answers first, then the same inside articles; without those whose ends no claim mentions."""
    voices: dict[UnitKey, list[Voiced]] = {}
    for claim in debate.claims:
        for mention in claim.mentions:
            voices.setdefault(mention.key, []).append(Voiced(claim.id, mention))
    found = [(item.from_.key, item.to.key, item.kind) for item in debate.answers]
    for document in debate.documents:
        at = document.map
        found += [((at, edge.source), (at, edge.target), edge.kind) for edge in edges.get(at, ())]
    for source, target, kind in found:
        for by in voices.get(source, ()):
            for of in voices.get(target, ()):
                if by.mention.actor != of.mention.actor and by.claim != of.claim:
                    yield Link(by, of, kind)


def attacks(debate: Debate, edges: Edges) -> Iterator[Link]:
    """The links that back nothing."""
    return (link for link in links(debate, edges) if link.kind != "support")
