"""FastAPI dependencies of the routes."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, ParamSpec, TypeVar

from fastapi import Depends, Query, Request, Response

from service.api.debate_access import DebateViews
from service.api.request_executor import RequestExecutor
from service.api.sending import in_pieces
from service.pipeline.debates.runs import DebateRuns
from service.pipeline.runs import Runs
from service.settings import Settings
from service.storage.briefs import BriefStore
from service.storage.records import MapSummary, StoredMap
from service.storage.store import MapStore

MOST = 2**31 - 1
"""Maximum version, event or paragraph number: what an integer column holds in both databases."""
After = Annotated[int, Query(ge=0, le=MOST, description="after this version")]
VersionLimit = Annotated[int, Query(ge=1, le=200)]
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _store(request: Request) -> MapStore:
    store: MapStore = request.app.state.store
    return store


async def _runs(request: Request) -> Runs:
    runs: Runs = request.app.state.runs
    return runs


async def _debates(request: Request) -> DebateRuns:
    runs: Runs = request.app.state.runs
    return runs.debates


async def _debate_views(request: Request) -> DebateViews:
    views: DebateViews = request.app.state.debate_views
    return views


async def _executor(request: Request) -> RequestExecutor:
    executor: RequestExecutor = request.app.state.executor
    return executor.attending(request)


SettingsOf = Annotated[Settings, Depends(_settings)]
StoreOf = Annotated[MapStore, Depends(_store)]
RunsOf = Annotated[Runs, Depends(_runs)]
DebatesOf = Annotated[DebateRuns, Depends(_debates)]
DebateViewsOf = Annotated[DebateViews, Depends(_debate_views)]
ExecutorOf = Annotated[RequestExecutor, Depends(_executor)]


async def in_thread(function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """Runs blocking work, such as database calls, in a thread."""
    return await asyncio.to_thread(function, *args, **kwargs)


async def read_now(
    store: MapStore, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """A read by key. On SQLite it runs on the event loop, which is faster than a thread and waits for no writer."""
    if store.database.is_sqlite:
        return function(*args, **kwargs)
    return await in_thread(function, *args, **kwargs)


def etag_of(summary: MapSummary) -> str:
    """`"VERSION"` for a finished map, as `If-Match` expects; a weak tag while the map is still growing."""
    return f'"{summary.version}"' if summary.finished else f'W/"{summary.etag}"'


def map_response(stored: StoredMap, request: Request, *, present: bool = True, beside: bytes = b"") -> Response:
    """The stored map's JSON, with its ETag; 304 if the caller has it already.

    `beside`: identifies parts of the body that may change independently of the map.
    """
    tag = etag_of(stored.summary) if present else f'"{stored.version}"'
    if beside:
        tag = f'{tag[:-1]}-{hashlib.sha256(beside).hexdigest()[:12]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in [given.strip() for given in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return in_pieces(stored.body, media_type="application/json", headers=headers)


async def model_brief(store: MapStore, map_id: str, version: int) -> bytes | None:
    """The brief that a model wrote of this version of a map, if there is one."""
    return await in_thread(BriefStore(store.database).get, map_id, version)


async def made_of(
    store: MapStore, executor: RequestExecutor, map_id: str, caller: str | None, task: str, **options: Any
) -> Sequence[bytes]:
    """The result of a task on the map, if the caller may see it."""
    stored = await read_now(store, store.get, map_id, caller)
    return await executor.do(task, json.dumps(options).encode(), stored.body, owner=caller)


def json_of(body: bytes) -> Response:
    return Response(body, media_type="application/json")
