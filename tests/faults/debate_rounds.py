"""One round with a debate: made, grown and corrected while something goes wrong each time, and in the end all is there.

Nothing is lost: every article, every decision by hand. Nothing is doubled: versions, events, articles. Nothing is paid
for twice: no finished call is asked for again.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate, parse_debate
from service.domain.debates.rules import unresolved
from service.pipeline.debates.direct import debate_with_settings
from service.settings import Settings
from tests.faults.rounds import Fault, Report, faults_of
from tests.faults.world import World
from tests.pipeline.ledger import Ledger, marked_chain
from tests.scripted_llm import ScriptedLLM

_END_SECONDS = 400
_SAID = (
    ("The tram line of {} will pay for itself within ten years", "Buses would do the job in {} just as well"),
    ("In ten years the tram line of {} will have paid for itself", "Noise keeps the children of {} awake at night"),
    ("The tram line of {} will never pay for itself", "Buses do the same job in {} for less money"),
    ("In {} the noise of trams keeps children awake", "The tram of {} pays for itself in a decade"),
)
"""What the articles say; of the town that each round has for itself, so that no round asks what another one asked."""
_ARTICLES = 3
_NAME = "The tram pays for itself"


def run_debate_round(world: World, rng: random.Random, number: int) -> Report:
    """Make a debate of three articles, let it grow by one, correct it and one of its maps; a fault in each part."""
    report, begun = Report(), time.monotonic()
    ledger, asked_before = Ledger(world.model, world.database.url), len(world.model.requests)
    work = _Round(world, rng, ledger, report, town=f"Town{number} {rng.randrange(1_000_000)}")
    debate_id = work.make()
    made = work.end_of(debate_id)
    work.check(made, _ARTICLES, 1)
    _check_claims(made, work.maps_of(made))
    grown = work.grow(debate_id)
    work.check(grown, _ARTICLES + 1, 2)
    work.check(work.rename(debate_id, grown), _ARTICLES + 1, 3)
    last = work.correct_map(debate_id, grown)
    work.check(last, _ARTICLES + 1, 4)
    assert _NAME in {claim.label.text for claim in last.claims}, "what was named by hand is lost"
    work.check_history(debate_id, last)
    ledger.check()
    asked = world.model.requests[asked_before:]
    report.maps, report.partial = len(last.documents), int(last.status == "partial")
    report.requests, report.extra = len(asked), len(asked) - len({item.key for item in asked})
    report.seconds = time.monotonic() - begun
    return report


class _Round:
    def __init__(self, world: World, rng: random.Random, ledger: Ledger, report: Report, town: str) -> None:
        self._world, self._rng, self._ledger, self._report = world, rng, ledger, report
        self._town = town
        self._again = 0
        world.revive()
        world.until_ready()

    def _article(self, number: int) -> str:
        return "\n\n".join(f"{said.format(self._town)}." for said in _SAID[number])

    def make(self) -> str:
        articles = [
            {"text": self._article(number), "title": f"{self._town} {number}", "published": f"2024-0{number + 1}-01"}
            for number in range(_ARTICLES)
        ]
        body = {"title": self._town, "engine": "llm", "articles": articles}
        sent = self._sent("POST", "/v1/debates", body, {"Idempotency-Key": self._town})
        self._disturb()
        return str(sent["id"])

    def grow(self, debate_id: str) -> Debate:
        text = self._article(_ARTICLES)
        map_id = self._world.submit(text, f"{self._town} grows")
        self._sent("POST", f"/v1/debates/{debate_id}/articles", {"maps": [map_id]})
        self._disturb()
        return self.end_of(debate_id, lambda debate: len(debate.documents) > _ARTICLES)

    def rename(self, debate_id: str, debate: Debate) -> Debate:
        """Sent again where no answer came: the version tells whether it was made."""
        claim = debate.claims[0].id
        body = {"changes": [{"op": "rename-claim", "id": claim, "text": _NAME}], "comment": "by hand"}
        self._sent("PATCH", f"/v1/debates/{debate_id}", body, {"If-Match": f'"{debate.version}"'}, done=409)
        self._disturb()
        return self.end_of(debate_id)

    def correct_map(self, debate_id: str, debate: Debate) -> Debate:
        """A unit that is not the claim's that was named is taken out of its map; the debate follows."""
        named = {(item.map, item.unit) for item in debate.claims[0].mentions}
        gone = next(x for claim in debate.claims for x in claim.mentions if (x.map, x.unit) not in named)
        body = {"changes": [{"op": "remove", "kind": "unit", "id": gone.unit}], "comment": "no argument"}
        self._sent("PATCH", f"/v1/maps/{gone.map}", body, {"If-Match": '"1"'}, done=409)
        self._disturb()
        found = self.end_of(debate_id, lambda item: any(x.map == gone.map and x.version == 2 for x in item.documents))
        there = {(item.map, item.unit) for claim in found.claims for item in claim.mentions}
        assert (gone.map, gone.unit) not in there, "the unit that was taken out of the map is in the debate"
        return found

    def _disturb(self) -> None:
        """One fault, while work goes on."""
        ways: dict[str, Fault] = faults_of(self._world)
        time.sleep(self._rng.uniform(0, 1.0))
        way = self._rng.choice(sorted(ways))
        self._report.faults.append(way)
        self._report.told.append((way, time.time()))
        ways[way](self._world, self._rng, self._ledger)
        self._world.revive()
        self._world.until_ready()

    def _sent(
        self, method: str, path: str, body: dict[str, Any], headers: dict[str, str] | None = None, *, done: int = 0
    ) -> dict[str, Any]:
        """The answer; a request that got none is sent again, and then `done` says that the first one was heard."""
        deadline, tries = time.monotonic() + _END_SECONDS, 0
        while True:
            tries += 1
            self._again += tries > 1
            with suppress(httpx.HTTPError):
                answer = httpx.request(
                    method, f"{self._world.base_url}{path}", json=body, headers=headers or {}, timeout=30
                )
                if answer.is_success or (tries > 1 and answer.status_code == done):
                    found: dict[str, Any] = answer.json()
                    return found
                if answer.status_code != 503:
                    raise AssertionError(f"a good request was answered by {answer.status_code}: {answer.text[:500]}")
            if time.monotonic() > deadline:
                raise AssertionError(f"{method} {path} was not answered in {_END_SECONDS} s")
            time.sleep(0.3)

    def _get(self, path: str) -> Any:
        answer = httpx.get(f"{self._world.base_url}{path}", timeout=30)
        answer.raise_for_status()
        return answer.json()

    def end_of(self, debate_id: str, is_it: Callable[[Debate], bool] = lambda debate: True) -> Debate:
        """The debate once it has ended, and is what was waited for."""
        deadline, last = time.monotonic() + _END_SECONDS, "unread"
        while time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                debate = parse_debate(self._get(f"/v1/debates/{debate_id}"))
                last = f"{debate.status}, version {debate.version}, {len(debate.documents)} articles"
                if debate.status not in ("queued", "running") and is_it(debate):
                    return debate
            time.sleep(0.3)
        logs = "\n".join(process.text()[-2000:] for process in self._world.processes())
        raise AssertionError(f"debate {debate_id} came to no end ({last}); the logs end in:\n{logs}")

    def maps_of(self, debate: Debate) -> dict[str, ArgumentMap]:
        found = {}
        for document in debate.documents:
            versioned = f"/v1/maps/{document.map}?version={document.version}"
            found[document.map] = ArgumentMap.model_validate(self._get(versioned))
        return found

    def check(self, debate: Debate, articles: int, version: int) -> None:
        assert debate.status in ("done", "partial"), f"a debate ended as {debate.status}: {debate.provenance.warnings}"
        assert len(debate.documents) == articles, f"{len(debate.documents)} of {articles} articles are in the debate"
        assert debate.version == version, f"version {debate.version}, not {version}"
        broken = unresolved(debate, self.maps_of(debate))
        assert not broken, f"it names what its maps do not have: {broken[:3]}"

    def check_history(self, debate_id: str, debate: Debate) -> None:
        """Versions without a gap, the correction once; events numbered, each article told once for each version."""
        notes = self._get(f"/v1/debates/{debate_id}/versions")["versions"]
        assert [note["version"] for note in notes] == list(range(1, debate.version + 1)), f"versions: {notes}"
        assert [note["made_by"] for note in notes].count("user") == 1, "the correction was made twice, or never"
        seen = _events(f"{self._world.base_url}/v1/debates/{debate_id}/events")
        assert [number for number, _ in seen] == list(range(1, len(seen) + 1)), f"events are missing or doubled: {seen}"
        kinds = Counter(kind for _, kind in seen)
        assert kinds["article"] == _ARTICLES + 2, f"{kinds['article']} articles were told: {kinds}"
        assert 3 <= kinds["finished"] <= 3 + self._again, f"{kinds['finished']} runs were finished: {kinds}"


def _events(url: str) -> list[tuple[int, str]]:
    found, number = [], 0
    with httpx.stream("GET", url, timeout=60) as answer:
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if name == "id":
                number = int(value)
            elif name == "event":
                found.append(value)
    assert number == len(found), f"the last of {len(found)} events is number {number}"
    return list(enumerate(found, start=1))


def _check_claims(debate: Debate, maps: dict[str, ArgumentMap]) -> None:
    """The claims are those of a run that nothing disturbed."""
    if debate.provenance.warnings:
        return
    with ScriptedLLM(marked_chain) as model, tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url=f"sqlite:///{folder}/calls.db", openai_base_url=model.base_url, model="scripted"
        )
        expected = asyncio.run(debate_with_settings(list(maps.values()), "llm", settings))
    assert _claims(debate) == _claims(expected), "the claims are not those of an undisturbed run"


def _claims(debate: Debate) -> set[frozenset[tuple[str, str, str]]]:
    return {frozenset((item.map, item.unit, item.stance) for item in claim.mentions) for claim in debate.claims}
