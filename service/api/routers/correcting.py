"""Corrections, their history, and imports of existing maps."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from service.api.bodies import read_json
from service.api.context import DebatesOf, StoreOf, in_thread, map_response
from service.api.examples import CORRECTIONS_BODY, IMPORT_BODY, MAP, VERSIONS, answers, example
from service.api.keys import Caller
from service.api.problems import ApiError
from service.api.wire import Corrections, VersionNote, Versions
from service.domain.argument_map import ArgumentMap
from service.domain.corrections import apply_changes
from service.domain.difference import differences
from service.formats import IMPORT_FORMATS, import_map
from service.pipeline.imports import adopt
from service.storage.errors import StaleVersion
from service.storage.records import StoredMap

router = APIRouter(tags=["correcting maps"])
_TAG = re.compile(r'(?:W/)?"?(\d+)(?:\.\d+)?"?')


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
    if_match: Annotated[str | None, Header(description='the version that the changes were made against: "3"')] = None,
) -> Response:
    """Make changes as one new version, validated as a whole; 409 where the map has moved on since `If-Match`."""
    corrections = await read_json(request, Corrections)

    def change() -> StoredMap:
        present = store.get(map_id, caller)
        expected = present.version if if_match in (None, "*") else version_of(if_match or "")
        if expected != present.version:
            raise StaleVersion(map_id, expected, present.version)
        corrected = apply_changes(present.parse(), corrections.changes)
        sent = [item.model_dump(mode="json") for item in corrections.changes]
        store.put_version(
            corrected, caller, expected_version=expected, made_by="user", comment=corrections.comment, changes=sent
        )
        debates.map_changed(map_id)
        return store.get(map_id, caller)

    return map_response(await in_thread(change), request)


def version_of(tag: str) -> int:
    """The version that an `If-Match` header names; 400 where it names none."""
    form = _TAG.fullmatch(tag.strip())
    if form is None:
        raise ApiError(400, "bad-if-match", f"If-Match {tag!r} is no version", hint='Send the ETag of the map: "3".')
    return int(form[1])


@router.get("/v1/maps/{map_id}/versions", responses=answers({200: example("The history", VERSIONS)}))
async def read_versions(map_id: str, caller: Caller, store: StoreOf) -> Versions:
    """Every version: who or what made it, and the difference from the one before."""

    def load() -> list[VersionNote]:
        notes: list[VersionNote] = []
        before: ArgumentMap | None = None
        for info in store.versions(map_id, caller):
            map_ = store.get(map_id, caller, info.version).parse()
            notes.append(
                VersionNote(
                    version=info.version,
                    made_by=info.made_by,
                    comment=info.comment,
                    created=info.created,
                    changes=differences(before, map_) if before is not None else (),
                )
            )
            before = map_
        return notes

    return Versions(versions=await in_thread(load))


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
    format: Annotated[str, Query(description=", ".join(IMPORT_FORMATS))] = "json",
) -> Response:
    """Store an existing map; the body is the map's text in the format that is named."""
    if format not in IMPORT_FORMATS:
        known = ", ".join(IMPORT_FORMATS)
        raise ApiError(422, "unknown-format", f"there is no import format {format!r}", hint=f"Use one of {known}.")
    body = await request.body()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ApiError(
            400, "bad-encoding", f"the body is no UTF-8 text (byte {error.start})", hint="Send UTF-8."
        ) from error

    def load() -> StoredMap:
        map_ = adopt(import_map(text, format))
        store.create(map_, engine="import", owner=caller, made_by=f"import:{format}")
        return store.get(map_.id, caller)

    stored = await in_thread(load)
    response = map_response(stored, request)
    response.status_code = 201
    response.headers["Location"] = f"/v1/maps/{stored.summary.id}"
    return response
