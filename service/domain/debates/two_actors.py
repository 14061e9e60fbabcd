"""Two actors side by side: where they differ, what both say, and what only one of them says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from service.domain.argument import RelationKind
from service.domain.base import Frozen
from service.domain.debates.attacks import Voiced, attacks
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Claim, UnitRef
from service.domain.debates.resting import Edges
from service.domain.debates.sides import pair_of, parents_of
from service.domain.debates.stances import Cell, cell_of, ordered_claims


class PairRow(Frozen):
    """A claim, and where each of the two stands on it."""

    claim: str
    label: str
    issue: str | None
    actor: Cell
    other: Cell


class End(Frozen):
    """A claim of one of the two, and the very unit; `actor`: who holds it, who may belong to one of the two."""

    claim: str
    label: str
    actor: str
    unit: UnitRef


class Clash(Frozen):
    """One of the two attacks what the other says: `by` rebuts `of`, or says that it does not follow."""

    kind: RelationKind
    by: End
    of: End


class Said(Frozen):
    """A claim that one of the two is for."""

    claim: str
    label: str


class PairIssue(Frozen):
    """A question to which each gives an answer that the other does not give: the claims that each is for."""

    issue: str
    question: str
    actor: tuple[Said, ...]
    other: tuple[Said, ...]


class ActorComparison(Frozen):
    """`at_odds`: claims on which the two stand differently; `both`: on which they stand alike. Each actor counts with
    all who belong to it. Claims are in the matrix's order; `totals`: how many there are of each list, of which a page
    shows the first.
    """

    actor: str
    other: str
    at_odds: tuple[PairRow, ...]
    clashes: tuple[Clash, ...]
    issues: tuple[PairIssue, ...]
    both: tuple[PairRow, ...]
    only_actor: tuple[PairRow, ...]
    only_other: tuple[PairRow, ...]
    totals: dict[str, int]


def compare_actors(debate: Debate, edges: Edges, actor: str, other: str, *, most: int | None = None) -> ActorComparison:
    """The two on every claim that one of them speaks to; at most so many of each list."""
    one, two = pair_of(actor, other, parents_of(debate))
    rows = [_row(claim, one, two) for claim in ordered_claims(debate)]
    spoken = [row for row in rows if row.actor.mentions and row.other.mentions]
    lists: dict[str, list[Any]] = {
        "at_odds": [row for row in spoken if row.actor.stance != row.other.stance],
        "clashes": list(_clashes(debate, edges, one, two)),
        "issues": list(_issues(debate, rows)),
        "both": [row for row in spoken if row.actor.stance == row.other.stance],
        "only_actor": [row for row in rows if row.actor.mentions and not row.other.mentions],
        "only_other": [row for row in rows if row.other.mentions and not row.actor.mentions],
    }
    totals = {name: len(found) for name, found in lists.items()}
    shown = {name: tuple(found[:most]) for name, found in lists.items()}
    return ActorComparison(actor=actor, other=other, totals=totals, **shown)


def _row(claim: Claim, one: set[str], two: set[str]) -> PairRow:
    cells = [cell_of(claim.id, [item for item in claim.mentions if item.actor in side]) for side in (one, two)]
    return PairRow(claim=claim.id, label=claim.label.text, issue=claim.issue, actor=cells[0], other=cells[1])


def _clashes(debate: Debate, edges: Edges, one: set[str], two: set[str]) -> Iterable[Clash]:
    labels = {claim.id: claim.label.text for claim in debate.claims}

    def end(voiced: Voiced) -> End:
        mention = voiced.mention
        return End(claim=voiced.claim, label=labels[voiced.claim], actor=mention.actor, unit=mention.ref)

    seen = set[tuple[str, str]]()
    for attack in attacks(debate, edges):
        by, of = attack.by.mention.actor, attack.of.mention.actor
        claims = attack.by.claim, attack.of.claim
        if ((by in one and of in two) or (by in two and of in one)) and claims not in seen:
            seen.add(claims)
            yield Clash(kind=attack.kind, by=end(attack.by), of=end(attack.of))


def _issues(debate: Debate, rows: Sequence[PairRow]) -> Iterable[PairIssue]:
    for issue in debate.issues:
        here = [row for row in rows if row.issue == issue.id]
        one = {row.claim: row.label for row in here if row.actor.stance == "for"}
        two = {row.claim: row.label for row in here if row.other.stance == "for"}
        if one.keys() - two.keys() and two.keys() - one.keys():
            answers = [tuple(Said(claim=claim, label=label) for claim, label in said.items()) for said in (one, two)]
            yield PairIssue(issue=issue.id, question=issue.question.text, actor=answers[0], other=answers[1])
