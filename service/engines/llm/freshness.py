"""Whether the look-up in the store of calls is still fresh when a question is sent.

A process may be suspended at any instruction, be declared dead, and resume after another process has asked the question
that it was about to ask. It can see that much time has passed since it looked into the table of calls, and then looks
again. This check comes last: after the head of the request is sent, before its body is.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from typing import Any

from service.engines.llm.failures import OutOfDate

FRESH_SECONDS = 5.0
"""Less than a silent worker's work is left alone for (12 s since its last beat, which is at most 3 s old)."""
_looked_up_at: ContextVar[float | None] = ContextVar("looked_up_at", default=None)


def note_look_up() -> None:
    """Records that the table of calls was just checked for the next request of this task."""
    _looked_up_at.set(time.monotonic())


def check_freshness() -> None:
    """Raises OutOfDate if the table was checked too long ago."""
    moment = _looked_up_at.get()
    if moment is not None and time.monotonic() - moment > FRESH_SECONDS:
        raise OutOfDate("too long ago looked up", reason="out-of-date")


async def check_before_body(request: Any) -> None:
    """An event hook for httpx's client; a server does nothing with headers whose body does not arrive."""

    async def trace(event: str, _info: Any) -> None:
        if event.endswith("send_request_body.started"):
            check_freshness()

    request.extensions = {**request.extensions, "trace": trace}
