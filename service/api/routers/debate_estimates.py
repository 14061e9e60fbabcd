"""`POST /v1/debates/estimate`: the model usage of making a debate."""

from __future__ import annotations

from fastapi import APIRouter

from service.api.bodies import JsonRoute
from service.api.context import RunsOf, SettingsOf, in_thread
from service.api.debate_wire import DebateRequest
from service.api.keys import Caller
from service.pipeline.debates.estimate import UNKNOWN_WORDS, DebateEstimate, estimate

router = APIRouter(tags=["debates"], route_class=JsonRoute)


@router.post("/v1/debates/estimate")
async def estimate_debate(wanted: DebateRequest, caller: Caller, settings: SettingsOf, runs: RunsOf) -> DebateEstimate:
    """Estimate the calls and tokens for a debate of these maps and articles; nothing is made, no model called."""
    units = [(await in_thread(runs.map_summary, map_id, caller)).units for map_id in wanted.maps]
    words = [UNKNOWN_WORDS if item.text is None else len(item.text.split()) for item in wanted.articles]
    return estimate(wanted.engine or settings.default_engine, units, words, settings, wanted.budget)
