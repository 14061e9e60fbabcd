"""The Model Context Protocol at `/mcp`: stateless streamable HTTP, through the official SDK.

Its tools call this application in process, with the caller's key and address, so that the rules for every other call
apply to them. The SDK is imported, and its manager started, on the first request.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import httpx
from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from service.api.bodies import check_json_size
from service.api.keys import identify
from service.client import AsyncClient
from service.settings import Settings

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

_CARRIED = ("authorization", "x-api-key", "origin")
_caller: ContextVar[Request] = ContextVar("mcp_caller")


def mount_mcp(app: FastAPI) -> None:
    """Serves `/mcp` once `app.state.mcp` is set."""

    class Endpoint:
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await app.state.mcp(scope, receive, send)

    app.router.routes.append(Route("/mcp", Endpoint(), include_in_schema=False))


class McpEndpoint:
    """The ASGI application behind `/mcp`. Bound to one event loop; `aclose` ends its requests."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._app = app
        header = settings.trusted_user_header
        self._carried = (*_CARRIED, *([header.lower()] if header else []))
        self._starting = asyncio.Lock()
        self._manager: StreamableHTTPSessionManager | None = None
        self._running: asyncio.Task[None] | None = None
        self._over = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await identify(request)
        body = await request.body()
        await check_json_size(request, body)
        manager = self._manager or await self._started()
        _caller.set(request)
        await manager.handle_request(scope, _again(body, receive), send)

    async def _started(self) -> StreamableHTTPSessionManager:
        async with self._starting:
            if self._manager is None:
                manager = await asyncio.to_thread(_manager_of, self._connect)
                ready = asyncio.Event()
                self._running = asyncio.create_task(self._run(manager, ready))
                await ready.wait()
                self._manager = manager
            return self._manager

    async def _run(self, manager: StreamableHTTPSessionManager, ready: asyncio.Event) -> None:
        """The manager must be entered and exited in the same task."""
        async with manager.run():
            ready.set()
            await self._over.wait()

    def _connect(self) -> AsyncClient:
        """A client that calls this application on behalf of the tool's caller."""
        request = _caller.get()
        address = (request.client.host, request.client.port) if request.client else ("", 0)
        carried = {name: request.headers[name] for name in self._carried if name in request.headers}
        host = request.headers.get("host", "127.0.0.1")
        return AsyncClient(f"http://{host}", transport=_InProcess(carried, app=self._app, client=address))

    async def aclose(self) -> None:
        self._over.set()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)


class _InProcess(httpx.ASGITransport):
    def __init__(self, headers: dict[str, str], **options: Any) -> None:
        super().__init__(**options)
        self._headers = headers

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers.update(self._headers)
        return await super().handle_async_request(request)


def _manager_of(connect: Any) -> StreamableHTTPSessionManager:
    from mcp.server.transport_security import TransportSecuritySettings

    from service.mcp import build_server

    server = build_server(connect)
    checked_here = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(stateless_http=True, transport_security=checked_here)
    return server.session_manager


def _again(body: bytes, receive: Receive) -> Receive:
    """Replays the body already read, then continues with the original `receive`."""
    given = False

    async def received() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received
