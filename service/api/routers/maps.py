"""Create, cancel and delete maps."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import APIRouter, Request, Response

from service.api.articles import of_article, read_document
from service.api.bodies import Upload, read_article, read_json
from service.api.choosing import chosen_engine, run_choice
from service.api.context import ExecutorOf, RunsOf, SettingsOf, StoreOf, in_thread
from service.api.kept_documents import IdempotencyKey, Wait, accepted, map_response
from service.api.keys import Caller
from service.api.openapi_examples import ACCEPTED, ARTICLE_BODY, MANY_BODY, MAP, PROBLEMS, answers, example
from service.schema import Accepted, ManyAccepted, ManyMaps, MapRequest

router = APIRouter(tags=["making maps"])


@router.post(
    "/v1/maps",
    status_code=202,
    response_model=Accepted,
    responses=answers(
        {200: example("The whole map, finished in time (`wait`)", MAP), 202: example("Accepted", ACCEPTED)}
    ),
    openapi_extra={"requestBody": ARTICLE_BODY},
)
async def make_map(
    request: Request,
    caller: Caller,
    settings: SettingsOf,
    store: StoreOf,
    runs: RunsOf,
    executor: ExecutorOf,
    wait: Wait = 0,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Map an article: JSON with `text` or `url`, or a multipart `file`: .txt .md .html .pdf .docx; of a recording
    .vtt .srt .json (a speech recogniser's); of a parliament .xml.
    """
    article = await read_article(request)
    options = article.options if isinstance(article, Upload) else article
    engine = chosen_engine(options.engine, settings)
    document = await read_document(article, settings.reading_limits, executor, caller)
    map_id = await in_thread(
        runs.submit,
        document,
        engine=engine,
        choice=run_choice(options, engine, settings),
        owner=caller,
        idempotency_key=idempotency_key,
        request_hash=_request_hash(article, engine),
    )
    location = f"/v1/maps/{map_id}"
    if wait > 0 and await runs.wait(map_id, wait):
        return map_response(await in_thread(store.get, map_id, caller), request, Location=location)
    summary = await in_thread(store.summary, map_id, caller)
    return accepted(map_id, summary.status, location)


def _request_hash(article: MapRequest | Upload, engine: str) -> str:
    """The hash by which two requests with one idempotency key count as the same."""
    digest = hashlib.sha256(engine.encode())
    if isinstance(article, Upload):
        digest.update(article.data)
        digest.update(repr(article.options).encode("utf-8", "backslashreplace"))
    else:
        digest.update(repr(article).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


@router.post(
    "/v1/maps/batch",
    status_code=202,
    response_model=ManyAccepted,
    responses=answers({202: example("Accepted", {"maps": [ACCEPTED]})}),
    openapi_extra={"requestBody": MANY_BODY},
)
async def make_many_maps(
    request: Request, caller: Caller, settings: SettingsOf, runs: RunsOf, executor: ExecutorOf
) -> ManyAccepted:
    """Map many articles, each as its own map; all are read before any is accepted."""
    wanted = await read_json(request, ManyMaps)
    plans = []
    for number, article in enumerate(wanted.articles):
        engine = chosen_engine(article.engine, settings)
        asked = article.model_copy(update={"batch": article.batch or wanted.batch})
        with of_article(number):
            choice = run_choice(asked, engine, settings)
            document = await read_document(article, settings.reading_limits, executor, caller)
        plans.append((document, engine, choice))
    made = [
        await in_thread(runs.submit, document, engine=engine, owner=caller, choice=choice)
        for document, engine, choice in plans
    ]
    return ManyAccepted(maps=[Accepted(id=map_id, status="queued") for map_id in made])


@router.post("/v1/maps/{map_id}/cancel", response_model=Accepted, responses=PROBLEMS)
async def cancel_map(map_id: str, caller: Caller, store: StoreOf, runs: RunsOf) -> Any:
    """Cancel a run; the finished part of the map stays. A finished map is left unchanged."""
    await in_thread(runs.cancel, map_id, caller)
    summary = await in_thread(store.summary, map_id, caller)
    return Accepted(id=map_id, status=summary.status)


@router.delete("/v1/maps/{map_id}", status_code=204, responses=PROBLEMS)
async def delete_map(map_id: str, caller: Caller, runs: RunsOf) -> Response:
    """Delete the map with its versions and events; an active run is cancelled."""
    await in_thread(runs.delete, map_id, caller)
    return Response(status_code=204)
