"""An id for each request, in its log lines and its response; one log line per answered request."""

from __future__ import annotations

import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"
_FORM = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = structlog.get_logger("argmap.requests")


class RequestIds:
    """ASGI middleware. The caller's own id is kept if it is harmless. No query, body or header is logged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _FORM.fullmatch(given) else uuid.uuid4().hex
        begun, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[HEADER] = request_id
                headers["X-Content-Type-Options"] = "nosniff"  # browsers must not run stored text as a page or script
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                return await self._app(scope, receive, noting)
            finally:
                seconds = round(time.perf_counter() - begun, 4)
                known = {"key": key} if (key := scope.get("state", {}).get("key")) else {}
                _log.info(
                    "request", method=scope["method"], path=scope["path"], status=status, seconds=seconds, **known
                )
