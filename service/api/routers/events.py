"""`GET /v1/maps/{id}/events`: a map's events as a resumable stream of server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service.api.context import RunsOf, StoreOf, in_thread
from service.api.kept_documents import ResumeAfter, sent_event
from service.api.keys import Caller, KeyOf
from service.api.openapi_examples import EVENTS, answers, text_example

router = APIRouter(tags=["reading maps"])


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
    after: ResumeAfter,
) -> AsyncIterator[ServerSentEvent]:
    """One event for each finished step and paragraph. Ends after `finished`, or when the key is revoked."""
    async for event in runs.follow(map_id, after=after, allowed=key):
        yield sent_event(event)
