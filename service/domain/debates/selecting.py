"""Selects part of a debate: one actor, outlet, period or issue. The result is a debate itself."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Claim, DebateDocument, Moment
from service.domain.debates.sides import below, parents_of


class Selection(Frozen):
    """`actor`: with all its members. `since`, `until`: dates, both inclusive; either one excludes undated articles.

    `issue`: with all its sub-issues.
    """

    actor: str | None = None
    outlet: str | None = None
    since: Moment | None = None
    until: Moment | None = None
    issue: str | None = None

    @property
    def is_all(self) -> bool:
        return self == Selection()


def select(debate: Debate, selection: Selection) -> Debate:
    """The debate restricted to the selected articles, mentions, answers and changes, without claims that lose all
    mentions.

    Claims keep their labels even if the mention that a label quotes is excluded. The result is not validated again.
    """
    if selection.is_all:
        return debate
    documents = tuple(item for item in debate.documents if _document_matches(item, selection))
    maps = {item.map for item in documents}
    actors = None if selection.actor is None else below(selection.actor, parents_of(debate))
    issues = None if selection.issue is None else below(selection.issue, {x.id: x.parent for x in debate.issues})
    claims = tuple(_claims(debate.claims, maps, actors, issues))
    ends = {item.key for claim in claims for item in claim.mentions}
    known = {claim.id for claim in claims}
    return debate.model_copy(
        update={
            "documents": documents,
            "claims": claims,
            "actors": debate.actors if actors is None else tuple(x for x in debate.actors if x.id in actors),
            "issues": debate.issues if issues is None else tuple(x for x in debate.issues if x.id in issues),
            "answers": tuple(
                item
                for item in debate.answers
                if (item.from_.key in ends or item.to.key in ends) and item.from_.map in maps and item.to.map in maps
            ),
            "changes": tuple(
                item
                for item in debate.changes
                if item.claim in known and (actors is None or item.actor in actors)
                if item.first.map in maps and item.then.map in maps
            ),
        }
    )


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
