"""The FastAPI application: its routers, background work, and middleware."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from service.api.debates import DebateViews
from service.api.keys import KeyRing
from service.api.mcp_http import McpEndpoint, mount_mcp
from service.api.metrics import Metrics
from service.api.middleware import LimitBody, ObserveRequests
from service.api.openapi_examples import PROBLEMS
from service.api.problems import install_problem_handlers
from service.api.request_executor import RequestExecutor
from service.api.routers import debate_reading, debates, map_reading, maps, status, webhooks
from service.pipeline.db_retry import wait_for_database
from service.pipeline.runs import Runs
from service.settings import Settings
from service.storage.keys import KeyTable
from service.storage.store import MapStore
from service.ui.routes import mount_ui

_DATABASE_THREADS = 16
_DESCRIPTION = "Turns an article into an argument map: premises, conclusions, and whose view each one is."


def create_app(settings: Settings, *, work: bool = True) -> FastAPI:
    """The application. `work`: whether this process also makes maps or only accepts them for workers."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(_DATABASE_THREADS, thread_name_prefix="database"))
        store = await asyncio.to_thread(wait_for_database, lambda: MapStore.open(settings.database_url))
        runs = Runs(settings, store, work=work)
        app.state.metrics.watch(store, runs)
        app.state.store, app.state.runs, app.state.keys = store, runs, KeyRing(settings, KeyTable(store.database))
        app.state.executor = executor = RequestExecutor()
        app.state.debate_views = DebateViews(runs.debates.store)
        await asyncio.to_thread(runs.start)
        await asyncio.to_thread(wait_for_database, runs.show_samples)
        app.state.mcp = McpEndpoint(app, settings)
        warming = asyncio.create_task(executor.warm())
        try:
            yield
        finally:
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)
            await app.state.mcp.aclose()
            await executor.aclose()
            await asyncio.to_thread(runs.stop)
            store.close()

    app = FastAPI(
        title="argmap",
        version="1",
        description=_DESCRIPTION,
        lifespan=lifespan,
        separate_input_output_schemas=False,
        redoc_url=None,
        docs_url=None,
    )
    app.state.settings = settings
    app.state.metrics = Metrics()
    install_problem_handlers(app)
    for module in (maps, map_reading, debates, debate_reading, webhooks):
        app.include_router(module.router, responses=PROBLEMS)
    app.include_router(status.router)
    mount_mcp(app)
    mount_ui(app, frame_ancestors=settings.frame_ancestors)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)  # 9, the default, takes three times as long
    app.add_middleware(LimitBody, max_bytes=settings.max_upload)
    app.add_middleware(ObserveRequests, seconds=app.state.metrics.request_seconds)
    return app
