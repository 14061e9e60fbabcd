"""The content of each view of a debate: matrix, claims, actors, issues, answers, timeline, cruxes, comparisons.

A view is a function of a selection and its options; it may be computed in a child process (`debate_tasks`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from service.api.debate_lines import (
    actor_lines,
    answer_lines,
    answers_in_order,
    claim_line,
    claim_view,
    issue_lines,
)
from service.api.debate_reader import DebateReader
from service.api.debate_wire import (
    ActorComparisonPage,
    ActorPage,
    AnswerPage,
    ClaimPage,
    ClaimView,
    CommonGroundPage,
    IssueList,
    UnansweredPage,
)
from service.domain.brief import Brief
from service.domain.debates.briefing import debate_brief
from service.domain.debates.common_ground import Shared, common_ground
from service.domain.debates.comparison import Attribute, GroupComparison, compare_groups
from service.domain.debates.cruxes import Crux, cruxes
from service.domain.debates.debate import Debate
from service.domain.debates.opposition import oppositions
from service.domain.debates.parts import UnitRef
from service.domain.debates.quoting import Quote
from service.domain.debates.rival_answers import End
from service.domain.debates.selecting import Selection, claims_of_all, select
from service.domain.debates.stances import Column, Matrix, matrix, ordered_claims
from service.domain.debates.timeline import Timeline, Track, timeline
from service.domain.debates.two_actors import ActorComparison, PairRow, compare_actors
from service.domain.debates.unanswered import GROUPS, Unanswered, unanswered

T = TypeVar("T", Column, Crux, End, PairRow, Shared, Track, Unanswered)

_BRIEFED = 12
"""How many of each kind a brief considers."""


@dataclass(frozen=True)
class Look:
    """A reader's selection of a debate."""

    reader: DebateReader
    selection: Selection

    @property
    def whole(self) -> Debate:
        return self.reader.whole

    @property
    def part(self) -> Debate:
        """The selected part."""
        return self.reader.part(self.selection)

    @property
    def around(self) -> Debate:
        """The selected articles with all actors and issues."""
        return self.reader.part(self.selection.around)

    def worded(self, items: Iterable[T]) -> list[T]:
        """The items, with claim labels that can be read on their own."""
        shown = list(items)
        wanted = {item.claim for item in shown}
        labels = self.reader.labels(claim for claim in self.whole.claims if claim.id in wanted)
        return [item.model_copy(update={"label": labels[item.claim]}) for item in shown]

    def quotes(self, wanted: Iterable[UnitRef]) -> dict[str, Quote]:
        """The words of these units, by `MAP/UNIT`, and places, by `MAP/START-END`."""
        return {f"{ref.map}/{ref.name}": quote for ref, quote in self.reader.quotes(wanted).items()}


def _matrix(look: Look, claim_offset: int, claim_limit: int, actor_offset: int, actor_limit: int) -> Matrix:
    found = matrix(
        look.part,
        order=look.reader.order(look.selection),
        actors_from=actor_offset,
        actors_most=actor_limit,
        claims_from=claim_offset,
        claims_most=claim_limit,
        tellings=look.reader.tellings,
    )
    return found.model_copy(update={"columns": tuple(look.worded(found.columns))})


def _claims(look: Look, recurring: bool, q: str | None, id: Sequence[str], offset: int, limit: int) -> ClaimPage:
    words, wanted = (q or "").lower().split(), set(id)
    found = [
        claim
        for claim in ordered_claims(look.part)
        if (len(claim.mentions) > 1 or not recurring) and all(word in claim.label.text.lower() for word in words)
        if not wanted or claim.id in wanted
    ]
    lines = [claim_line(claim) for claim in found[offset : offset + limit]]
    columns = look.worded([line.column for line in lines])
    worded = [line.model_copy(update={"column": column}) for line, column in zip(lines, columns, strict=True)]
    return ClaimPage(total=len(found), claims=worded)


def _claim(look: Look, claim_id: str) -> ClaimView:
    view = claim_view(look.reader, look.part, claim_id)
    return view.model_copy(update={"column": look.worded([view.column])[0]})


def _unanswered(look: Look, offset: int, limit: int) -> UnansweredPage:
    made = {claim.id for claim in look.part.claims if any(item.stance == "for" for item in claim.mentions)}
    reader = look.reader
    opposed = oppositions(look.around, reader.edges, reader.rivals, reader.tellings)
    found = [item for item in unanswered(look.around, reader.edges, opposed, reader.tellings) if item.claim in made]
    counted = Counter(item.group for item in found)
    return UnansweredPage(
        total=len(found),
        totals={group: counted[group] for group in GROUPS},
        claims=look.worded(found[offset : offset + limit]),
    )


def _common_ground(look: Look, offset: int, limit: int) -> CommonGroundPage:
    wanted, reader = claims_of_all(look.part, look.selection), look.reader
    opposed = oppositions(look.around, reader.edges, reader.rivals, reader.tellings)
    found = [item for item in common_ground(look.around, opposed, reader.tellings) if item.claim in wanted]
    shown = found[offset : offset + limit]
    refs = {ref for item in shown for voice in item.voices for ref in voice.mentions}
    return CommonGroundPage(total=len(found), claims=look.worded(shown), quotes=look.quotes(refs))


def _actors(look: Look, offset: int, limit: int) -> ActorPage:
    found = actor_lines(look.part)
    return ActorPage(total=len(found), actors=found[offset : offset + limit])


def _issues(look: Look) -> IssueList:
    return IssueList(issues=issue_lines(look.part))


def _answers(look: Look, offset: int, limit: int) -> AnswerPage:
    shown = answers_in_order(look.part)[offset : offset + limit]
    return AnswerPage(total=len(look.part.answers), answers=answer_lines(look.reader, shown))


def _timeline(look: Look, offset: int, limit: int) -> Timeline:
    found = timeline(look.part, start=offset, most=limit, tellings=look.reader.tellings)
    moved = (point for track in found.tracks if track.change for point in track.points)
    quotes = look.quotes(ref for point in moved for ref in point.mentions)
    return found.model_copy(update={"tracks": tuple(look.worded(found.tracks)), "quotes": quotes})


def _cruxes(look: Look, limit: int) -> list[Crux]:
    wanted = claims_of_all(look.part, look.selection)
    found = [item for item in cruxes(look.around, look.reader.edges) if item.claim in wanted]
    return look.worded(found[:limit])


def _brief(look: Look) -> Brief:
    """The brief of the whole debate, whatever is selected."""
    reader, whole = look.reader, look.whole
    opposed = oppositions(whole, reader.edges, reader.rivals, reader.tellings)
    return debate_brief(
        whole,
        cruxes=look.worded(cruxes(whole, reader.edges)[:_BRIEFED]),
        shared=look.worded(common_ground(whole, opposed, reader.tellings)[:_BRIEFED]),
        open_claims=look.worded(unanswered(whole, reader.edges, opposed, reader.tellings)[:_BRIEFED]),
        opposed=opposed,
    )


def _comparison(look: Look, by: Attribute, offset: int, limit: int) -> GroupComparison:
    found = compare_groups(look.part, by, start=offset, most=limit)
    columns = look.worded([row.column for row in found.rows])
    rows = [row.model_copy(update={"column": column}) for row, column in zip(found.rows, columns, strict=True)]
    return found.model_copy(update={"rows": tuple(rows)})


def _actor_comparison(look: Look, actor: str, other: str, limit: int) -> ActorComparisonPage:
    found = compare_actors(
        select(look.around, Selection(issue=look.selection.issue)),
        look.reader.edges,
        actor,
        other,
        issues=look.reader.issues,
        tellings=look.reader.tellings,
        most=limit,
    )
    said = [said for row in (*found.at_odds, *found.both) for said in (*row.actor_says, *row.other_says)]
    said += [end.said for reply in found.replies for end in (reply.by, reply.of)]
    said += [end.said for issue in found.issues for end in (*issue.actor, *issue.other)]
    quotes = look.quotes(UnitRef(map=item.map, unit=item.unit, spans=item.spans) for item in said)
    return ActorComparisonPage(**dict(_worded_pair(look, found)), quotes=quotes)


def _worded_pair(look: Look, found: ActorComparison) -> ActorComparison:
    ends = [look.worded([reply.by, reply.of]) for reply in found.replies]
    replies = [
        reply.model_copy(update={"by": by, "of": of}) for reply, (by, of) in zip(found.replies, ends, strict=True)
    ]
    rows = {name: tuple(look.worded(getattr(found, name))) for name in ("at_odds", "both", "only_actor", "only_other")}
    issues = tuple(
        issue.model_copy(update={"actor": tuple(look.worded(issue.actor)), "other": tuple(look.worded(issue.other))})
        for issue in found.issues
    )
    return found.model_copy(update={"replies": tuple(replies), "issues": issues, **rows})


PAGES: dict[str, Callable[..., Any]] = {
    "matrix": _matrix,
    "claims": _claims,
    "claim": _claim,
    "unanswered": _unanswered,
    "common-ground": _common_ground,
    "actors": _actors,
    "issues": _issues,
    "answers": _answers,
    "timeline": _timeline,
    "cruxes": _cruxes,
    "brief": _brief,
    "comparison": _comparison,
    "actor-comparison": _actor_comparison,
}
