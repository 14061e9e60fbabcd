"""Corrections, their history, and imports of existing maps."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter

from service.api.bodies import read_json
from service.api.context import DebatesOf, ExecutorOf, StoreOf, in_thread
from service.api.kept_documents import After, IfMatch, VersionLimit, map_response, put_correction, to_correct
from service.api.keys import Caller
from service.api.openapi_examples import CORRECTIONS_BODY, IMPORT_BODY, MAP, VERSIONS, answers, example
from service.api.problems import ApiError
from service.domain.argument_map import ArgumentMap
from service.domain.difference import Difference
from service.formats import IMPORT_FORMATS
from service.schema import Corrections, VersionNote, Versions
from service.storage.records import StoredMap, Writable

router = APIRouter(tags=["correcting maps"])
_DIFFERENCES = TypeAdapter(list[Difference])


@router.patch(
    "/v1/maps/{map_id}",
    response_model=ArgumentMap,
    responses=answers({200: example("The corrected map", MAP)}),
    openapi_extra={"requestBody": CORRECTIONS_BODY},
)
async def correct_map(
    map_id: str,
    request: Request,
    caller: Caller,
    store: StoreOf,
    debates: DebatesOf,
    executor: ExecutorOf,
    if_match: IfMatch = None,
) -> Response:
    """Apply changes as one new version, validated as a whole; 409 if the map has changed since `If-Match`."""
    corrections = await read_json(request, Corrections, exact=True)
    present, restored = await to_correct(store, map_id, caller, if_match, corrections.restore)
    wanted = {"changes": corrections.sent, "version": present.version + 1, "status": present.summary.status}
    parts = await executor.do("correct", json.dumps(wanted).encode(), (restored or present).body, owner=caller)
    stored = await put_correction(store, Writable.parse(parts), corrections, request, caller)
    await in_thread(debates.map_changed, map_id)
    return map_response(stored, request)


@router.get("/v1/maps/{map_id}/versions", responses=answers({200: example("The history", VERSIONS)}))
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
    responses=answers({201: example("The imported map", MAP)}),
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
