"""Which actors oppose each other, and in how many ways."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from service.domain.base import Frozen
from service.domain.debates.attacks import attacks
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Digest
from service.domain.debates.resting import Edges
from service.domain.debates.sides import belong_together, parents_of
from service.domain.debates.stances import positions

Pair = tuple[str, str]
"""Two actors' ids, the smaller one first."""


class Opposition(Frozen):
    """`divided`: claims that one is for and the other against; `attacks`: pairs of claims of which one attacks the
    other; `rivals`: issues of articles to which they give rival answers. `weight` is the sum.
    """

    a: str
    b: str
    divided: int
    attacks: int
    rivals: int
    weight: int


def oppositions(debate: Debate, edges: Edges, rivals: Iterable[Pair] = ()) -> dict[Pair, Opposition]:
    """All pairs of actors that oppose each other; one and who belongs to it are no pair."""
    divided, attacked, rival = dict[Pair, int](), dict[Pair, set[frozenset[str]]](), dict[Pair, int]()
    for claim in debate.claims:
        held = positions(claim)
        for one in (actor for actor, position in held.items() if position == "for"):
            for other in (actor for actor, position in held.items() if position == "against"):
                divided[pair(one, other)] = divided.get(pair(one, other), 0) + 1
    for attack in attacks(debate, edges):
        two = pair(attack.by.mention.actor, attack.of.mention.actor)
        attacked.setdefault(two, set()).add(frozenset((attack.by.claim, attack.of.claim)))
    for two in rivals:
        rival[two] = rival.get(two, 0) + 1
    parents = parents_of(debate)
    found = {}
    for two in sorted(divided.keys() | attacked.keys() | rival.keys()):
        if not belong_together(*two, parents):
            counts = divided.get(two, 0), len(attacked.get(two, ())), rival.get(two, 0)
            found[two] = Opposition(
                a=two[0], b=two[1], divided=counts[0], attacks=counts[1], rivals=counts[2], weight=sum(counts)
            )
    return found


def pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def pairs_of(actors: Iterable[str]) -> list[Pair]:
    return list(combinations(sorted(actors), 2))


def rival_pairs(debate: Debate, digests: Iterable[Digest]) -> list[Pair]:
    """Once for each issue of an article to which two actors give rival answers."""
    actors = {(item.map, item.perspective): actor.id for actor in debate.actors for item in actor.members}
    found = []
    for digest in digests:
        for issue in digest.issues:
            two = [[actors.get((digest.map, name)) for name in rivals] for rivals in issue.rivals]
            found += [pair(one, other) for one, other in two if one and other and one != other]
    return found
