"""Which sides oppose each other, and on how many counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Digest
from service.domain.debates.links import attacks
from service.domain.debates.parts import Claim
from service.domain.debates.resting import Edges
from service.domain.debates.sides import parents_of, sides
from service.domain.debates.stances import Position, positions_of
from service.domain.debates.telling import PLAIN, Tellings, own_mentions, writers_of

Pair = tuple[str, str]
"""Two ids of actors or of sides, the smaller one first."""


class Opposition(Frozen):
    """Two sides, each an actor with all its members.

    `divided`: claims that one is for and the other against; `attacks`: pairs of claims in which one attacks the other;
    `rivals`: issues in articles to which they give rival answers; `weight` is the sum of the three. `agreed`: claims
    that both make.
    """

    a: str
    b: str
    divided: int
    attacks: int
    rivals: int
    weight: int
    agreed: int


def oppositions(
    debate: Debate, edges: Edges, rivals: Iterable[Pair] = (), tellings: Tellings | None = None
) -> dict[Pair, Opposition]:
    """All pairs of sides that oppose each other more often than they agree.

    What somebody is only reported or supposed to say counts neither way. `rivals`: pairs of actors, with repetitions.
    """
    told = tellings or {}
    top, writers = sides(parents_of(debate)), writers_of(debate)
    divided, agreed = Counter[Pair](), Counter[Pair]()
    for claim in (claim for claim in debate.claims if len(claim.mentions) > 1):
        held = own_positions(claim, told)
        sides_for, sides_against = ({top[x] for x, y in held.items() if y == stance} for stance in ("for", "against"))
        divided.update({pair(one, other) for one in sides_for for other in sides_against if one != other})
        agreed.update(agreeing(claim, top, writers, told))
    attacked: dict[Pair, set[frozenset[str]]] = {}
    for attack in attacks(debate, edges):
        if told.get(attack.by.mention.ref.key, PLAIN).is_own:
            two = pair(top[attack.by.mention.actor], top[attack.of.mention.actor])
            attacked.setdefault(two, set()).add(frozenset((attack.by.claim, attack.of.claim)))
    rival = Counter(pair(top[one], top[other]) for one, other in rivals)
    found = {}
    for two in sorted(divided.keys() | attacked.keys() | rival.keys()):
        counts = divided[two], len(attacked.get(two, ())), rival[two]
        if two[0] != two[1] and sum(counts) > agreed[two]:
            found[two] = Opposition(
                a=two[0],
                b=two[1],
                divided=counts[0],
                attacks=counts[1],
                rivals=counts[2],
                weight=sum(counts),
                agreed=agreed[two],
            )
    return found


def own_positions(claim: Claim, tellings: Tellings) -> dict[str, Position]:
    """Actor -> its position on the claim, based only on what it says itself."""
    return positions_of(own_mentions(claim.mentions, tellings))


def agreeing(claim: Claim, top: Mapping[str, str], writers: Mapping[str, str], tellings: Tellings) -> set[Pair]:
    """The pairs of sides that both make the claim in their own words.

    `top`: actor -> side; `writers`: map -> the article's author. A side that an author reports is not taken to agree
    with the author.
    """
    told_by: dict[str, set[str]] = {}
    """Side -> the writers in whose articles it makes the claim."""
    if len(claim.mentions) < 2:
        return set()
    held = own_positions(claim, tellings)
    for item in own_mentions(claim.mentions, tellings):
        if held[item.actor] == "for":
            told_by.setdefault(top[item.actor], set()).add(top.get(writers.get(item.map, ""), ""))
    return {(one, other) for one, other in pairs_of(told_by) if told_by[one] != {other} and told_by[other] != {one}}


def pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def pairs_of(names: Iterable[str]) -> list[Pair]:
    return list(combinations(sorted(names), 2))


def rival_pairs(debate: Debate, digests: Iterable[Digest]) -> list[Pair]:
    """The pairs of actors that give rival answers, once for each issue of an article."""
    actors = {(item.map, item.perspective): actor.id for actor in debate.actors for item in actor.members}
    found = []
    for digest in digests:
        for issue in digest.issues:
            two = [[actors.get((digest.map, name)) for name in rivals] for rivals in issue.rivals]
            found += [pair(one, other) for one, other in two if one and other and one != other]
    return found
