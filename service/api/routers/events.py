"""`GET /v1/maps/{id}/events`: a map's events as a resumable stream of server-sent events."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service.api.context import MOST, RunsOf, StoreOf, in_thread
from service.api.keys import Caller, KeyOf
from service.api.openapi_examples import EVENTS, answers, text_example

router = APIRouter(tags=["reading maps"])
_NUMBER = re.compile(r"[0-9]{1,18}")


async def _may_see(map_id: str, caller: Caller, store: StoreOf) -> None:
    """Raises NoSuchMap before the stream begins, so that the caller gets a status and not a broken stream."""
    await in_thread(store.summary, map_id, caller)


@router.get(
    "/v1/maps/{map_id}/events",
    response_class=EventSourceResponse,
    dependencies=[Depends(_may_see)],
    responses=answers({200: text_example("The events", "text/event-stream", EVENTS)}),
)
async def follow_events(
    map_id: str,
    runs: RunsOf,
    key: KeyOf,
    last_event_id: Annotated[str | None, Header(description="resume after this event")] = None,
    after: Annotated[
        int, Query(ge=0, le=MOST, description="the same as `Last-Event-ID`, for clients that cannot set headers")
    ] = 0,
) -> AsyncIterator[ServerSentEvent]:
    """One event for each finished step and paragraph. Ends after `finished`, or when the key is revoked."""
    async for event in runs.follow(map_id, after=behind(last_event_id, after), allowed=key):
        yield ServerSentEvent(data=event.data, event=event.kind, id=str(event.seq))


def behind(last_event_id: str | None, after: int) -> int:
    """The number of the event after which a stream resumes."""
    return min(int(last_event_id), MOST) if last_event_id and _NUMBER.fullmatch(last_event_id) else after
