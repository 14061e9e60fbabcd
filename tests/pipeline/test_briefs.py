"""A model's brief of a stored map: asked for, kept by version, and gone with the map; what fails costs only itself."""

from __future__ import annotations

import asyncio

from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief
from service.domain.brief.model_answer import BriefAnswer, ModelClaim, ModelGroup, ModelSentence
from service.domain.provenance import Usage
from service.engines.engine import Answered, StepFailed
from service.storage.briefs import BriefStore
from service.storage.store import MapStore
from tests.building import span_of, tram_map
from tests.pipeline.conftest import StartRuns, one_database
from tests.pipeline.engines import Source, WordEngine


class BriefEngine(WordEngine):
    """Says one true sentence about trams, or gives up."""

    brief_prompt = "v1:abc"
    words_language = None
    fails = False

    async def brief(self, map_: ArgumentMap) -> Answered[BriefAnswer]:
        if self.fails:
            raise StepFailed("it refused", reason="refused")
        claim = ModelClaim(
            text="The line should stay.", voice="author", spans=(span_of(map_.document, "So the line should stay"),)
        )
        group = ModelGroup(sentences=(ModelSentence(kind="lead", claims=(claim,)),))
        return Answered(answer=BriefAnswer(groups=(group,)), usage=Usage(calls=1, input_tokens=9))


async def test_a_brief_is_kept_by_version_with_prompt_and_usage_and_told_as_an_event(
    store: MapStore, start_runs: StartRuns
) -> None:
    runs = await asyncio.to_thread(start_runs, Source(BriefEngine("llm")))
    map_id = store.create(tram_map(), engine="import")
    version, work = await asyncio.to_thread(runs.ask_brief, map_id, None)
    assert await runs.wait_for_step(map_id, work, 60)
    briefs = BriefStore(store.database)
    brief = Brief.model_validate_json(briefs.get(map_id, version) or b"")
    assert [item.text for item in brief.sentences] == ["The line should stay."]
    assert (brief.words, brief.prompt, brief.usage.input_tokens) == ("model", "v1:abc", 9)
    told = [event.data for event in store.events_after(map_id) if event.kind == "brief"]
    assert told == [{"version": 1, "words": "model", "replaced": 0}]
    assert briefs.get(map_id, version + 1) is None
    store.delete(map_id, None)
    assert briefs.get(map_id, version) is None


@one_database
async def test_a_brief_that_fails_costs_the_map_nothing(store: MapStore, start_runs: StartRuns) -> None:
    engine = BriefEngine("llm")
    engine.fails = True
    runs = await asyncio.to_thread(start_runs, Source(engine))
    map_id = store.create(tram_map(), engine="import")
    version, work = await asyncio.to_thread(runs.ask_brief, map_id, None)
    assert await runs.wait_for_step(map_id, work, 60)
    assert BriefStore(store.database).get(map_id, version) is None
    assert [event.data["detail"] for event in store.events_after(map_id) if event.kind == "error"] == ["it refused"]
    assert store.get(map_id, None).version == 1
