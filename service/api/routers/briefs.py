"""A map's brief: from templates at once, or written by a model on request."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.api.choosing import chosen_engine
from service.api.context import ExecutorOf, RunsOf, SettingsOf, StoreOf, in_thread, json_of, model_brief, read_now
from service.api.kept_documents import Wait, accepted
from service.api.keys import Caller
from service.api.openapi_examples import ACCEPTED, BRIEF, answers, example
from service.api.problems import ApiError
from service.domain.brief.brief import Brief, BriefWords
from service.schema import Accepted

router = APIRouter(tags=["reading maps"])


@router.get(
    "/v1/maps/{map_id}/brief", response_model=Brief, responses=answers({200: example("What it says in brief", BRIEF)})
)
async def read_brief(
    map_id: str,
    caller: Caller,
    store: StoreOf,
    executor: ExecutorOf,
    words: Annotated[
        BriefWords | None, Query(description="`template` or `model`; by default the model's if it is up to date")
    ] = None,
) -> Response:
    """What the map says in two hundred words (three hundred for a long article), each sentence with its places."""
    stored = await read_now(store, store.get, map_id, caller, None)
    worded = None if words == "template" else await model_brief(store, map_id, stored.version)
    if worded is not None:
        return json_of(worded)
    if words == "model":
        raise ApiError(
            404,
            "no-such-brief",
            f"no model has written a brief of version {stored.version} of map {map_id!r}",
            hint=f"POST /v1/maps/{map_id}/brief asks for one; after a correction it must be requested again. "
            "words=template is available immediately.",
        )
    return json_of(await executor.remembered("brief", stored.body, owner=caller))


@router.post(
    "/v1/maps/{map_id}/brief",
    status_code=202,
    response_model=Accepted,
    responses=answers(
        {200: example("The brief, finished in time (`wait`)", BRIEF), 202: example("Accepted", ACCEPTED)}
    ),
)
async def ask_for_brief(
    map_id: str,
    caller: Caller,
    settings: SettingsOf,
    store: StoreOf,
    runs: RunsOf,
    wait: Wait = 0,
) -> Response:
    """Ask a model to write the brief of a finished map. Its sentences are checked against the text; the event `brief`
    signals that it is ready.
    """
    chosen_engine("llm", settings)
    version, work = await in_thread(runs.ask_brief, map_id, caller)
    if wait > 0 and await runs.wait_for_step(map_id, work, wait):
        worded = await model_brief(store, map_id, version)
        if worded is not None:
            return json_of(worded)
    summary = await in_thread(store.summary, map_id, caller)
    return accepted(map_id, summary.status, f"/v1/maps/{map_id}/brief?words=model")
