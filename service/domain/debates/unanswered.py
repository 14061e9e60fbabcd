"""What nobody answers: claims that no other camp denies or attacks, with those on which opponents agree last."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Literal, get_args

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.links import attacks
from service.domain.debates.opposition import Pair, agreeing
from service.domain.debates.parts import Claim, UnitKey
from service.domain.debates.resting import Edges, leads_between, resting_on
from service.domain.debates.rules import is_before
from service.domain.debates.sides import Parents, are_apart, parents_of, sides
from service.domain.debates.telling import Tellings, telling_of, writers_of
from service.domain.sides import related

Group = Literal["open", "reason", "once", "agreed"]
"""`reason`: one actor says it in one document, no issue has it, and it is a reason for another claim; `once`: nor is it
that. `agreed`: opponents make it themselves. `open`: all others.
"""
GROUPS: tuple[Group, ...] = get_args(Group)


class Unanswered(Frozen):
    """A claim that nobody answers. `actors`: who makes it, in how many `documents`; `first`: when it was first made.

    `resting`: how many claims it leads to, directly or indirectly; `disputed`: whether others take positions on its
    issue; `later`: how many documents appeared after it; `named`: whether somebody with a name, other than an article's
    author, makes it; `told_by`, `supposed`: set if none of its makers says so directly. `weight`: see `unanswered`.
    """

    claim: str
    label: str
    issue: str | None
    actors: tuple[str, ...]
    documents: int
    resting: int
    disputed: bool
    named: bool
    first: str | None
    later: int
    weight: float
    group: Group
    told_by: tuple[str, ...] = ()
    supposed: str | None = None


def unanswered(
    debate: Debate, edges: Edges, opposed: Container[Pair] = (), tellings: Tellings | None = None
) -> tuple[Unanswered, ...]:
    """An answer is a denial, or an attack across or inside articles, by somebody who belongs to none that make the
    claim. What others say for it is none. Nobody waits for an answer to what it gave up later, or to
    a fact.

    The weight is the sum of actors, documents, 3 for a disputed issue, and claims that rest on it, 3 at most; half of
    it where only an article's author or somebody without a name makes it. It orders the claims of a group; groups
    stand in the order of `GROUPS`. `opposed`: the pairs of sides that oppose each other.
    """
    told, top, writers = tellings or {}, sides(parents_of(debate)), writers_of(debate)
    parents, kinds = parents_of(debate), {actor.id: actor.kind for actor in debate.actors}
    attackers, leads = _attackers(debate, edges), leads_between(debate, edges)
    on_issue = _actors_by_issue(debate)
    dates = {item.map: item.published for item in debate.documents}
    later = {first: sum(is_before(first, date) for date in dates.values() if date) for first in dates.values() if first}
    given_up = {(item.claim, item.actor) for item in debate.changes if item.to == "against"}
    found = []
    for claim in debate.claims:
        said = [item for item in claim.mentions if item.stance == "for" and (claim.id, item.actor) not in given_up]
        actors = tuple(dict.fromkeys(item.actor for item in said))
        if not said or claim.kind == "fact" or _is_answered(claim, attackers, parents):
            continue
        documents, resting = len({item.map for item in said}), len(resting_on(claim.id, leads))
        disputed = any(are_apart(other, actors, parents) for other in on_issue.get(claim.issue or "", ()))
        agreed = any(two in opposed for two in agreeing(claim, top, writers, told))
        weight = len(actors) + documents + 3 * disputed + min(resting, 3)
        telling = telling_of(said, told)
        is_alone = len(actors) == documents == 1 and claim.issue is None
        named = any(kinds[actor] not in ("author", "unnamed") for actor in actors)
        first = min((date for item in said if (date := dates[item.map])), default=None)
        found.append(
            Unanswered(
                claim=claim.id,
                label=claim.label.text,
                issue=claim.issue,
                actors=actors,
                documents=documents,
                resting=resting,
                disputed=disputed,
                named=named,
                first=first,
                later=0 if first is None else later[first],
                weight=weight if named else weight / 2,
                group=_group(agreed, is_alone, resting),
                told_by=telling.told_by,
                supposed=telling.supposed,
            )
        )
    return tuple(sorted(found, key=lambda item: (GROUPS.index(item.group), -item.weight, -item.resting, -item.later)))


def _group(agreed: bool, is_alone: bool, resting: int) -> Group:
    if agreed:
        return "agreed"
    if is_alone:
        return "reason" if resting else "once"
    return "open"


def _is_answered(claim: Claim, attackers: Mapping[UnitKey, set[str]], parents: Parents) -> bool:
    for item in claim.mentions:
        if item.stance == "against":
            others = {other.actor for other in claim.mentions if other.stance == "for"}
            if any(not related(item.actor, other, parents) for other in others):
                return True
        elif any(not related(by, item.actor, parents) for by in attackers.get(item.key, ())):
            return True
    return False


def _attackers(debate: Debate, edges: Edges) -> dict[UnitKey, set[str]]:
    found: dict[UnitKey, set[str]] = {}
    for attack in attacks(debate, edges):
        found.setdefault(attack.of.mention.ref.key, set()).add(attack.by.mention.actor)
    return found


def _actors_by_issue(debate: Debate) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for claim in debate.claims:
        if claim.issue is not None:
            found.setdefault(claim.issue, set()).update(item.actor for item in claim.mentions)
    return found
