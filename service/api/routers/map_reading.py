"""`GET` of maps: the list, one map, its trees, its perspectives, its exports."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from service.api.context import ExecutorOf, StoreOf, in_thread, json_of, made_of, read_now
from service.api.exporting import export_response
from service.api.kept_documents import MOST, Version, map_response
from service.api.keys import Caller, identify
from service.api.openapi_examples import COMPARISON, FOREST, MAP, PAGE, PROBLEMS, answers, example
from service.domain.argument_map import ArgumentMap, Status
from service.domain.comparison import Comparison
from service.domain.trees import Forest
from service.pipeline.samples import SAMPLE_IDS
from service.schema import MapPage, MapSummary
from service.storage.errors import NoSuchMap
from service.storage.records import MapSummary as StoredSummary
from service.storage.records import Page
from service.storage.store import MapStore
from service.ui.page_format import ALL_FORMATS

router = APIRouter(tags=["reading maps"])


@router.get("/v1/maps", responses=answers({200: example("A page of maps", PAGE)}))
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
        page = await in_thread(_sample_page, store, caller)
    else:
        page = await in_thread(store.list, caller, cursor=cursor, query=q, status=status, limit=limit)
    return MapPage(maps=[_line(summary) for summary in page.maps], next=page.cursor)


def _sample_page(store: StoreOf, caller: Caller) -> Page:
    found = []
    for sample_id in SAMPLE_IDS:
        with suppress(NoSuchMap):  # deleted by whoever needs none
            found.append(store.summary(sample_id, caller))
    return Page(maps=tuple(found), cursor=None)


def _line(summary: StoredSummary) -> MapSummary:
    return MapSummary(
        id=summary.id,
        title=summary.title,
        status=summary.status,
        engine=summary.engine,
        version=summary.version,
        created=summary.created,
        units=summary.counts.units,
        perspectives=summary.counts.perspectives,
    )


@router.get("/v1/maps/{map_id}", response_model=ArgumentMap, responses=answers({200: example("The map", MAP)}))
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


class _StoredMap(Route):
    """Fast path for reads without a query, the most common: nothing to validate, and no other route is tried first."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
            return Match.NONE, {}
        return super().matches(scope)


async def _read_stored_map(request: Request) -> Response:
    store: MapStore = request.app.state.store
    caller = await identify(request)
    return map_response(await read_now(store, store.get, request.path_params["map_id"], caller), request)


STORED_MAP = _StoredMap("/v1/maps/{map_id}", _read_stored_map, methods=["GET"], include_in_schema=False)


@router.get("/v1/maps/{map_id}/trees", response_model=Forest, responses=answers({200: example("The trees", FOREST)}))
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
    responses=answers({200: example("Who holds what", COMPARISON)}),
)
async def read_perspectives(map_id: str, caller: Caller, store: StoreOf, executor: ExecutorOf) -> Response:
    """Who holds what: per perspective its conclusions and mentions, and where it agrees or conflicts with another."""
    (body,) = await made_of(store, executor, map_id, caller, "perspectives")
    return json_of(body)


@router.get("/v1/maps/{map_id}/export", response_class=Response, responses=PROBLEMS)
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
