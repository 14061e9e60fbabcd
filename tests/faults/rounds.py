"""One round: maps are made, something goes wrong meanwhile, and in the end nothing is lost, doubled or paid twice."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from service.domain.argument_map import ArgumentMap
from service.errors import DatabaseUnavailable
from service.reading import read_text
from tests.faults.reader import Reader
from tests.faults.world import Misbehaving, World
from tests.pipeline.engines import article
from tests.pipeline.ledger import Ledger, marked_chain
from tests.pipeline.test_runs import same
from tests.pipeline.undisturbed import undisturbed

PARAGRAPHS = 40
_END_SECONDS = 600
Fault = Callable[[World, random.Random, Ledger], None]


@dataclass
class Report:
    """What one round did; it raised AssertionError where something was lost, doubled or paid twice.

    `told`: the faults with the moment at which each began.
    """

    faults: list[str] = field(default_factory=list)
    told: list[tuple[str, float]] = field(default_factory=list)
    maps: int = 0
    partial: int = 0
    requests: int = 0
    extra: int = 0
    reconnects: int = 0
    seconds: float = 0.0


def faults_of(world: World) -> dict[str, Fault]:
    """The ways in which this world can be disturbed."""
    ways: dict[str, Fault] = {"kill-server": _kill_server, "freeze": _freeze, "model-misbehaves": _misbehave}
    if world.workers:
        ways["kill-worker"] = _kill_worker
    for way in world.database.ways():
        ways[way] = lambda world, rng, ledger, way=way: _disturb(world, rng, ledger, way)
    return ways


def run_round(world: World, rng: random.Random, number: int, *, maps: int = 2) -> Report:
    """Submit some maps, do two or three faults by chance, and check everything in the end.

    Where the round does not hold, what was asked and stored when is left beside the logs.
    """
    report = Report()
    ledger, asked_before = Ledger(world.model, world.database.url), len(world.model.requests)
    try:
        _run_round(world, rng, number, maps, report, ledger, asked_before)
    except AssertionError as error:
        evidence = {"error": str(error), "faults": report.told, **ledger.evidence(asked_before, world.model.times)}
        (world.folder / f"round-{number}.json").write_text(json.dumps(evidence, indent=1), "utf-8")
        raise
    return report


def _run_round(
    world: World, rng: random.Random, number: int, maps: int, report: Report, ledger: Ledger, asked_before: int
) -> None:
    begun = time.monotonic()
    world.revive()
    world.until_ready()
    texts = [article(PARAGRAPHS, tag=f" {number}-{copy}").replace("\n", "\n\n") for copy in range(maps)]
    made = [world.submit(text, f"round-{number}-{copy}") for copy, text in enumerate(texts)]
    readers = [Reader(world.base_url, map_id) for map_id in made]
    ways = faults_of(world)
    for _ in range(rng.randint(2, 3)):
        time.sleep(rng.uniform(0.2, 1.5))
        way = rng.choice(sorted(ways))
        report.faults.append(way)
        report.told.append((way, time.time()))
        ways[way](world, rng, ledger)
    world.revive()
    world.until_ready()
    for text, map_id, reader in zip(texts, made, readers, strict=True):
        map_ = _end_of(world, map_id)
        report.partial += map_["status"] == "partial"
        _check_map(map_, text)
        _check_events(reader.finish(30))
        report.reconnects += reader.connections - 1
    ledger.check()
    asked = world.model.requests[asked_before:]
    report.maps, report.requests = maps, len(asked)
    report.extra = len(asked) - len({item.key for item in asked})
    report.seconds = time.monotonic() - begun


def _kill_server(world: World, rng: random.Random, ledger: Ledger) -> None:
    world.server.kill()
    _note(ledger)
    time.sleep(rng.uniform(0, 1.5))
    world.revive()


def _kill_worker(world: World, rng: random.Random, ledger: Ledger) -> None:
    rng.choice(world.workers).kill()
    _note(ledger)
    time.sleep(rng.uniform(0, 3))
    world.revive()


def _freeze(world: World, rng: random.Random, ledger: Ledger) -> None:
    """For a moment, or for so long that it is declared dead and its work is done elsewhere when it wakes."""
    process = rng.choice(world.processes())
    process.freeze()
    time.sleep(rng.choice([1.0, 4.0, 18.0]) if world.workers else rng.uniform(0.5, 4))
    _note(ledger)
    process.wake()


def _misbehave(world: World, rng: random.Random, ledger: Ledger) -> None:
    world.model.script = Misbehaving(random.Random(rng.random()))
    time.sleep(rng.uniform(1, 4))
    world.model.script = marked_chain
    _note(ledger)


def _disturb(world: World, rng: random.Random, ledger: Ledger, way: str) -> None:
    _note(ledger)
    with world.database.disturbed(way):
        time.sleep(rng.uniform(0.5, 5))
    _note(ledger)


def _note(ledger: Ledger) -> None:
    with suppress(DatabaseUnavailable):
        ledger.note()


def _end_of(world: World, map_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + _END_SECONDS
    while True:
        with suppress(httpx.HTTPError):
            map_ = world.get(map_id)
            if map_["status"] not in ("queued", "running"):
                return map_
        if time.monotonic() > deadline:
            logs = "\n".join(process.text()[-2000:] for process in world.processes())
            raise AssertionError(f"map {map_id} came to no end in {_END_SECONDS} s; the logs end in:\n{logs}")
        time.sleep(0.2)


def _check_map(found: dict[str, Any], text: str) -> None:
    map_ = ArgumentMap.model_validate(found)
    assert map_.status in ("done", "partial"), f"a map ended as {map_.status}: {map_.provenance.warnings}"
    expected = undisturbed(read_text(text))
    if map_.status == "done" and not map_.provenance.warnings:
        assert same(map_) == same(expected), "the map is not the one of an undisturbed run"
        return
    marked = {warning.paragraph for warning in map_.provenance.warnings}
    assert marked, "a map is partial and does not say why"
    for paragraph in range(PARAGRAPHS):
        if paragraph not in marked:
            assert _units(map_, paragraph) == _units(expected, paragraph), f"paragraph {paragraph} is another one's"


def _units(map_: ArgumentMap, paragraph: int) -> list[tuple[object, str]]:
    return [(unit.spans, unit.text) for unit in map_.units if unit.paragraph == paragraph]


def _check_events(seen: list[tuple[int, str]]) -> None:
    assert [number for number, _ in seen] == list(range(1, len(seen) + 1)), f"events are missing or doubled: {seen}"
    kinds = [kind for _, kind in seen]
    assert kinds.count("paragraph") == PARAGRAPHS, f"{kinds.count('paragraph')} paragraphs were told"
    assert kinds[-1] == "finished", f"the stream ended in {kinds[-1]}"
