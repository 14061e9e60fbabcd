"""Make, follow, correct, import, cancel and delete maps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import TypeAdapter

from service.api.bodies import JsonRoute, Upload, of_article, read_article, read_document
from service.api.choosing import chosen_engine, run_choice
from service.api.context import DebatesOf, ExecutorOf, RunsOf, SettingsOf, StoreOf, in_thread
from service.api.kept_documents import (
    After,
    IdempotencyKey,
    IfMatch,
    ResumeAfter,
    VersionLimit,
    Wait,
    accepted,
    map_response,
    put_correction,
    sent_event,
    to_correct,
)
from service.api.keys import Caller, KeyOf
from service.api.openapi_examples import (
    ARTICLE_BODY,
    EVENTS,
    IMPORT_BODY,
    MAP,
    example,
    text_example,
)
from service.api.problems import ApiError
from service.domain.argument_map import ArgumentMap
from service.domain.difference import Difference
from service.formats import IMPORT_FORMATS
from service.schema import Accepted, Corrections, ManyAccepted, ManyMaps, MapRequest, VersionNote, Versions
from service.storage.records import StoredMap, Writable

router = APIRouter(tags=["making and correcting maps"], route_class=JsonRoute)


@router.post(
    "/v1/maps",
    status_code=202,
    response_model=Accepted,
    responses=example("The whole map, finished in time (`wait`)", MAP),
    openapi_extra={"requestBody": ARTICLE_BODY},
)
async def make_map(
    request: Request,
    caller: Caller,
    settings: SettingsOf,
    store: StoreOf,
    runs: RunsOf,
    executor: ExecutorOf,
    wait: Wait = 0,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Map an article: JSON with `text` or `url`, or a multipart `file`: .txt .md .html .pdf .docx; of a recording
    .vtt .srt .json (a speech recogniser's); of a parliament .xml.
    """
    article = await read_article(request)
    options = article.options if isinstance(article, Upload) else article
    engine = chosen_engine(options.engine, settings)
    document = await read_document(article, settings.reading_limits, executor, caller)
    map_id = await in_thread(
        runs.submit,
        document,
        engine=engine,
        choice=run_choice(options, engine, settings),
        owner=caller,
        idempotency_key=idempotency_key,
        request_hash=_request_hash(article, engine),
    )
    location = f"/v1/maps/{map_id}"
    if wait > 0 and await runs.wait(map_id, wait):
        return map_response(await in_thread(store.get, map_id, caller), request, Location=location)
    summary = await in_thread(store.summary, map_id, caller)
    return accepted(map_id, summary.status, location)


def _request_hash(article: MapRequest | Upload, engine: str) -> str:
    """The hash by which two requests with one idempotency key count as the same."""
    digest = hashlib.sha256(engine.encode())
    if isinstance(article, Upload):
        digest.update(article.data)
        digest.update(repr(article.options).encode("utf-8", "backslashreplace"))
    else:
        digest.update(repr(article).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


@router.post(
    "/v1/maps/batch",
    status_code=202,
    response_model=ManyAccepted,
)
async def make_many_maps(
    wanted: ManyMaps, caller: Caller, settings: SettingsOf, runs: RunsOf, executor: ExecutorOf
) -> ManyAccepted:
    """Map many articles, each as its own map; all are read before any is accepted."""
    plans = []
    for number, article in enumerate(wanted.articles):
        engine = chosen_engine(article.engine, settings)
        asked = article.model_copy(update={"batch": article.batch or wanted.batch})
        with of_article(number):
            choice = run_choice(asked, engine, settings)
            document = await read_document(article, settings.reading_limits, executor, caller)
        plans.append((document, engine, choice))
    made = [
        await in_thread(runs.submit, document, engine=engine, owner=caller, choice=choice)
        for document, engine, choice in plans
    ]
    return ManyAccepted(maps=[Accepted(id=map_id, status="queued") for map_id in made])


@router.post("/v1/maps/{map_id}/cancel", response_model=Accepted)
async def cancel_map(map_id: str, caller: Caller, store: StoreOf, runs: RunsOf) -> Any:
    """Cancel a run; the finished part of the map stays. A finished map is left unchanged."""
    await in_thread(runs.cancel, map_id, caller)
    summary = await in_thread(store.summary, map_id, caller)
    return Accepted(id=map_id, status=summary.status)


@router.delete("/v1/maps/{map_id}", status_code=204)
async def delete_map(map_id: str, caller: Caller, runs: RunsOf) -> Response:
    """Delete the map with its versions and events; an active run is cancelled."""
    await in_thread(runs.delete, map_id, caller)
    return Response(status_code=204)


_DIFFERENCES = TypeAdapter(list[Difference])


@router.patch(
    "/v1/maps/{map_id}",
    response_model=ArgumentMap,
    responses=example("The corrected map", MAP),
)
async def correct_map(
    map_id: str,
    corrections: Corrections,
    request: Request,
    caller: Caller,
    store: StoreOf,
    debates: DebatesOf,
    executor: ExecutorOf,
    if_match: IfMatch = None,
) -> Response:
    """Apply changes as one new version, validated as a whole; 409 if the map has changed since `If-Match`."""
    present, restored = await to_correct(store, map_id, caller, if_match, corrections.restore)
    wanted = {"changes": corrections.sent, "version": present.version + 1, "status": present.summary.status}
    parts = await executor.do("correct", json.dumps(wanted).encode(), (restored or present).body, owner=caller)
    stored = await put_correction(store, Writable.parse(parts), corrections, request, caller)
    await in_thread(debates.map_changed, map_id)
    return map_response(stored, request)


@router.get("/v1/maps/{map_id}/versions")
async def read_versions(
    map_id: str,
    caller: Caller,
    store: StoreOf,
    executor: ExecutorOf,
    after: After = 0,
    limit: VersionLimit = 100,
) -> Versions:
    """The map's versions, paginated: who or what made each one, and how it differs from the one before."""
    infos = await in_thread(store.versions, map_id, caller, after=after, limit=limit + 1)
    notes: list[VersionNote] = []
    before = (await in_thread(store.get, map_id, caller, after)).body if after and infos else None
    for info in infos[:limit]:
        body = (await in_thread(store.get, map_id, caller, info.version)).body
        changes: tuple[Difference, ...] = ()
        if before is not None:
            (found,) = await executor.do("differences", b"{}", before, body, owner=caller)
            changes = tuple(_DIFFERENCES.validate_json(found))
        notes.append(
            VersionNote(
                version=info.version,
                made_by=info.made_by,
                comment=info.comment,
                created=info.created,
                changes=changes,
            )
        )
        before = body
    return Versions(versions=notes, next=notes[-1].version if len(infos) > limit else None)


@router.post(
    "/v1/maps/import",
    status_code=201,
    response_model=ArgumentMap,
    responses=example("The imported map", MAP, 201),
    openapi_extra={"requestBody": IMPORT_BODY},
)
async def import_existing(
    request: Request,
    caller: Caller,
    store: StoreOf,
    executor: ExecutorOf,
    format: Annotated[str, Query(description=", ".join(IMPORT_FORMATS))] = "json",
) -> Response:
    """Store an existing map; the body is the map's text in the given format."""
    if format not in IMPORT_FORMATS:
        known = ", ".join(IMPORT_FORMATS)
        raise ApiError(422, "unknown-format", f"there is no import format {format!r}", hint=f"Use one of {known}.")
    body = await request.body()
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ApiError(
            400, "bad-encoding", f"the body is not valid UTF-8 (byte {error.start})", hint="Send UTF-8."
        ) from error
    new = Writable.parse(await executor.do("import", json.dumps({"format": format}).encode(), body, owner=caller))

    def keep() -> StoredMap:
        store.create(new, engine="import", owner=caller, made_by=f"import:{format}")
        return store.get(new.id, caller)

    response = map_response(await in_thread(keep), request, Location=f"/v1/maps/{new.id}")
    response.status_code = 201
    return response


async def _may_see(map_id: str, caller: Caller, store: StoreOf) -> None:
    """Raises NoSuchMap before the stream begins, so that the caller gets a status and not a broken stream."""
    await in_thread(store.summary, map_id, caller)


@router.get(
    "/v1/maps/{map_id}/events",
    response_class=EventSourceResponse,
    dependencies=[Depends(_may_see)],
    responses=text_example("The events", "text/event-stream", EVENTS),
)
async def follow_events(
    map_id: str,
    runs: RunsOf,
    key: KeyOf,
    after: ResumeAfter,
) -> AsyncIterator[ServerSentEvent]:
    """One event for each finished step and paragraph. Ends after `finished`, or when the key is revoked."""
    async for event in runs.follow(map_id, after=after, allowed=key):
        yield sent_event(event)
