"""The server's own status: health, readiness, metrics, engines."""

from __future__ import annotations

import asyncio
from typing import Literal

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from service.api.context import RunsOf, SettingsOf, StoreOf, in_thread
from service.api.keys import Caller
from service.api.openapi_examples import text_example
from service.errors import InfrastructureError
from service.schema import Engines, Health, LlmState

_PING_SECONDS = 4.0
_LEAST_ROOM = 16 << 20
"""Free bytes required on an SQLite file's disk."""
_log = structlog.get_logger(__name__)
router = APIRouter(tags=["the server"])


@router.get("/healthz")
async def healthz() -> Health:
    """Whether the process is up and responding."""
    return Health(status="ok")


@router.get(
    "/readyz",
    response_model=Health,
    responses={503: {"model": Health, "description": "Not ready, and why"}},
)
async def readyz(store: StoreOf, runs: RunsOf) -> Response:
    """Whether the server can accept work: its database responds and its engine is loaded."""
    wrong: dict[str, str] = {}
    try:
        async with asyncio.timeout(_PING_SECONDS):
            await in_thread(store.ping)
    except InfrastructureError as error:
        _log.warning("readyz.database-away", detail=error.message)
        wrong["database"] = "it cannot be read"
    except TimeoutError:
        wrong["database"] = f"it did not answer within {_PING_SECONDS:g} s"
    if "database" not in wrong and await in_thread(store.room_left) < _LEAST_ROOM:
        wrong["database"] = "its disk is full"
    if not runs.ready:
        wrong["engine"] = "it is still being loaded"
    health = Health(status="unavailable" if wrong else "ok", detail=wrong)
    return JSONResponse(health.model_dump(), status_code=503 if wrong else 200)


@router.get(
    "/metrics",
    response_class=Response,
    responses=text_example("Prometheus metrics", "text/plain", "# TYPE argmap_maps gauge\n"),
)
async def metrics(request: Request) -> Response:
    """Prometheus metrics: queue depth, latencies, model calls, tokens, cost."""
    return Response(await in_thread(request.app.state.metrics.text), media_type=CONTENT_TYPE_LATEST)


@router.get("/v1/engines")
async def engines(settings: SettingsOf, _caller: Caller) -> Engines:
    """Which engines this server can use, and what to set for a better one."""
    configured = settings.llm_configured
    available: list[Literal["offline", "llm"]] = ["offline", "llm"] if configured else ["offline"]
    hint = (
        f"Maps are made by {settings.model}."
        if configured
        else "Set OPENAI_API_KEY (or OPENAI_BASE_URL, for a server of your own) and ARGMAP_MODEL for better maps."
    )
    state = LlmState(configured=configured, model=settings.model if configured else None, hint=hint)
    return Engines(default=settings.default_engine, available=available, llm=state)
