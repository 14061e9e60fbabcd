"""`/v1/debates`: create, grow, correct and delete debates."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service.api.bodies import read_json
from service.api.choosing import check_price, chosen_engine, run_choice
from service.api.context import (
    MOST,
    After,
    DebatesOf,
    DebateViewsOf,
    ExecutorOf,
    RunsOf,
    SettingsOf,
    VersionLimit,
    in_thread,
)
from service.api.debate_articles import check_maps, read_all
from service.api.debate_tasks import ARTICLES_DIFFER
from service.api.debate_wire import (
    DebateCorrections,
    DebateLine,
    DebateList,
    DebateRequest,
    DebateVersion,
    DebateVersions,
    MoreArticles,
    MoreBudget,
)
from service.api.keys import Caller, KeyOf
from service.api.openapi_examples import PROBLEMS
from service.api.people import maker_of
from service.api.problems import ApiError
from service.api.routers.corrections import version_of
from service.api.routers.events import behind
from service.api.sending import answer
from service.api.wire import Accepted
from service.domain.argument_map import Status
from service.domain.debates.debate import Debate
from service.errors import InputError
from service.pipeline.debates.runs import DebateRuns, WantedDebate
from service.pipeline.engine_choice import NO_CHOICE
from service.storage.debate_records import DebateSummary, StoredDebate
from service.storage.errors import StaleVersion

router = APIRouter(tags=["debates"])
_LONGEST_WAIT = 300.0
Wait = Annotated[float, Query(ge=0, le=_LONGEST_WAIT, description="seconds to wait for the whole debate")]


def _schema(model: type[Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}}


@router.post("/v1/debates", status_code=202, response_model=Accepted, responses=PROBLEMS)
async def make_debate(
    request: Request,
    caller: Caller,
    settings: SettingsOf,
    runs: RunsOf,
    executor: ExecutorOf,
    wait: Wait = 0,
    idempotency_key: Annotated[str | None, Header(max_length=200, min_length=1)] = None,
) -> Response:
    """Make a debate of stored `maps` and of `articles`, each of which is first mapped as a map of its own."""
    wanted = await read_json(request, DebateRequest)
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


async def _accepted(debates: DebateRuns, debate_id: str, caller: str | None, request: Request, wait: float) -> Response:
    location = {"Location": f"/v1/debates/{debate_id}"}
    if wait > 0 and await debates.wait(debate_id, wait):
        return await debate_response(await in_thread(debates.store.get, debate_id, caller), request, **location)
    summary = await in_thread(debates.store.summary, debate_id, caller)
    return JSONResponse({"id": debate_id, "status": summary.status}, status_code=202, headers=location)


async def debate_response(stored: StoredDebate, request: Request, **more: str) -> Response:
    """The debate's JSON, with its ETag; 304 if the caller has it already."""
    summary = stored.summary
    tag = f'"{stored.version}"' if summary.finished or stored.version != summary.version else f'W/"{summary.etag}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", **more}
    if tag in [given.strip() for given in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    key = f"{summary.id} {stored.version} {summary.etag}"
    return await answer(request, stored.sent(), key=key, media_type="application/json", headers=headers)


@router.get("/v1/debates", responses=PROBLEMS)
async def list_debates(
    caller: Caller,
    debates: DebatesOf,
    status: Status | None = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DebateList:
    """Your debates, newest first, in pages."""
    page = await in_thread(debates.store.list, caller, cursor=cursor, status=status, limit=limit)
    return DebateList(
        debates=[_line(summary, page.first_articles.get(summary.id)) for summary in page.debates], next=page.cursor
    )


def _line(summary: DebateSummary, first_article: str | None) -> DebateLine:
    values = {name: getattr(summary, name) for name in DebateLine.model_fields if name != "first_article"}
    return DebateLine.model_validate(values | {"first_article": first_article})


@router.get("/v1/debates/{debate_id}", response_model=Debate, responses=PROBLEMS)
async def read_debate(
    debate_id: str,
    request: Request,
    caller: Caller,
    debates: DebatesOf,
    version: Annotated[int | None, Query(ge=1, le=MOST)] = None,
) -> Response:
    """The whole debate; while it is growing, its last version. `version` selects an earlier one."""
    return await debate_response(await in_thread(debates.store.get, debate_id, caller, version), request)


@router.delete("/v1/debates/{debate_id}", status_code=204, responses=PROBLEMS)
async def delete_debate(debate_id: str, caller: Caller, debates: DebatesOf) -> Response:
    """Delete the debate with its versions and events; its maps stay."""
    await in_thread(debates.store.delete, debate_id, caller)
    return Response(status_code=204)


@router.post("/v1/debates/{debate_id}/articles", status_code=202, response_model=Accepted, responses=PROBLEMS)
async def add_articles(
    debate_id: str,
    request: Request,
    caller: Caller,
    settings: SettingsOf,
    runs: RunsOf,
    executor: ExecutorOf,
    wait: Wait = 0,
) -> Response:
    """Add articles and stored maps; nothing already asked about the others is asked again."""
    wanted = await read_json(request, MoreArticles)
    await in_thread(runs.debates.store.summary, debate_id, caller)
    await check_maps(runs, wanted.maps, caller)
    documents = await read_all(wanted.articles, settings.reading_limits, executor, caller)
    await in_thread(runs.debates.change, debate_id, caller, add=wanted.maps, documents=documents)
    return await _accepted(runs.debates, debate_id, caller, request, wait)


@router.delete(
    "/v1/debates/{debate_id}/articles/{map_id}", status_code=202, response_model=Accepted, responses=PROBLEMS
)
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
    responses=PROBLEMS,
    openapi_extra=_schema(MoreBudget),
)
async def resume_debate(
    debate_id: str, request: Request, caller: Caller, settings: SettingsOf, debates: DebatesOf, wait: Wait = 0
) -> Response:
    """Ask the model again about the articles on which it gave up (a `partial` debate), with a larger `budget` or the
    same one. Completed calls are not paid for again; if it gave up on nothing, the debate stays as it is."""
    wanted = await read_json(request, MoreBudget)
    summary = await in_thread(debates.store.summary, debate_id, caller)
    if chosen_engine(summary.engine, settings) == "llm":
        check_price(wanted.budget, settings)
    choice = None if wanted.budget is None else (summary.budget or NO_CHOICE).within(wanted.budget)
    await in_thread(debates.resume, debate_id, caller, choice)
    return await _accepted(debates, debate_id, caller, request, wait)


@router.patch(
    "/v1/debates/{debate_id}",
    response_model=Debate,
    responses=PROBLEMS,
    openapi_extra=_schema(DebateCorrections),
)
async def correct_debate(
    debate_id: str,
    request: Request,
    caller: Caller,
    debates: DebatesOf,
    views: DebateViewsOf,
    if_match: Annotated[str | None, Header(description='the version to which the changes apply: "3"')] = None,
) -> Response:
    """Apply edits as one new version; 409 if the debate has changed since `If-Match`. Later runs keep them."""
    corrections = await read_json(request, DebateCorrections, exact=True)
    present = await in_thread(debates.store.get, debate_id, caller)
    expected = present.version if if_match in (None, "*") else version_of(if_match or "")
    if expected != present.version:
        raise StaleVersion(debate_id, expected, present.version, "debate")
    bodies = [present.body]
    if corrections.restore is not None:
        bodies.append((await in_thread(debates.store.get, debate_id, caller, corrections.restore)).body)
    try:
        corrected = await views.corrected(debate_id, caller, bodies, expected + 1, corrections.sent)
    except InputError as error:
        if error.code == ARTICLES_DIFFER:
            raise ApiError(409, error.code, error.message, hint=error.hint) from error
        raise

    def keep() -> StoredDebate:
        debates.store.put_version(
            corrected,
            caller,
            expected_version=expected,
            made_by=maker_of(request),
            comment=corrections.comment,
            changes=corrections.noted,
        )
        return debates.store.get(debate_id, caller)

    return await debate_response(await in_thread(keep), request)


@router.get("/v1/debates/{debate_id}/versions", responses=PROBLEMS)
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
    responses=PROBLEMS,
)
async def follow_debate(
    debate_id: str,
    debates: DebatesOf,
    key: KeyOf,
    last_event_id: Annotated[str | None, Header(description="resume after this event")] = None,
    after: Annotated[
        int, Query(ge=0, le=MOST, description="the same as `Last-Event-ID`, for clients that cannot set headers")
    ] = 0,
) -> AsyncIterator[ServerSentEvent]:
    """One event for each finished map and each article added. Ends after `finished`."""
    async for event in debates.follow(debate_id, after=behind(last_event_id, after), allowed=key):
        yield ServerSentEvent(data=event.data, event=event.kind, id=str(event.seq))
