"""What a map says: its meaning, a preview of it for corrections, and what the sides disagree about."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.api.bodies import read_json
from service.api.choosing import chosen_engine
from service.api.context import (
    ExecutorOf,
    RunsOf,
    SettingsOf,
    StoreOf,
    in_thread,
    json_of,
    made_of,
    model_brief,
    read_now,
)
from service.api.exporting import export_response
from service.api.kept_documents import MOST, Wait, accepted, map_response
from service.api.keys import Caller
from service.api.openapi_examples import ACCEPTED, CORRECTIONS_BODY, ISSUES, MAP, MEANING, answers, example
from service.api.problems import ApiError
from service.domain.issue_views import IssueList
from service.domain.meaning import Meaning
from service.schema import Accepted, Corrections, EngineName, MapMeaning, Preview

router = APIRouter(tags=["reading maps"])


@router.get(
    "/v1/maps/{map_id}/meaning", response_model=MapMeaning, responses=answers({200: example("What it says", MEANING)})
)
async def read_meaning(
    map_id: str,
    request: Request,
    caller: Caller,
    store: StoreOf,
    executor: ExecutorOf,
    map: Annotated[bool, Query(description="include the map, in the same version")] = False,
) -> Response:
    """What follows from the map, in its ids: how each link is read, what is granted, who stands where, who agrees and
    who conflicts, what is answered. `map=true` includes the map and its brief, all from one consistent
    version.
    """
    stored = await read_now(store, store.get, map_id, caller, None)
    if map:
        meaning, worded = await asyncio.gather(
            executor.remembered("meaning", stored.body, owner=caller), model_brief(store, map_id, stored.version)
        )
        brief = worded or await executor.remembered("brief", stored.body, owner=caller)
        body = b'{"map":%b,"meaning":%b,"brief":%b}' % (stored.body, meaning, brief)
    else:
        meaning = await executor.remembered("meaning", stored.body, owner=caller)
        brief = b""
        body = b'{"map":null,"meaning":%b,"brief":null}' % meaning
    return map_response(replace(stored, body=body), request, beside=brief)


@router.post(
    "/v1/maps/{map_id}/preview",
    response_model=Preview | Meaning,
    responses=answers({200: example("What the corrected map would say", MEANING["meaning"])}),
    openapi_extra={"requestBody": CORRECTIONS_BODY},
)
async def preview(
    map_id: str,
    request: Request,
    caller: Caller,
    store: StoreOf,
    executor: ExecutorOf,
    map: Annotated[bool, Query(description="include the corrected map and its differences")] = False,
    differences: Annotated[bool, Query(description="include the differences of the corrected map")] = False,
    format: Annotated[
        str | None, Query(description="return the corrected map in this export format instead of its meaning")
    ] = None,
    version: Annotated[
        int | None, Query(ge=1, le=MOST, description="the version to correct; by default the latest")
    ] = None,
) -> Response:
    """The meaning of the map with these corrections, which are validated as a whole and not stored;
    `differences=true` tells how the corrected map differs, `map=true` includes it, `format` exports it.
    """
    corrections = await read_json(request, Corrections, exact=True)
    stored = await read_now(store, store.get, map_id, caller, version)
    restored = stored
    if corrections.restore is not None:
        restored = await read_now(store, store.get, map_id, caller, corrections.restore)
    if format is not None:
        return await export_response(restored, format, request, caller, store, executor, corrections.sent)
    wanted = {"changes": corrections.sent, "map": map, "differences": map or differences}
    bodies = [stored.body] if restored is stored else [stored.body, restored.body]
    meaning, changes, corrected = await executor.do(
        "preview", json.dumps(wanted).encode(), *bodies, owner=caller, key=map_id
    )
    if not map and not differences:
        return json_of(meaning)
    return json_of(b'{"meaning":%b,"differences":%b,"map":%b}' % (meaning, changes, corrected))


@router.get(
    "/v1/maps/{map_id}/issues",
    response_model=IssueList,
    responses=answers({200: example("What the sides disagree about", ISSUES)}),
)
async def read_issues(
    map_id: str,
    caller: Caller,
    store: StoreOf,
    executor: ExecutorOf,
    between: Annotated[str | None, Query(max_length=300, description="two perspectives: `ID,ID`")] = None,
    depth: Annotated[int | None, Query(ge=0, le=1000, description="levels of reasons below a position")] = None,
) -> Response:
    """What the sides disagree about: each question with its positions, the trees under them, and the contrasts."""
    two = _two(between) if between is not None else None
    (body,) = await made_of(store, executor, map_id, caller, "issues", between=two, depth=depth)
    return json_of(body)


@router.post(
    "/v1/maps/{map_id}/issues",
    status_code=202,
    response_model=Accepted,
    responses=answers(
        {200: example("The map with its issues, finished in time (`wait`)", MAP), 202: example("Accepted", ACCEPTED)}
    ),
)
async def find_issues(
    map_id: str,
    request: Request,
    caller: Caller,
    settings: SettingsOf,
    store: StoreOf,
    runs: RunsOf,
    engine: Annotated[EngineName | None, Query(description="offline or llm; by default the server chooses")] = None,
    wait: Wait = 0,
) -> Response:
    """Request the issues of a finished map that has none, such as an older one; they arrive as a new version."""
    chosen = chosen_engine(engine, settings)
    work = await in_thread(runs.find_issues, map_id, caller, chosen)
    if wait > 0 and await runs.wait_for_step(map_id, work, wait):
        return map_response(await in_thread(store.get, map_id, caller), request)
    summary = await in_thread(store.summary, map_id, caller)
    return accepted(map_id, summary.status, f"/v1/maps/{map_id}")


def _two(between: str) -> tuple[str, str]:
    names = [name.strip() for name in between.split(",")]
    if len(names) != 2 or names[0] == names[1]:
        raise ApiError(422, "bad-between", f"{between!r} does not name two perspectives", hint="Write between=ID,ID.")
    return names[0], names[1]
