"""ASGI middleware: an id, a log line and a latency for every request; a limit for its body."""

from __future__ import annotations

import re
import time
import uuid

import anyio
import structlog
from prometheus_client import Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import ApiError, problem

_HEADER = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset(("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"))
"""Other methods are counted together, since callers may invent any number of them."""
_HINT = "Send the article in parts, or raise ARGMAP_MAX_UPLOAD."
_log = structlog.get_logger("argmap.requests")


class ObserveRequests:
    """Gives each request an id, and logs and measures its response up to the last byte.

    The caller's own id is kept if it is harmless. No query, body or header is logged; latencies are labelled by route,
    never by path, which holds ids.
    """

    def __init__(self, app: ASGIApp, seconds: Histogram) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given = Headers(scope=scope).get(_HEADER, "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        begun, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[_HEADER] = request_id
                headers["X-Content-Type-Options"] = "nosniff"  # browsers must not run stored text as a page or script
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, noting)
            except* anyio.BrokenResourceError:  # FastAPI's writer of events, after their reader hung up
                if not status:
                    raise
            finally:
                self._note(scope, status or 500, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._seconds.labels(method, route, str(status)).observe(seconds)
        known = {"key": key} if (key := scope.get("state", {}).get("key")) else {}
        _log.info(
            "request", method=scope["method"], path=scope["path"], status=status, seconds=round(seconds, 4), **known
        )


class LimitBody:
    """Refuses bodies of more than `max_bytes`, declared or received, with 413."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._detail = f"the request body is larger than the {max_bytes:,} bytes allowed"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._max_bytes:
            return await problem(413, "too-large", self._detail, hint=_HINT)(scope, receive, send)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._max_bytes:
                raise ApiError(413, "too-large", self._detail, hint=_HINT)
            return message

        return await self._app(scope, counted, send)
