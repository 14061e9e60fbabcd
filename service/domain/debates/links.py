"""Who supports or attacks what somebody else says, across articles and within one article's map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.argument import RelationKind
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Mention, UnitKey
from service.domain.debates.resting import Edges


@dataclass(frozen=True)
class Voiced:
    """A mention and its claim."""

    claim: str
    mention: Mention


@dataclass(frozen=True)
class Link:
    """`by` backs `of`, rebuts it, or says that it does not follow; their holders differ."""

    by: Voiced
    of: Voiced
    kind: RelationKind


def links(debate: Debate, edges: Edges) -> Iterator[Link]:
    """All links, answers across articles first, then those within articles; links whose ends are in no claim are
    omitted.
    """
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
    """The links other than `backs`."""
    return (link for link in links(debate, edges) if link.kind != "support")
