"""Read maps: the list, one map, its trees, perspectives, meaning, issues, brief and exports."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.api.bodies import JsonRoute
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
from service.api.kept_documents import MOST, Version, Wait, accepted, map_response
from service.api.keys import Caller
from service.api.openapi_examples import BRIEF, COMPARISON, FOREST, ISSUES, MAP, MEANING, example
from service.api.problems import ApiError
from service.domain.argument_map import ArgumentMap, Status
from service.domain.brief.brief import Brief, BriefWords
from service.domain.comparison import Comparison
from service.domain.issue_views import IssueList
from service.domain.meaning import Meaning
from service.domain.trees import Forest
from service.pipeline.samples import SAMPLE_IDS
from service.schema import Accepted, Corrections, EngineName, MapMeaning, MapPage, Preview
from service.storage.errors import NoSuchMap
from service.ui.page_format import ALL_FORMATS

router = APIRouter(tags=["reading maps"], route_class=JsonRoute)


@router.get("/v1/maps")
async def list_maps(
    caller: Caller,
    store: StoreOf,
    q: Annotated[str | None, Query(max_length=500, description="words to search for in title and text")] = None,
    status: Status | None = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    sample: Annotated[bool, Query(description="only the sample maps")] = False,
) -> MapPage:
    """Your maps, newest first, in pages; `q` searches title and text."""
    if sample:
        return await in_thread(_sample_page, store, caller)
    return await in_thread(store.list, caller, cursor=cursor, query=q, status=status, limit=limit)


def _sample_page(store: StoreOf, caller: Caller) -> MapPage:
    found = []
    for sample_id in SAMPLE_IDS:
        with suppress(NoSuchMap):  # deleted by whoever needs none
            found.append(store.summary(sample_id, caller))
    return MapPage(maps=found)


@router.get("/v1/maps/{map_id}", response_model=ArgumentMap, responses=example("The map", MAP))
async def read_map(
    map_id: str,
    request: Request,
    caller: Caller,
    store: StoreOf,
    version: Version = None,
) -> Response:
    """The whole map; while it is being made, the finished part. `version` selects an earlier one."""
    stored = await read_now(store, store.get, map_id, caller, version)
    return map_response(stored, request)


@router.get("/v1/maps/{map_id}/trees", response_model=Forest, responses=example("The trees", FOREST))
async def read_trees(
    map_id: str,
    caller: Caller,
    store: StoreOf,
    executor: ExecutorOf,
    perspective: Annotated[str | None, Query(description="only trees in which this perspective holds a unit")] = None,
    paragraph: Annotated[
        int | None, Query(ge=0, le=MOST, description="only trees with a unit in this paragraph")
    ] = None,
    depth: Annotated[int | None, Query(ge=0, le=1000, description="levels of premises to show")] = None,
) -> Response:
    """The argument trees, nested; each unit occurs once, and what the trees omit is listed."""
    (body,) = await made_of(
        store, executor, map_id, caller, "trees", perspective=perspective, paragraph=paragraph, depth=depth
    )
    return json_of(body)


@router.get(
    "/v1/maps/{map_id}/perspectives",
    response_model=Comparison,
    responses=example("Who holds what", COMPARISON),
)
async def read_perspectives(map_id: str, caller: Caller, store: StoreOf, executor: ExecutorOf) -> Response:
    """Who holds what: per perspective its conclusions and mentions, and where it agrees or conflicts with another."""
    (body,) = await made_of(store, executor, map_id, caller, "perspectives")
    return json_of(body)


@router.get("/v1/maps/{map_id}/export", response_class=Response)
async def export(
    map_id: str,
    caller: Caller,
    store: StoreOf,
    executor: ExecutorOf,
    request: Request,
    format: Annotated[str, Query(description=", ".join(ALL_FORMATS))] = "json",
) -> Response:
    """The map in another format, with its media type; a header lists what the format cannot hold."""
    stored = await read_now(store, store.get, map_id, caller)
    return await export_response(stored, format, request, caller, store, executor)


@router.get("/v1/maps/{map_id}/meaning", response_model=MapMeaning, responses=example("What it says", MEANING))
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
    responses=example("What the corrected map would say", MEANING["meaning"]),
)
async def preview(
    map_id: str,
    corrections: Corrections,
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
    responses=example("What the sides disagree about", ISSUES),
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
    responses=example("The map with its issues, finished in time (`wait`)", MAP),
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


@router.get("/v1/maps/{map_id}/brief", response_model=Brief, responses=example("What it says in brief", BRIEF))
async def read_brief(
    map_id: str,
    caller: Caller,
    store: StoreOf,
    executor: ExecutorOf,
    words: Annotated[
        BriefWords | None, Query(description="`template` or `model`; by default the model's if it is up to date")
    ] = None,
) -> Response:
    """What the map says in two hundred words (three hundred for a long article), each sentence with its places."""
    stored = await read_now(store, store.get, map_id, caller, None)
    worded = None if words == "template" else await model_brief(store, map_id, stored.version)
    if worded is not None:
        return json_of(worded)
    if words == "model":
        raise ApiError(
            404,
            "no-such-brief",
            f"no model has written a brief of version {stored.version} of map {map_id!r}",
            hint=f"POST /v1/maps/{map_id}/brief asks for one; after a correction it must be requested again. "
            "words=template is available immediately.",
        )
    return json_of(await executor.remembered("brief", stored.body, owner=caller))


@router.post(
    "/v1/maps/{map_id}/brief",
    status_code=202,
    response_model=Accepted,
    responses=example("The brief, finished in time (`wait`)", BRIEF),
)
async def ask_for_brief(
    map_id: str,
    caller: Caller,
    settings: SettingsOf,
    store: StoreOf,
    runs: RunsOf,
    wait: Wait = 0,
) -> Response:
    """Ask a model to write the brief of a finished map. Its sentences are checked against the text; the event `brief`
    signals that it is ready.
    """
    chosen_engine("llm", settings)
    version, work = await in_thread(runs.ask_brief, map_id, caller)
    if wait > 0 and await runs.wait_for_step(map_id, work, wait):
        worded = await model_brief(store, map_id, version)
        if worded is not None:
            return json_of(worded)
    summary = await in_thread(store.summary, map_id, caller)
    return accepted(map_id, summary.status, f"/v1/maps/{map_id}/brief?words=model")
