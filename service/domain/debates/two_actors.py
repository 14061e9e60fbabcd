"""Two actors side by side: where they differ, how they answer each other, what both say, and what only one says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.domain.argument import RelationKind
from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.links import links
from service.domain.debates.parts import Claim
from service.domain.debates.resting import Edges
from service.domain.debates.rival_answers import ArticleIssues, End, PairIssue, answers_of_two, end_of
from service.domain.debates.sides import pair_of, parents_of
from service.domain.debates.stances import Cell, cell_of, ordered_claims
from service.domain.debates.telling import Statement, Tellings, statement_of


class PairRow(Frozen):
    """A claim, the position of each actor on it, and the mentions by each actor's members."""

    claim: str
    label: str
    issue: str | None
    actor: Cell
    other: Cell
    actor_says: tuple[Statement, ...]
    other_says: tuple[Statement, ...]


class Reply(Frozen):
    """A response by one of the two to the other: `by` backs `of`, rebuts it, or says that it does not follow."""

    kind: RelationKind
    by: End
    of: End


class ActorComparison(Frozen):
    """`at_odds`: claims on which the two differ; `both`: claims on which they agree. Each actor includes all its
    members.

    Claims are in the matrix's order, those that one of them is only reported or supposed to make last; `totals`: the
    full length of each list, of which a page shows the beginning.
    """

    actor: str
    other: str
    at_odds: tuple[PairRow, ...]
    issues: tuple[PairIssue, ...]
    replies: tuple[Reply, ...]
    both: tuple[PairRow, ...]
    only_actor: tuple[PairRow, ...]
    only_other: tuple[PairRow, ...]
    totals: dict[str, int]


def compare_actors(
    debate: Debate,
    edges: Edges,
    actor: str,
    other: str,
    *,
    issues: ArticleIssues | None = None,
    tellings: Tellings | None = None,
    most: int | None = None,
) -> ActorComparison:
    """Compares the two on every claim that either of them addresses, up to a limit for each list.

    `issues`: the articles' issues, which say which answers are rivals.
    """
    one, two = pair_of(actor, other, parents_of(debate))
    told = tellings or {}
    both = one | two
    claims = (claim for claim in ordered_claims(debate) if any(item.actor in both for item in claim.mentions))
    rows = [_row(claim, one, two, told) for claim in claims]
    spoken = sorted((row for row in rows if row.actor.mentions and row.other.mentions), key=_is_unheard)
    lists: dict[str, list[Any]] = {
        "at_odds": [row for row in spoken if row.actor.stance != row.other.stance],
        "issues": answers_of_two(debate, issues or {}, actor, other, told),
        "replies": list(_replies(debate, edges, one, two, told)),
        "both": [row for row in spoken if row.actor.stance == row.other.stance],
        "only_actor": [row for row in rows if row.actor.mentions and not row.other.mentions],
        "only_other": [row for row in rows if row.other.mentions and not row.actor.mentions],
    }
    totals = {name: len(found) for name, found in lists.items()}
    shown = {name: tuple(found[:most]) for name, found in lists.items()}
    return ActorComparison(actor=actor, other=other, totals=totals, **shown)


def _row(claim: Claim, one: set[str], two: set[str], tellings: Tellings) -> PairRow:
    said = [[item for item in claim.mentions if item.actor in side] for side in (one, two)]
    cells = [cell_of(claim.id, mentions, tellings) for mentions in said]
    statements = [tuple(statement_of(item, tellings) for item in mentions) for mentions in said]
    return PairRow(
        claim=claim.id,
        label=claim.label.text,
        issue=claim.issue,
        actor=cells[0],
        other=cells[1],
        actor_says=statements[0],
        other_says=statements[1],
    )


def _is_unheard(row: PairRow) -> bool:
    return any(cell.told_by or cell.supposed for cell in (row.actor, row.other))


def _replies(debate: Debate, edges: Edges, one: set[str], two: set[str], tellings: Tellings) -> Iterator[Reply]:
    """Attacks first; once for each pair of claims and way."""
    claims = {claim.id: claim for claim in debate.claims}
    seen = set[tuple[str, str, bool]]()
    for link in sorted(links(debate, edges), key=lambda item: item.kind == "support"):
        by, of = link.by.mention.actor, link.of.mention.actor
        key = link.by.claim, link.of.claim, link.kind == "support"
        if ((by in one and of in two) or (by in two and of in one)) and key not in seen:
            seen.add(key)
            ends = [end_of(claims[voiced.claim], voiced.mention, tellings) for voiced in (link.by, link.of)]
            yield Reply(kind=link.kind, by=ends[0], of=ends[1])
