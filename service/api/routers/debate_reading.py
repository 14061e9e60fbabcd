"""What a debate shows: matrix, claims, actors, issues, answers, timeline, cruxes; each of all, or of a part."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from service.api.context import DebateReaderOf, in_thread
from service.api.debate_views import DebateReader, actor_lines, answer_lines, claim_line, claim_view, issue_lines
from service.api.debate_wire import (
    ActorPage,
    AnswerPage,
    ClaimPage,
    ClaimView,
    IssueList,
    UnansweredPage,
)
from service.api.keys import Caller
from service.api.openapi_examples import PROBLEMS
from service.api.problems import ApiError
from service.domain.debates.comparison import Attribute, GroupComparison, compare_groups
from service.domain.debates.cruxes import Crux, cruxes
from service.domain.debates.debate import Debate
from service.domain.debates.selecting import Selection
from service.domain.debates.stances import Matrix, matrix, ordered_claims
from service.domain.debates.timeline import Timeline, timeline, unanswered
from service.formats.debates import DEBATE_FORMATS, export_debate

router = APIRouter(tags=["reading debates"])
_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="so many are left out first")]
Limit = Annotated[int, Query(ge=1, le=500)]


def _selection(
    actor: Annotated[str | None, Query(max_length=64, description="an actor, with all who belong to it")] = None,
    outlet: Annotated[str | None, Query(max_length=200)] = None,
    since: Annotated[str | None, Query(pattern=_DATE, description="a year, a month or a day")] = None,
    until: Annotated[str | None, Query(pattern=_DATE, description="the same; included")] = None,
    issue: Annotated[str | None, Query(max_length=64, description="an issue, with those under it")] = None,
) -> Selection:
    return Selection(actor=actor, outlet=outlet, since=since, until=until, issue=issue)


Selected = Annotated[Selection, Depends(_selection)]


async def _part(debate_id: str, caller: Caller, reader: DebateReaderOf, selection: Selected) -> Debate:
    return await in_thread(reader.part, debate_id, caller, selection)


Part = Annotated[Debate, Depends(_part)]


@router.get("/v1/debates/{debate_id}/matrix", responses=PROBLEMS)
async def read_matrix(
    debate: Part,
    selection: Selected,
    reader: DebateReaderOf,
    claim_offset: Offset = 0,
    claim_limit: Limit = 50,
    actor_offset: Offset = 0,
    actor_limit: Limit = 50,
) -> Matrix:
    """Actor x claim: for, against, mixed, silent; an actor counts once for each claim and document."""
    order = await in_thread(reader.order, debate, selection)
    return await in_thread(
        matrix,
        debate,
        order=order,
        actors_from=actor_offset,
        actors_most=actor_limit,
        claims_from=claim_offset,
        claims_most=claim_limit,
    )


@router.get("/v1/debates/{debate_id}/claims", responses=PROBLEMS)
async def read_claims(
    debate: Part,
    recurring: Annotated[bool, Query(description="only claims with several mentions")] = False,
    q: Annotated[str | None, Query(max_length=200, description="words of the label")] = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> ClaimPage:
    """The claims by issue, those that most actors take a stance on first."""
    words = (q or "").lower().split()
    found = [
        claim
        for claim in ordered_claims(debate)
        if (len(claim.mentions) > 1 or not recurring) and all(word in claim.label.text.lower() for word in words)
    ]
    return ClaimPage(total=len(found), claims=[claim_line(claim) for claim in found[offset : offset + limit]])


@router.get("/v1/debates/{debate_id}/claims/{claim_id}", responses=PROBLEMS)
async def read_claim(debate: Part, claim_id: str, reader: DebateReaderOf) -> ClaimView:
    """One claim: its mentions by date, each in its sentence, and who answers it."""
    return await in_thread(claim_view, reader, debate, claim_id)


@router.get("/v1/debates/{debate_id}/unanswered", responses=PROBLEMS)
async def read_unanswered(debate: Part, offset: Offset = 0, limit: Limit = 50) -> UnansweredPage:
    """Claims that no other actor makes or denies, and to which no answer leads."""
    found = await in_thread(unanswered, debate)
    return UnansweredPage(total=len(found), claims=list(found[offset : offset + limit]))


@router.get("/v1/debates/{debate_id}/actors", responses=PROBLEMS)
async def read_actors(debate: Part, offset: Offset = 0, limit: Limit = 200) -> ActorPage:
    """Who speaks, those who say most first."""
    found = await in_thread(actor_lines, debate)
    return ActorPage(total=len(found), actors=found[offset : offset + limit])


@router.get("/v1/debates/{debate_id}/issues", responses=PROBLEMS)
async def read_debate_issues(debate: Part) -> IssueList:
    """The questions of the debate, with their claims."""
    return IssueList(issues=await in_thread(issue_lines, debate))


@router.get("/v1/debates/{debate_id}/answers", responses=PROBLEMS)
async def read_answers(debate: Part, reader: DebateReaderOf, offset: Offset = 0, limit: Limit = 50) -> AnswerPage:
    """Who answers whom across articles, each with its words."""
    shown = list(debate.answers[offset : offset + limit])
    return AnswerPage(total=len(debate.answers), answers=await in_thread(answer_lines, reader, debate, shown))


@router.get("/v1/debates/{debate_id}/timeline", responses=PROBLEMS)
async def read_timeline(debate: Part, offset: Offset = 0, limit: Limit = 50) -> Timeline:
    """Per claim and actor by date, changes of position first."""
    return await in_thread(timeline, debate, start=offset, most=limit)


@router.get("/v1/debates/{debate_id}/cruxes", responses=PROBLEMS)
async def read_cruxes(debate: Part, reader: DebateReaderOf, limit: Limit = 50) -> list[Crux]:
    """Claims that divide the actors and on which most other claims rest, with the numbers the order follows from."""

    def load(reader: DebateReader) -> list[Crux]:
        return list(cruxes(debate, reader.edges(debate)))[:limit]

    return await in_thread(load, reader)


@router.get("/v1/debates/{debate_id}/comparison", responses=PROBLEMS)
async def read_comparison(
    debate: Part, by: Attribute = "outlet", offset: Offset = 0, limit: Limit = 50
) -> GroupComparison:
    """Outlets, sides or periods side by side on the same claims in the same order."""
    return await in_thread(compare_groups, debate, by, start=offset, most=limit)


@router.get("/v1/debates/{debate_id}/export", response_class=Response, responses=PROBLEMS)
async def export(
    debate: Part,
    reader: DebateReaderOf,
    format: Annotated[str, Query(description=", ".join(DEBATE_FORMATS))] = "json",
) -> Response:
    """The debate, or what is selected of it, in another format."""
    if format not in DEBATE_FORMATS:
        known = ", ".join(DEBATE_FORMATS)
        raise ApiError(422, "unknown-format", f"there is no export format {format!r}", hint=f"Use one of {known}.")

    def load() -> Response:
        exported = export_debate(debate, format, reader.maps(debate))
        headers = {"Content-Disposition": f'attachment; filename="debate{exported.suffix}"'}
        if format == "html":
            headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
        return Response(exported.data, media_type=exported.media_type, headers=headers)

    return await in_thread(load)
