"""Corrections, their history, and imports of existing maps."""

from __future__ import annotations

import json
import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import TypeAdapter

from service.api.bodies import read_json
from service.api.context import (
    After,
    DebatesOf,
    ExecutorOf,
    StoreOf,
    VersionLimit,
    in_thread,
    map_response,
    read_now,
)
from service.api.keys import Caller
from service.api.openapi_examples import CORRECTIONS_BODY, IMPORT_BODY, MAP, VERSIONS, answers, example
from service.api.people import maker_of
from service.api.problems import ApiError
from service.api.wire import Corrections, VersionNote, Versions
from service.domain.argument_map import ArgumentMap
from service.domain.difference import Difference
from service.formats import IMPORT_FORMATS
from service.storage.errors import StaleVersion
from service.storage.records import StoredMap, Writable

router = APIRouter(tags=["correcting maps"])
_DIFFERENCES = TypeAdapter(list[Difference])
_TAG = re.compile(r'(?:W/)?"?(\d{1,10})(?:\.\d{1,10})?"?')


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
    if_match: Annotated[str | None, Header(description='the version to which the changes apply: "3"')] = None,
) -> Response:
    """Apply changes as one new version, validated as a whole; 409 if the map has changed since `If-Match`."""
    corrections = await read_json(request, Corrections, exact=True)

    present = await read_now(store, store.get, map_id, caller)
    expected = present.version if if_match in (None, "*") else version_of(if_match or "")
    if expected != present.version:
        raise StaleVersion(map_id, expected, present.version)
    base = present
    if corrections.restore is not None:
        base = await read_now(store, store.get, map_id, caller, corrections.restore)
    options = json.dumps(
        {"changes": corrections.sent, "version": expected + 1, "status": present.summary.status}
    ).encode()
    corrected = Writable.parse(await executor.do("correct", options, base.body, owner=caller))

    def keep() -> StoredMap:
        store.put_version(
            corrected,
            caller,
            expected_version=expected,
            made_by=maker_of(request),
            comment=corrections.comment,
            changes=corrections.noted,
        )
        debates.map_changed(map_id)
        return store.get(map_id, caller)

    return map_response(await in_thread(keep), request)


def version_of(tag: str) -> int:
    """The version that an `If-Match` header names; 400 if it names none."""
    form = _TAG.fullmatch(tag.strip())
    if form is None:
        raise ApiError(400, "bad-if-match", f"If-Match {tag!r} is not a version", hint='Send the ETag of the map: "3".')
    return int(form[1])


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

    stored = await in_thread(keep)
    response = map_response(stored, request)
    response.status_code = 201
    response.headers["Location"] = f"/v1/maps/{stored.summary.id}"
    return response
