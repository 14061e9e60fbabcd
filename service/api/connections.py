"""Closes stalled HTTP connections: requests whose headers never arrive, readers that stop reading or hang up."""

from __future__ import annotations

import asyncio

import anyio
import h11
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol


class _Impatient(H11Protocol):
    """Closes a connection that is idle for `patience` seconds while data is due."""

    patience = 20.0
    _late: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _unread: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._late = self.loop.call_later(self.patience, self._give_up)

    def handle_events(self) -> None:
        super().handle_events()
        awaited = self.conn.their_state is h11.IDLE
        if not awaited and self._late is not None:
            self._late.cancel()
            self._late = None
        elif awaited and self._late is None:
            self._unread = None
            self._late = self.loop.call_later(self.patience, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._late, self._stalled):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
        super().resume_writing()

    def _watch_reader(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._stalled = self.loop.call_later(self.patience, self._look_at_reader, unread)

    def _look_at_reader(self, unread: int) -> None:
        """Hang up on a reader that consumed none of the `unread` bytes."""
        if self.transport.get_write_buffer_size() >= unread:
            self.transport.abort()
        else:
            self._watch_reader()

    def _give_up(self) -> None:
        """Close a connection without a request; while an answer is still being read, look again."""
        unread = self.transport.get_write_buffer_size()
        if unread and (self._unread is None or unread < self._unread):
            self._unread = unread
            self._late = self.loop.call_later(self.patience, self._give_up)
        elif unread:
            self.transport.abort()  # close() would wait until the buffer is drained
        elif not self.transport.is_closing():
            self.transport.close()


def impatient(seconds: float) -> type[asyncio.Protocol]:
    """uvicorn's protocol, for its setting `http`; its own timeout only covers idle keep-alive connections."""
    return type("Impatient", (_Impatient,), {"patience": seconds})


class EndLeftStreams:
    """ASGI middleware: ends an event stream whose reader hung up, without logging a server error.

    FastAPI's event writer raises if it was about to write more.
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
