"""Reports argmap's own errors at start-up in one line, without a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.datastructures import State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import ArgmapError


@contextmanager
def keep_startup_error(state: State) -> Iterator[None]:
    """Keeps the error in `state.startup_error` for whoever started the server, and raises it again."""
    state.startup_error = None
    try:
        yield
    except ArgmapError as error:
        state.startup_error = error
        raise


class TellStartupError:
    """ASGI middleware. The server logs only the message of a kept error, and the traceback of any other."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            return await self._app(scope, receive, send)
        state: State = scope["app"].state

        async def telling(message: Message) -> None:
            error: ArgmapError | None = getattr(state, "startup_error", None)
            if message["type"] == "lifespan.startup.failed" and error is not None:
                message = {**message, "message": error.message}
            await send(message)

        return await self._app(scope, receive, telling)
