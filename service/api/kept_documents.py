"""What is asked of a map and of a debate alike: to wait for it, to correct it, to follow it."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.sse import ServerSentEvent

from service.api.context import in_thread
from service.api.people import maker_of
from service.api.problems import ApiError
from service.api.sending import in_pieces
from service.domain.argument_map import Status
from service.schema import Accepted, ChangesOrRestore
from service.storage.errors import StaleVersion
from service.storage.kept_store import KeptStore
from service.storage.records import Event, Stored, StoredMap, Writable

MOST = 2**31 - 1
"""Maximum version, event or paragraph number: what an integer column holds in both databases."""
Wait = Annotated[float, Query(ge=0, le=300, description="seconds to wait for the result")]
IdempotencyKey = Annotated[str | None, Header(max_length=200, min_length=1)]
IfMatch = Annotated[str | None, Header(description='the version to which the changes apply: "3"')]
Version = Annotated[int | None, Query(ge=1, le=MOST)]
After = Annotated[int, Query(ge=0, le=MOST, description="after this version")]
VersionLimit = Annotated[int, Query(ge=1, le=200)]
_EVENT = re.compile(r"[0-9]{1,18}")
_TAG = re.compile(r'(?:W/)?"?(\d{1,10})(?:\.\d{1,10})?"?')
StoredOf = TypeVar("StoredOf", bound=Stored[Any])


def accepted(name: str, status: Status, location: str) -> Response:
    """202, with the place where the result can be read."""
    body = Accepted(id=name, status=status).model_dump()
    return JSONResponse(body, status_code=202, headers={"Location": location})


def tag_of(stored: Stored[Any]) -> str:
    """`"VERSION"` as `If-Match` expects; a weak tag while this version is still growing."""
    summary = stored.summary
    grows = not summary.finished and stored.version == summary.version
    return f'W/"{summary.etag}"' if grows else f'"{stored.version}"'


def unchanged(request: Request, headers: dict[str, str]) -> Response | None:
    """304 if the caller has what the ETag in `headers` names."""
    given = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers=headers) if headers["ETag"] in given else None


def map_response(stored: StoredMap, request: Request, *, beside: bytes = b"", **more: str) -> Response:
    """The stored map's JSON, with its ETag; 304 if the caller has it already. `more`: headers.

    `beside`: identifies parts of the body that may change independently of the map.
    """
    tag = tag_of(stored)
    if beside:
        tag = f'{tag[:-1]}-{hashlib.sha256(beside).hexdigest()[:12]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", **more}
    return unchanged(request, headers) or in_pieces(stored.body, media_type="application/json", headers=headers)


async def to_correct(
    store: KeptStore[Any, StoredOf], name: str, caller: str | None, if_match: str | None, restore: int | None
) -> tuple[StoredOf, StoredOf | None]:
    """The present version, and the one to restore; raises StaleVersion if `if_match` names another than the present."""
    present = await in_thread(store.get, name, caller)
    expected = present.version if if_match in (None, "*") else _version_of(if_match or "")
    if expected != present.version:
        raise StaleVersion(name, expected, present.version, store.kind)
    return present, None if restore is None else await in_thread(store.get, name, caller, restore)


async def put_correction(
    store: KeptStore[Any, StoredOf],
    corrected: Writable,
    corrections: ChangesOrRestore,
    request: Request,
    caller: str | None,
) -> StoredOf:
    """Stores the version behind the one that was corrected, and returns it."""

    def put() -> StoredOf:
        store.put_version(
            corrected,
            caller,
            expected_version=corrected.version - 1,
            made_by=maker_of(request),
            comment=corrections.comment,
            changes=corrections.noted,
        )
        return store.get(corrected.id, caller)

    return await in_thread(put)


def _version_of(tag: str) -> int:
    """The version that an `If-Match` header names; 400 if it names none."""
    form = _TAG.fullmatch(tag.strip())
    if form is None:
        raise ApiError(400, "bad-if-match", f"If-Match {tag!r} is not a version", hint='Send its ETag: "3".')
    return int(form[1])


def _resumed(
    last_event_id: Annotated[str | None, Header(description="resume after this event")] = None,
    after: Annotated[
        int, Query(ge=0, le=MOST, description="the same as `Last-Event-ID`, for clients that cannot set headers")
    ] = 0,
) -> int:
    return min(int(last_event_id), MOST) if last_event_id and _EVENT.fullmatch(last_event_id) else after


ResumeAfter = Annotated[int, Depends(_resumed)]
"""The number of the event after which a stream resumes."""


def sent_event(event: Event) -> ServerSentEvent:
    return ServerSentEvent(data=event.data, event=event.kind, id=str(event.seq))
