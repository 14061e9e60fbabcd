"""What nobody answers: claims that no one of another camp denies or attacks, those with most weight first."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.base import Frozen
from service.domain.debates.attacks import attacks
from service.domain.debates.debate import Debate
from service.domain.debates.opposition import oppositions, pairs_of
from service.domain.debates.parts import Claim, UnitKey
from service.domain.debates.resting import Edges, leads_between, resting_on
from service.domain.debates.rules import is_before
from service.domain.debates.sides import Parents, are_apart, belong_together, parents_of


class Unanswered(Frozen):
    """A claim that nobody answers. `actors`: who makes it, in so many `documents`; `first`: when it was first made.

    `resting`: how many claims it leads to, directly or not; `disputed`: whether others take positions on its issue;
    `agreed`: whether opponents make it; `later`: how many documents appeared after it. `weight` is what the order
    follows from (see `unanswered`); `said_once`: one actor says it in one document, nothing rests on it, and no issue
    has it.
    """

    claim: str
    label: str
    issue: str | None
    actors: tuple[str, ...]
    documents: int
    resting: int
    disputed: bool
    agreed: bool
    first: str | None
    later: int
    weight: int
    said_once: bool


def unanswered(debate: Debate, edges: Edges) -> tuple[Unanswered, ...]:
    """An answer is a denial, or an attack across or inside articles, by somebody who belongs to none that make the
    claim. What others say for it is none.

    The weight is twice the sum of actors, documents, 3 for a disputed issue, and claims that rest on it, 3 at most;
    half of it where opponents agree, or where only an article's author, or nobody with a name, says so. What is said
    once comes last.
    """
    parents, kinds = parents_of(debate), {actor.id: actor.kind for actor in debate.actors}
    attackers, leads = _attackers(debate, edges), leads_between(debate, edges)
    on_issue, opposed = _actors_by_issue(debate), oppositions(debate, edges)
    dates = {item.map: item.published for item in debate.documents}
    all_dates = sorted(date for date in dates.values() if date)
    found = []
    for claim in debate.claims:
        said = [item for item in claim.mentions if item.stance == "for"]
        actors = tuple(dict.fromkeys(item.actor for item in said))
        if not said or _is_answered(claim, attackers, parents):
            continue
        documents, resting = len({item.map for item in said}), len(resting_on(claim.id, leads))
        disputed = any(are_apart(other, actors, parents) for other in on_issue.get(claim.issue or "", ()))
        agreed = any(two in opposed for two in pairs_of(actors))
        weight = 2 * (len(actors) + documents + 3 * disputed + min(resting, 3))
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
                agreed=agreed,
                first=first,
                later=0 if first is None else sum(is_before(first, date) for date in all_dates),
                weight=weight if named and not agreed else weight // 2,
                said_once=len(actors) == documents == 1 and resting == 0 and claim.issue is None,
            )
        )
    return tuple(sorted(found, key=lambda item: (item.said_once, -item.weight, -item.resting, -item.later)))


def _is_answered(claim: Claim, attackers: Mapping[UnitKey, set[str]], parents: Parents) -> bool:
    for item in claim.mentions:
        if item.stance == "against":
            others = {other.actor for other in claim.mentions if other.stance == "for"}
            if any(not belong_together(item.actor, other, parents) for other in others):
                return True
        elif any(not belong_together(by, item.actor, parents) for by in attackers.get((item.map, item.unit), ())):
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
