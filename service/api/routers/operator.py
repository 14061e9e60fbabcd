"""The server's status, for its operator."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter, Request

from service.api.context import RunsOf, StoreOf, in_thread
from service.api.keys import Caller
from service.api.openapi_examples import answers, example
from service.api.problems import ApiError
from service.domain.base import Frozen
from service.storage.heartbeats import HeartbeatTable
from service.storage.operating import look

router = APIRouter(tags=["about the server"])


class FailureShown(Frozen):
    what: str
    id: str
    when: datetime
    code: str
    hint: str


class DayShown(Frozen):
    """`owner`: the id of the owner's first key, empty without keys."""

    day: date
    owner: str
    name: str | None
    calls: int
    cached_calls: int
    input_tokens: int
    output_tokens: int
    reasoning_tokens: int
    cost_usd: float | None


class WorkerShown(Frozen):
    """`age`: seconds since its last heartbeat."""

    id: str
    host: str
    pid: int
    age: float


class OperatorView(Frozen):
    """Counts across all keys; never titles or texts."""

    maps: dict[str, int]
    debates: dict[str, int]
    queue: dict[str, int]
    workers: list[WorkerShown]
    failures: list[FailureShown]
    usage: list[DayShown]


_EXAMPLE = {"maps": {"done": 12, "failed": 1}, "debates": {}, "queue": {"runs": 0}, "workers": [], "failures": [], "usage": []}  # fmt: skip  # noqa: E501


@router.get("/v1/operator", responses=answers({200: example("How the server is doing", _EXAMPLE)}))
async def operator_view(request: Request, _caller: Caller, store: StoreOf, runs: RunsOf) -> OperatorView:
    """Maps and debates by state, queues, workers, the latest failures, model usage by key and day.

    For a key made with `argmap keys create --operator`; on a server without keys, from this machine.
    """
    if request.state.key is not None and not request.state.operator:
        raise ApiError(
            403,
            "not-the-operator",
            "this key is not the operator's",
            hint="Make one: argmap keys create NAME --operator.",
        )
    found = await in_thread(look, store.database)
    beats = await in_thread(HeartbeatTable(store.database).all)
    return OperatorView(
        maps=found.maps,
        debates=found.debates,
        queue=await in_thread(runs.queue_depths),
        workers=[WorkerShown(id=beat.worker_id, host=beat.host, pid=beat.pid, age=beat.age) for beat in beats],
        failures=[FailureShown(**vars(item)) for item in found.failures],
        usage=[
            DayShown(day=item.day, owner=item.owner, name=item.name, **item.usage.model_dump(exclude={"models"}))
            for item in found.usage
        ],
    )
