"""A real worker that is killed while it makes a debate with a real HTTP model: nothing lost, nothing paid twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain.argument_map import ArgumentMap
from service.domain.debates.digest import digest_of
from service.pipeline.debates.runs import WantedDebate
from service.pipeline.runs import Runs
from service.storage.store import MapStore
from tests.debated import article
from tests.pipeline.ledger import Ledger, mark_of
from tests.pipeline.processes import Process
from tests.scripted_llm import Answer, Asked, ScriptedLLM
from tests.waiting import come_true

ARTICLES = 6


def said_the_same(asked: Asked) -> Answer:
    """Each new statement makes the point of the one two lines above it; the answer carries its question's mark."""
    new = re.findall(r"^(\d+) \[", asked.user.partition("New article")[2], re.MULTILINE)
    rows = ",".join(f'"{number}={int(number) - 2}"' if int(number) > 2 else f'"{number}-"' for number in new)
    rest = '"answers": [], "former": [], "facts": [], "labels": []'
    return Answer(f'{{"points": [{rows}], {rest}}}', input_tokens=mark_of(asked), delay=0.5)


@pytest.fixture
def model() -> Iterator[ScriptedLLM]:
    with ScriptedLLM(said_the_same) as server:
        yield server


def maps() -> list[ArgumentMap]:
    return [
        article(
            f"m{number}",
            ("v1", f"The tram line will pay for itself within ten years, said for the {number}th time"),
            ("v2", f"Buses do the job just as well, in town number {number}"),
            published=f"2024-0{number + 1}-01",
        )
        for number in range(ARTICLES)
    ]


@pytest.mark.parametrize("database_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
async def test_a_killed_debate_goes_on_where_it_was(
    runs: Runs, store: MapStore, database_url: str, model: ScriptedLLM, tmp_path: Path
) -> None:
    for map_ in maps():
        store.create(map_, engine="import")
    wanted = WantedDebate("Trams", None, "llm", tuple(map_.id for map_ in maps()))
    await asyncio.to_thread(runs.debates.submit, "debate", wanted, None)
    ledger = Ledger(model, database_url)
    for at_least in (1, 3):
        with Process.worker(tmp_path / "log", database=database_url, model=model.base_url) as worker:
            await come_true(lambda least=at_least: taken_in(runs) >= least, 90)
            worker.kill()
        ledger.note()
    with Process.worker(tmp_path / "log", database=database_url, model=model.base_url) as worker:
        assert await runs.debates.wait("debate", 90)
        assert worker.end() == 0
    ledger.check()
    debate = runs.debates.store.get("debate", None).parse()
    assert (debate.status, debate.version, len(debate.documents)) == ("done", 1, ARTICLES)
    assert max(len(claim.mentions) for claim in debate.claims) == ARTICLES
    assert debate.provenance.usage.calls + debate.provenance.usage.cached_calls == ARTICLES
    told = runs.debates.store.events_after("debate")
    assert [event.seq for event in told] == list(range(1, len(told) + 1))
    kinds = [event.kind for event in told]
    assert (kinds[0], kinds[-1], kinds.count("article"), kinds.count("finished")) == ("queued", "finished", ARTICLES, 1)
    assert [digest_of(map_).map for map_ in maps()] == [document.map for document in debate.documents]


def taken_in(runs: Runs) -> int:
    return sum(event.kind == "article" for event in runs.debates.store.events_after("debate"))
