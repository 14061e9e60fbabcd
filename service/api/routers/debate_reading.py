"""Views of a debate: matrix, claims, actors, issues, answers, timeline; of all of it, or of a selection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from service.api.context import DebateViewsOf, ExecutorOf
from service.api.debate_views import (
    ActorPage,
    AnswerPage,
    ClaimPage,
    ClaimView,
    IssueList,
)
from service.api.keys import Caller
from service.api.problems import ApiError
from service.api.sending import in_pieces
from service.domain.brief.brief import Brief, BriefWords
from service.domain.debates.timeline import Timeline
from service.domain.debates.views import Matrix, Selection
from service.formats.debates import DEBATE_FORMATS

router = APIRouter(tags=["reading debates"])
_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="number of items to skip")]
Limit = Annotated[int, Query(ge=1, le=500)]


def _selection(
    actor: Annotated[str | None, Query(max_length=64, description="an actor, including all its members")] = None,
    outlet: Annotated[str | None, Query(max_length=200)] = None,
    since: Annotated[
        str | None, Query(pattern=_DATE, description="earliest date (inclusive): a year, month or day")
    ] = None,
    until: Annotated[
        str | None, Query(pattern=_DATE, description="latest date (inclusive): a year, month or day")
    ] = None,
    issue: Annotated[str | None, Query(max_length=64, description="an issue, including its sub-issues")] = None,
) -> Selection:
    return Selection(actor=actor, outlet=outlet, since=since, until=until, issue=issue)


Selected = Annotated[Selection, Depends(_selection)]


_Shows = Callable[..., Awaitable[Response]]


async def _shower(
    debate_id: str, caller: Caller, views: DebateViewsOf, executor: ExecutorOf, selection: Selected
) -> _Shows:
    async def show(view: str, /, **options: Any) -> Response:
        return _sent(await views.view(executor, debate_id, caller, selection, view, **options))

    return show


def _sent(body: bytes, media_type: str = "application/json", **headers: str) -> Response:
    return in_pieces(body, media_type=media_type, headers=headers)


Show = Annotated[_Shows, Depends(_shower)]


@router.get("/v1/debates/{debate_id}/matrix", response_model=Matrix)
async def read_matrix(
    show: Show,
    claim_offset: Offset = 0,
    claim_limit: Limit = 50,
    actor_offset: Offset = 0,
    actor_limit: Limit = 50,
) -> Response:
    """Actor x claim: for, against, mixed, silent; an actor counts once per claim and document."""
    return await show(
        "matrix",
        claim_offset=claim_offset,
        claim_limit=claim_limit,
        actor_offset=actor_offset,
        actor_limit=actor_limit,
    )


@router.get("/v1/debates/{debate_id}/brief", response_model=Brief)
async def read_debate_brief(
    debate_id: str,
    show: Show,
    words: Annotated[BriefWords | None, Query(description="only `template`: no model writes briefs of debates")] = None,
) -> Response:
    """What the debate says in three hundred words: the question, who disagrees about what, what opponents both say,
    who changed position and when, and which claims went unanswered.
    """
    if words == "model":
        raise ApiError(
            404,
            "no-such-brief",
            f"no model writes briefs of debates (debate {debate_id!r})",
            hint="Read it with words=template, or the briefs of its articles.",
        )
    return await show("brief")


@router.get("/v1/debates/{debate_id}/claims", response_model=ClaimPage)
async def read_claims(
    show: Show,
    recurring: Annotated[bool, Query(description="only claims with several mentions")] = False,
    q: Annotated[str | None, Query(max_length=200, description="words to search for in the label")] = None,
    id: Annotated[list[str] | None, Query(max_length=100, description="only these ids; may be repeated")] = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> Response:
    """The claims by issue, those that most actors take a stance on first."""
    return await show("claims", recurring=recurring, q=q, id=id or [], offset=offset, limit=limit)


@router.get("/v1/debates/{debate_id}/claims/{claim_id}", response_model=ClaimView)
async def read_claim(show: Show, claim_id: str) -> Response:
    """One claim: its mentions by date, each in its sentence, and who answers it; those outside the selection apart."""
    return await show("claim", claim_id=claim_id)


@router.get("/v1/debates/{debate_id}/actors", response_model=ActorPage)
async def read_actors(show: Show, offset: Offset = 0, limit: Limit = 200) -> Response:
    """The actors, the most frequent speakers first."""
    return await show("actors", offset=offset, limit=limit)


@router.get("/v1/debates/{debate_id}/issues", response_model=IssueList)
async def read_debate_issues(show: Show) -> Response:
    """The questions of the debate, with their claims."""
    return await show("issues")


@router.get("/v1/debates/{debate_id}/answers", response_model=AnswerPage)
async def read_answers(show: Show, offset: Offset = 0, limit: Limit = 50) -> Response:
    """Who answers whom across articles, with words and actors; attacks on an inference first."""
    return await show("answers", offset=offset, limit=limit)


@router.get("/v1/debates/{debate_id}/timeline", response_model=Timeline)
async def read_timeline(show: Show, offset: Offset = 0, limit: Limit = 50) -> Response:
    """Per claim and actor by date, changes of position first, then partial ones; with their words."""
    return await show("timeline", offset=offset, limit=limit)


@router.get("/v1/debates/{debate_id}/export", response_class=Response)
async def export(
    debate_id: str,
    caller: Caller,
    views: DebateViewsOf,
    executor: ExecutorOf,
    selection: Selected,
    format: Annotated[str, Query(description=", ".join(DEBATE_FORMATS))] = "json",
) -> Response:
    """The debate, or a selection of it, in another format."""
    if format not in DEBATE_FORMATS:
        known = ", ".join(DEBATE_FORMATS)
        raise ApiError(422, "unknown-format", f"there is no export format {format!r}", hint=f"Use one of {known}.")
    about, body = await views.export(executor, debate_id, caller, selection, format)
    if format == "html":
        policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        return _sent(body, about["media_type"], **{"Content-Security-Policy": policy})
    name = f'attachment; filename="debate{about["suffix"]}"'
    return _sent(body, about["media_type"], **{"Content-Disposition": name})
