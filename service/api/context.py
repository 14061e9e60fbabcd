"""FastAPI dependencies of the routes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, ParamSpec, TypeVar

from fastapi import Depends, Request, Response

from service.api.debates import DebateViews
from service.api.request_executor import RequestExecutor
from service.pipeline.debates.runs import DebateRuns
from service.pipeline.runs import Runs
from service.settings import Settings
from service.storage.briefs import BriefStore
from service.storage.store import MapStore

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
