"""Selects part of a debate: one actor, outlet, period or issue. The result is a debate itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Answer, Claim, DebateDocument, Moment, UnitKey
from service.domain.debates.sides import below, pair_of, parents_of


class Selection(Frozen):
    """`actor`: with all its members; `other`: a second actor, which restricts answers to those between the two.

    `since`, `until`: dates, both inclusive; either one excludes undated articles. `issue`: with all its sub-issues.
    """

    actor: str | None = None
    other: str | None = None
    outlet: str | None = None
    since: Moment | None = None
    until: Moment | None = None
    issue: str | None = None

    @property
    def is_all(self) -> bool:
        return self == Selection()

    @property
    def around(self) -> Selection:
        """The same articles with all actors and issues, for views that count who answers."""
        return self.model_copy(update={"actor": None, "other": None, "issue": None})


def select(debate: Debate, selection: Selection) -> Debate:
    """The debate restricted to the selected articles, mentions, answers and changes, without claims that lose all
    mentions.

    Claims keep their labels even if the mention that a label quotes is excluded. The result is not validated again.
    """
    if selection.is_all:
        return debate
    documents = tuple(item for item in debate.documents if _document_matches(item, selection))
    maps = {item.map for item in documents}
    actors = _chosen(debate, selection)
    issues = None if selection.issue is None else below(selection.issue, {x.id: x.parent for x in debate.issues})
    claims = tuple(_claims(debate.claims, maps, actors, issues))
    between = _between(debate, claims, selection)
    known = {claim.id for claim in claims}
    return debate.model_copy(
        update={
            "documents": documents,
            "claims": claims,
            "actors": debate.actors if actors is None else tuple(x for x in debate.actors if x.id in actors),
            "issues": debate.issues if issues is None else tuple(x for x in debate.issues if x.id in issues),
            "answers": tuple(
                item for item in debate.answers if between(item) if item.from_.map in maps and item.to.map in maps
            ),
            "changes": tuple(
                item
                for item in debate.changes
                if item.claim in known and (actors is None or item.actor in actors)
                if item.first.map in maps and item.then.map in maps
            ),
        }
    )


def claims_of_all(part: Debate, selection: Selection) -> set[str]:
    """The selected claims on which every selected actor has a statement."""
    if selection.actor is None or selection.other is None:
        return {claim.id for claim in part.claims}
    one, two = pair_of(selection.actor, selection.other, parents_of(part))
    said = ((claim.id, {item.actor for item in claim.mentions}) for claim in part.claims)
    return {claim for claim, actors in said if actors & one and actors & two}


def _chosen(debate: Debate, selection: Selection) -> set[str] | None:
    parents = parents_of(debate)
    chosen = [below(name, parents) for name in (selection.actor, selection.other) if name is not None]
    return set[str]().union(*chosen) if chosen else None


def _between(debate: Debate, claims: Iterable[Claim], selection: Selection) -> Callable[[Answer], bool]:
    """Whether an answer has an end in these claims; of two actors, an end at each."""
    holders: dict[UnitKey, set[str]] = {}
    for claim in claims:
        for item in claim.mentions:
            holders.setdefault(item.key, set()).add(item.actor)
    if selection.actor is None or selection.other is None:
        return lambda answer: answer.from_.key in holders or answer.to.key in holders
    one, two = pair_of(selection.actor, selection.other, parents_of(debate))

    def leads_over(answer: Answer) -> bool:
        by, of = holders.get(answer.from_.key, set()), holders.get(answer.to.key, set())
        return bool((by & one and of & two) or (by & two and of & one))

    return leads_over


def _document_matches(document: DebateDocument, selection: Selection) -> bool:
    if selection.outlet is not None and document.outlet != selection.outlet:
        return False
    if selection.since is None and selection.until is None:
        return True
    if document.published is None:
        return False
    since, until = selection.since or "", selection.until
    late_enough = document.published[: len(since)] >= since
    return late_enough and (until is None or document.published[: len(until)] <= until)


def _claims(
    claims: Iterable[Claim], maps: set[str], actors: set[str] | None, issues: set[str] | None
) -> Iterable[Claim]:
    for claim in claims:
        if issues is not None and claim.issue not in issues:
            continue
        mentions = tuple(
            item for item in claim.mentions if item.map in maps and (actors is None or item.actor in actors)
        )
        if len(mentions) == len(claim.mentions):
            yield claim
        elif mentions:
            yield claim.model_copy(update={"mentions": mentions})
