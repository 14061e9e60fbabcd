"""The content of each view of a debate: matrix, claims, actors, issues, answers, timeline.

A view is a function of a selection and its options; it may be computed in a child process (`debate_tasks`).
"""

from __future__ import annotations

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
    ActorPage,
    AnswerPage,
    ClaimPage,
    ClaimView,
    IssueList,
)
from service.domain.brief import Brief
from service.domain.debates.briefing import debate_brief
from service.domain.debates.debate import Debate
from service.domain.debates.parts import UnitRef
from service.domain.debates.quoting import Quote
from service.domain.debates.selecting import Selection
from service.domain.debates.stances import Column, Matrix, matrix, ordered_claims
from service.domain.debates.timeline import Timeline, Track, timeline

T = TypeVar("T", Column, Track)


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


def _brief(look: Look) -> Brief:
    """The brief of the whole debate, whatever is selected."""
    return debate_brief(look.whole, look.reader.digests, look.reader.tellings, look.reader.labels)


PAGES: dict[str, Callable[..., Any]] = {
    "matrix": _matrix,
    "claims": _claims,
    "claim": _claim,
    "actors": _actors,
    "issues": _issues,
    "answers": _answers,
    "timeline": _timeline,
    "brief": _brief,
}
