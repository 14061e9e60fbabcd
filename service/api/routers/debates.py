"""`/v1/debates`: create, grow, correct and delete debates."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service.api.bodies import JsonRoute
from service.api.choosing import check_price, chosen_engine, run_choice
from service.api.context import DebatesOf, ExecutorOf, RunsOf, SettingsOf, in_thread
from service.api.debates import check_maps, corrected_debate, read_all
from service.api.kept_documents import (
    After,
    IdempotencyKey,
    IfMatch,
    ResumeAfter,
    Version,
    VersionLimit,
    Wait,
    accepted,
    put_correction,
    sent_event,
    tag_of,
    to_correct,
    unchanged,
)
from service.api.keys import Caller, KeyOf
from service.api.problems import ApiError
from service.api.sending import in_pieces
from service.api.tasks import ARTICLES_DIFFER
from service.domain.argument_map import Status
from service.domain.debates.debate import Debate
from service.errors import InputError
from service.pipeline.debates.estimate import UNKNOWN_WORDS, DebateEstimate, estimate
from service.pipeline.debates.runs import DebateRuns, WantedDebate
from service.pipeline.engine_choice import NO_CHOICE
from service.schema import (
    Accepted,
    DebateCorrections,
    DebateList,
    DebateRequest,
    DebateVersion,
    DebateVersions,
    MoreArticles,
    MoreBudget,
)
from service.storage.debate_rows import StoredDebate

router = APIRouter(tags=["debates"], route_class=JsonRoute)


@router.post("/v1/debates", status_code=202, response_model=Accepted)
async def make_debate(
    wanted: DebateRequest,
    request: Request,
    caller: Caller,
    settings: SettingsOf,
    runs: RunsOf,
    executor: ExecutorOf,
    wait: Wait = 0,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make a debate of stored `maps` and of `articles`, each of which is first mapped as a map of its own."""
    engine = chosen_engine(wanted.engine, settings)
    choice = run_choice(wanted, engine, settings)
    hashed = hashlib.sha256(f"{engine} {wanted!r}".encode("utf-8", "backslashreplace")).hexdigest()
    debate_id, is_known = await in_thread(runs.debates.reserve, caller, idempotency_key, hashed)
    if not is_known:
        await check_maps(runs, wanted.maps, caller)
        documents = await read_all(wanted.articles, settings.reading_limits, executor, caller)
        maps = tuple(wanted.maps)
        kept = None if choice == NO_CHOICE else choice
        debate = WantedDebate(wanted.title, wanted.question, engine, maps, tuple(documents), kept)
        await in_thread(runs.debates.submit, debate_id, debate, caller)
    return await _accepted(runs.debates, debate_id, caller, request, wait)


@router.post("/v1/debates/estimate")
async def estimate_debate(wanted: DebateRequest, caller: Caller, settings: SettingsOf, runs: RunsOf) -> DebateEstimate:
    """Estimate the calls and tokens for a debate of these maps and articles; nothing is made, no model called."""
    units = [(await in_thread(runs.map_summary, map_id, caller)).units for map_id in wanted.maps]
    words = [UNKNOWN_WORDS if item.text is None else len(item.text.split()) for item in wanted.articles]
    return estimate(wanted.engine or settings.default_engine, units, words, settings, wanted.budget)


async def _accepted(debates: DebateRuns, debate_id: str, caller: str | None, request: Request, wait: float) -> Response:
    location = f"/v1/debates/{debate_id}"
    if wait > 0 and await debates.wait(debate_id, wait):
        return _debate_response(await in_thread(debates.store.get, debate_id, caller), request, Location=location)
    summary = await in_thread(debates.store.summary, debate_id, caller)
    return accepted(debate_id, summary.status, location)


def _debate_response(stored: StoredDebate, request: Request, **more: str) -> Response:
    """The debate's JSON, with its ETag; 304 if the caller has it already."""
    headers = {"ETag": tag_of(stored), "Cache-Control": "no-cache", **more}
    return unchanged(request, headers) or in_pieces(stored.sent(), media_type="application/json", headers=headers)


@router.get("/v1/debates")
async def list_debates(
    caller: Caller,
    debates: DebatesOf,
    status: Status | None = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DebateList:
    """Your debates, newest first, in pages."""
    return await in_thread(debates.store.list, caller, cursor=cursor, status=status, limit=limit)


@router.get("/v1/debates/{debate_id}", response_model=Debate)
async def read_debate(
    debate_id: str,
    request: Request,
    caller: Caller,
    debates: DebatesOf,
    version: Version = None,
) -> Response:
    """The whole debate; while it is growing, its last version. `version` selects an earlier one."""
    return _debate_response(await in_thread(debates.store.get, debate_id, caller, version), request)


@router.delete("/v1/debates/{debate_id}", status_code=204)
async def delete_debate(debate_id: str, caller: Caller, debates: DebatesOf) -> Response:
    """Delete the debate with its versions and events; its maps stay."""
    await in_thread(debates.store.delete, debate_id, caller)
    return Response(status_code=204)


@router.post("/v1/debates/{debate_id}/articles", status_code=202, response_model=Accepted)
async def add_articles(
    debate_id: str,
    wanted: MoreArticles,
    request: Request,
    caller: Caller,
    settings: SettingsOf,
    runs: RunsOf,
    executor: ExecutorOf,
    wait: Wait = 0,
) -> Response:
    """Add articles and stored maps; nothing already asked about the others is asked again."""
    await in_thread(runs.debates.store.summary, debate_id, caller)
    await check_maps(runs, wanted.maps, caller)
    documents = await read_all(wanted.articles, settings.reading_limits, executor, caller)
    await in_thread(runs.debates.change, debate_id, caller, add=wanted.maps, documents=documents)
    return await _accepted(runs.debates, debate_id, caller, request, wait)


@router.delete("/v1/debates/{debate_id}/articles/{map_id}", status_code=202, response_model=Accepted)
async def remove_article(
    debate_id: str, map_id: str, request: Request, caller: Caller, debates: DebatesOf, wait: Wait = 0
) -> Response:
    """Remove one article; its map stays. A debate keeps at least one article: delete the debate instead."""
    await in_thread(debates.change, debate_id, caller, remove=(map_id,))
    return await _accepted(debates, debate_id, caller, request, wait)


@router.post(
    "/v1/debates/{debate_id}/resume",
    status_code=202,
    response_model=Accepted,
)
async def resume_debate(
    debate_id: str,
    wanted: MoreBudget,
    request: Request,
    caller: Caller,
    settings: SettingsOf,
    debates: DebatesOf,
    wait: Wait = 0,
) -> Response:
    """Ask the model again about the articles on which it gave up (a `partial` debate), with a larger `budget` or the
    same one. Completed calls are not paid for again; if it gave up on nothing, the debate stays as it is."""
    summary = await in_thread(debates.store.summary, debate_id, caller)
    if chosen_engine(summary.engine, settings) == "llm":
        check_price(wanted.budget, settings)
    choice = None if wanted.budget is None else (summary.budget or NO_CHOICE).within(wanted.budget)
    await in_thread(debates.resume, debate_id, caller, choice)
    return await _accepted(debates, debate_id, caller, request, wait)


@router.patch(
    "/v1/debates/{debate_id}",
    response_model=Debate,
)
async def correct_debate(
    debate_id: str,
    corrections: DebateCorrections,
    request: Request,
    caller: Caller,
    debates: DebatesOf,
    executor: ExecutorOf,
    if_match: IfMatch = None,
) -> Response:
    """Apply edits as one new version; 409 if the debate has changed since `If-Match`. Later runs keep them."""
    present, restored = await to_correct(debates.store, debate_id, caller, if_match, corrections.restore)
    bodies = [item.body for item in (present, restored) if item is not None]
    try:
        corrected = await corrected_debate(executor, caller, bodies, present.version + 1, corrections.sent)
    except InputError as error:
        if error.code == ARTICLES_DIFFER:
            raise ApiError(409, error.code, error.message, hint=error.hint) from error
        raise
    return _debate_response(await put_correction(debates.store, corrected, corrections, request, caller), request)


@router.get("/v1/debates/{debate_id}/versions")
async def read_debate_versions(
    debate_id: str, caller: Caller, debates: DebatesOf, after: After = 0, limit: VersionLimit = 100
) -> DebateVersions:
    """Every version, in pages: who or what made it, why, and the edits submitted."""
    found = await in_thread(debates.store.versions, debate_id, caller, after=after, limit=limit + 1)
    shown = [DebateVersion.model_validate({**vars(item), "changes": item.changes or []}) for item in found[:limit]]
    return DebateVersions(versions=shown, next=shown[-1].version if len(found) > limit else None)


async def _may_see(debate_id: str, caller: Caller, debates: DebatesOf) -> None:
    """Raises NoSuchDebate before the stream begins, so that the caller gets a status and not a broken stream."""
    await in_thread(debates.store.summary, debate_id, caller)


@router.get(
    "/v1/debates/{debate_id}/events",
    response_class=EventSourceResponse,
    dependencies=[Depends(_may_see)],
)
async def follow_debate(
    debate_id: str,
    debates: DebatesOf,
    key: KeyOf,
    after: ResumeAfter,
) -> AsyncIterator[ServerSentEvent]:
    """One event for each finished map and each article added. Ends after `finished`."""
    async for event in debates.follow(debate_id, after=after, allowed=key):
        yield sent_event(event)
