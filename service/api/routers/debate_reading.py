"""What a debate shows: matrix, claims, actors, issues, answers, timeline, cruxes; each of all, or of a part."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from service.api.context import DebateReaderOf, in_thread
from service.api.debate_look import Look, Looked
from service.api.debate_views import (
    actor_lines,
    answer_lines,
    answers_in_order,
    claim_line,
    claim_view,
    issue_lines,
)
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
from service.api.openapi_examples import PROBLEMS
from service.api.problems import ApiError
from service.domain.debates.common_ground import common_ground
from service.domain.debates.comparison import Attribute, GroupComparison, compare_groups
from service.domain.debates.cruxes import Crux, cruxes
from service.domain.debates.debate import Debate
from service.domain.debates.opposition import oppositions
from service.domain.debates.parts import UnitRef
from service.domain.debates.selecting import Selection, claims_of_all, select
from service.domain.debates.stances import Matrix, matrix, ordered_claims
from service.domain.debates.timeline import Timeline, timeline
from service.domain.debates.two_actors import ActorComparison, compare_actors
from service.domain.debates.unanswered import GROUPS, unanswered
from service.formats.debates import DEBATE_FORMATS, export_debate

router = APIRouter(tags=["reading debates"])
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="so many are left out first")]
Limit = Annotated[int, Query(ge=1, le=500)]


def _part(look: Looked) -> Debate:
    return look.part


Part = Annotated[Debate, Depends(_part)]


@router.get("/v1/debates/{debate_id}/matrix", responses=PROBLEMS)
async def read_matrix(
    look: Looked,
    claim_offset: Offset = 0,
    claim_limit: Limit = 50,
    actor_offset: Offset = 0,
    actor_limit: Limit = 50,
) -> Matrix:
    """Actor x claim: for, against, mixed, silent; an actor counts once for each claim and document."""

    def load() -> Matrix:
        found = matrix(
            look.part,
            order=look.reader.order(look.part, look.selection),
            actors_from=actor_offset,
            actors_most=actor_limit,
            claims_from=claim_offset,
            claims_most=claim_limit,
            tellings=look.reader.tellings(look.whole),
        )
        return found.model_copy(update={"columns": tuple(look.worded(found.columns))})

    return await in_thread(load)


@router.get("/v1/debates/{debate_id}/claims", responses=PROBLEMS)
async def read_claims(
    look: Looked,
    recurring: Annotated[bool, Query(description="only claims with several mentions")] = False,
    q: Annotated[str | None, Query(max_length=200, description="words of the label")] = None,
    id: Annotated[list[str] | None, Query(max_length=100, description="only these; may be given again")] = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> ClaimPage:
    """The claims by issue, those that most actors take a stance on first."""
    words, wanted = (q or "").lower().split(), set(id or ())
    found = [
        claim
        for claim in ordered_claims(look.part)
        if (len(claim.mentions) > 1 or not recurring) and all(word in claim.label.text.lower() for word in words)
        if not wanted or claim.id in wanted
    ]
    lines = [claim_line(claim) for claim in found[offset : offset + limit]]
    columns = await in_thread(look.worded, [line.column for line in lines])
    worded = [line.model_copy(update={"column": column}) for line, column in zip(lines, columns, strict=True)]
    return ClaimPage(total=len(found), claims=worded)


@router.get("/v1/debates/{debate_id}/claims/{claim_id}", responses=PROBLEMS)
async def read_claim(look: Looked, claim_id: str) -> ClaimView:
    """One claim: its mentions by date, each in its sentence, and who answers it; what is not selected apart."""

    def load() -> ClaimView:
        view = claim_view(look.reader, look.whole, look.part, claim_id)
        return view.model_copy(update={"column": look.worded([view.column])[0]})

    return await in_thread(load)


@router.get("/v1/debates/{debate_id}/unanswered", responses=PROBLEMS)
async def read_unanswered(look: Looked, offset: Offset = 0, limit: Limit = 50) -> UnansweredPage:
    """Claims that nobody of another camp denies or attacks, those with most weight first; of an actor, its own.

    Those on which opponents agree stand last.
    """

    def load() -> UnansweredPage:
        made = {claim.id for claim in look.part.claims if any(item.stance == "for" for item in claim.mentions)}
        edges, tellings = look.reader.edges(look.whole), look.reader.tellings(look.whole)
        opposed = oppositions(look.around, edges, look.reader.rivals(look.whole), tellings)
        found = [item for item in unanswered(look.around, edges, opposed, tellings) if item.claim in made]
        counted = Counter(item.group for item in found)
        return UnansweredPage(
            total=len(found),
            totals={group: counted[group] for group in GROUPS},
            claims=look.worded(found[offset : offset + limit]),
        )

    return await in_thread(load)


@router.get("/v1/debates/{debate_id}/common-ground", responses=PROBLEMS)
async def read_common_ground(look: Looked, offset: Offset = 0, limit: Limit = 50) -> CommonGroundPage:
    """Claims of two sides that oppose each other elsewhere, each heard to say so itself; the strongest first."""

    def load() -> CommonGroundPage:
        wanted = claims_of_all(look.part, look.selection)
        edges, rivals = look.reader.edges(look.whole), look.reader.rivals(look.whole)
        tellings = look.reader.tellings(look.whole)
        opposed = oppositions(look.around, edges, rivals, tellings)
        found = [item for item in common_ground(look.around, opposed, tellings) if item.claim in wanted]
        shown = found[offset : offset + limit]
        refs = {ref for item in shown for voice in item.voices for ref in voice.mentions}
        return CommonGroundPage(total=len(found), claims=look.worded(shown), quotes=look.quotes(refs))

    return await in_thread(load)


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
async def read_answers(look: Looked, offset: Offset = 0, limit: Limit = 50) -> AnswerPage:
    """Who answers whom across articles, each with its words and its actors; attacks on a step first."""
    shown = answers_in_order(look.part)[offset : offset + limit]
    lines = await in_thread(answer_lines, look.reader, look.whole, shown)
    return AnswerPage(total=len(look.part.answers), answers=lines)


@router.get("/v1/debates/{debate_id}/timeline", responses=PROBLEMS)
async def read_timeline(look: Looked, offset: Offset = 0, limit: Limit = 50) -> Timeline:
    """Per claim and actor by date, changes of position first, then those in part; their words beside."""

    def load() -> Timeline:
        found = timeline(look.part, start=offset, most=limit, tellings=look.reader.tellings(look.whole))
        moved = (point for track in found.tracks if track.change for point in track.points)
        quotes = look.quotes(ref for point in moved for ref in point.mentions)
        return found.model_copy(update={"tracks": tuple(look.worded(found.tracks)), "quotes": quotes})

    return await in_thread(load)


@router.get("/v1/debates/{debate_id}/cruxes", responses=PROBLEMS)
async def read_cruxes(look: Looked, limit: Limit = 50) -> list[Crux]:
    """Claims that divide the actors and on which most other claims rest, with the numbers the order follows from."""

    def load() -> list[Crux]:
        wanted = claims_of_all(look.part, look.selection)
        found = [item for item in cruxes(look.around, look.reader.edges(look.whole)) if item.claim in wanted]
        return look.worded(found[:limit])

    return await in_thread(load)


@router.get("/v1/debates/{debate_id}/comparison", responses=PROBLEMS)
async def read_comparison(
    look: Looked, by: Attribute = "outlet", offset: Offset = 0, limit: Limit = 50
) -> GroupComparison:
    """Outlets, sides or periods side by side on the same claims in the same order."""

    def load() -> GroupComparison:
        found = compare_groups(look.part, by, start=offset, most=limit)
        columns = look.worded([row.column for row in found.rows])
        rows = [row.model_copy(update={"column": column}) for row, column in zip(found.rows, columns, strict=True)]
        return found.model_copy(update={"rows": tuple(rows)})

    return await in_thread(load)


@router.get("/v1/debates/{debate_id}/actor-comparison", responses=PROBLEMS)
async def read_actor_comparison(look: Looked, limit: Limit = 100) -> ActorComparisonPage:
    """`actor` and `other` side by side: claims at odds, questions that they answer differently, what one answers the
    other, what both and what only one of them says.

    Each list has at most `limit` items; `totals` counts all.
    """
    actor, other = look.selection.actor, look.selection.other
    if actor is None or other is None or actor == other:
        raise ApiError(422, "two-actors", "a comparison needs two actors", hint="Give `actor` and `other`.")

    def load() -> ActorComparisonPage:
        found = compare_actors(
            select(look.around, Selection(issue=look.selection.issue)),
            look.reader.edges(look.whole),
            actor,
            other,
            issues=look.reader.issues(look.whole),
            tellings=look.reader.tellings(look.whole),
            most=limit,
        )
        said = [said for row in (*found.at_odds, *found.both) for said in (*row.actor_says, *row.other_says)]
        said += [end.said for reply in found.replies for end in (reply.by, reply.of)]
        said += [end.said for issue in found.issues for end in (*issue.actor, *issue.other)]
        quotes = look.quotes(UnitRef(map=item.map, unit=item.unit) for item in said)
        return ActorComparisonPage(**dict(_worded_pair(look, found)), quotes=quotes)

    return await in_thread(load)


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
