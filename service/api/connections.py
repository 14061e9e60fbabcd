"""HTTP connections: a time limit for the head of a request, beyond which they are closed, and readers that hang up."""

from __future__ import annotations

import asyncio
from typing import Any

import anyio
import h11
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol


def impatient(seconds: float) -> type[asyncio.Protocol]:
    """uvicorn's protocol, for its setting `http`; its own time limit is for connections between two requests only."""

    class Impatient(H11Protocol):
        _late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)  # type: ignore[arg-type]
            self._late = self.loop.call_later(seconds, self._give_up)

        def handle_events(self) -> None:
            super().handle_events()
            awaited = self.conn.their_state is h11.IDLE
            if not awaited and self._late is not None:
                self._late.cancel()
                self._late = None
            elif awaited and self._late is None:
                self._late = self.loop.call_later(seconds, self._give_up)

        def connection_lost(self, exc: Exception | None) -> None:
            if self._late is not None:
                self._late.cancel()
            super().connection_lost(exc)

        def _give_up(self) -> Any:
            if not self.transport.is_closing():
                self.transport.close()

    return Impatient


class EndLeftStreams:
    """ASGI middleware: a stream of events whose reader has hung up ends, and is no error of the server.

    FastAPI's writer of events fails where it had something more to write just then.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except* anyio.BrokenResourceError:
            if not begun:
                raise
