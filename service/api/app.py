"""The FastAPI application: its routers, background work, and middleware."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from service.api.bodies import LimitBody
from service.api.connections import EndLeftStreams
from service.api.debate_access import DebateViews
from service.api.keys import KeyRing, identify
from service.api.mcp_http import McpEndpoint, mount_mcp
from service.api.metrics import Metrics, TimeRequests
from service.api.openapi import install_document
from service.api.problems import install_problem_handlers
from service.api.request_executor import RequestExecutor
from service.api.request_ids import RequestIds
from service.api.routers import (
    briefs,
    corrections,
    debate_estimates,
    debate_reading,
    debates,
    events,
    map_reading,
    maps,
    meaning,
    status,
    webhooks,
)
from service.api.sending import Compressed
from service.api.startup import TellStartupError, keep_startup_error
from service.pipeline.db_retry import wait_for_database
from service.pipeline.runs import Runs
from service.settings import Settings
from service.storage.keys import KeyTable
from service.storage.store import MapStore
from service.ui.documentation import mount_documentation
from service.ui.routes import mount_ui

_DATABASE_THREADS = 16
_DESCRIPTION = "Turns an article into an argument map: premises, conclusions, and whose view each one is."


def create_app(settings: Settings, *, work: bool = True) -> FastAPI:
    """The application. `work`: whether this process also makes maps or only accepts them for workers."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(_DATABASE_THREADS, thread_name_prefix="database"))
        wait_seconds = settings.database_wait
        with keep_startup_error(app.state):
            store = await asyncio.to_thread(
                wait_for_database, wait_seconds, lambda: MapStore.open(settings.database_url)
            )
            runs = Runs(settings, store, work=work)
            app.state.metrics.watch(store, runs)
            app.state.store, app.state.runs, app.state.keys = store, runs, KeyRing(settings, KeyTable(store.database))
            app.state.executor = executor = RequestExecutor(settings.read_seconds)
            app.state.debate_views = DebateViews(runs.debates.store, executor)
            app.state.compressed = Compressed()
            await asyncio.to_thread(runs.start)
            await asyncio.to_thread(wait_for_database, wait_seconds, runs.show_samples)
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
        redoc_url=None,
        docs_url=None,
        openapi_url=None,
    )
    app.state.settings = settings
    app.state.metrics = Metrics()
    install_problem_handlers(app)
    guards = [Depends(identify)] if settings.key_for_info else []
    app.include_router(status.metrics_router, dependencies=guards)
    for module in (
        maps,
        corrections,
        map_reading,
        briefs,
        meaning,
        events,
        status,
        debates,
        debate_estimates,
        debate_reading,
        webhooks,
    ):
        app.include_router(module.router)
    app.router.routes.insert(0, map_reading.STORED_MAP)
    mount_mcp(app)
    install_document(app, guards=guards)
    mount_documentation(app, guards=guards)
    mount_ui(app, frame_ancestors=settings.frame_ancestors)
    app.add_middleware(EndLeftStreams)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)  # 9, the default, takes three times as long
    app.add_middleware(LimitBody, max_bytes=settings.max_upload, seconds=settings.receive_seconds)
    app.add_middleware(TimeRequests, metrics=app.state.metrics)
    app.add_middleware(RequestIds)
    app.add_middleware(TellStartupError)
    return app
