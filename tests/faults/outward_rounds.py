"""One round of what goes out: maps by batch, and a webhook that is told of them, while processes die.

Nothing is lost: every map ends, and is told. Nothing is paid twice: no question is in two batches.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import httpx
from standardwebhooks import Webhook

from tests.api.test_webhooks import Receiver, receiving
from tests.batch_servers import BatchServer
from tests.faults.databases import Disturbed
from tests.faults.rounds import Report, faults_of
from tests.faults.world import World
from tests.pipeline.engines import article
from tests.pipeline.ledger import Ledger, marked_chain

_END_SECONDS = 900
_MAPS, _PARAGRAPHS = 3, 6


class OutwardWorld(World):
    """Its model server has a batch interface."""

    def __init__(self, database: Disturbed, folder: Path, *, workers: int) -> None:
        self.provider = BatchServer(marked_chain)
        self.provider.__enter__()
        super().__init__(database, folder, workers=workers)

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {
            "OPENAI_BASE_URL": f"{self.provider.url}/v1",
            "ARGMAP_WEBHOOK_RECEIVERS": "127.0.0.1",
        }

    def close(self) -> None:
        super().close()
        self.provider.__exit__()


def run_outward_round(world: OutwardWorld, rng: random.Random, number: int) -> Report:
    """Ask for maps by batch, disturb while batches are under way and afterwards, and check what came of it."""
    report, begun, provider = Report(maps=_MAPS), time.monotonic(), world.provider
    ledger, asked_before = Ledger(world.model, world.database.url), len(provider.asked)
    world.revive()
    world.until_ready()
    with receiving() as receiver:
        hook = _sent(world, "/v1/webhooks", {"url": receiver.url, "events": ["map.ended"]})
        provider.held = True
        texts = [article(_PARAGRAPHS, tag=f" {number}-{copy}").replace("\n", "\n\n") for copy in range(_MAPS)]
        made = _sent(world, "/v1/maps/batch", {"articles": [{"text": text} for text in texts], "batch": True})
        ids = {item["id"] for item in made["maps"]}
        ways = {name: way for name, way in faults_of(world).items() if name != "model-misbehaves"}
        for held in (True, False):
            time.sleep(rng.uniform(0.5, 4))
            report.faults.append(rng.choice(sorted(ways)))
            ways[report.faults[-1]](world, rng, ledger)
            provider.held = held
        world.revive()
        world.until_ready()
        _until(lambda: {world.get(name)["status"] for name in ids} == {"done"}, "the maps came to no good end")
        _until(lambda: _told(receiver, hook["secret"]) >= ids, "not every map was told")
        httpx.delete(f"{world.base_url}/v1/webhooks/{hook['id']}", timeout=30)
    asked = provider.asked[asked_before:]
    assert len(asked) == len(set(asked)), "a question was in two batches"
    assert provider.direct == 0, "a question was asked directly"
    report.requests, report.seconds = len(asked), time.monotonic() - begun
    return report


def _sent(world: World, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = httpx.post(f"{world.base_url}{path}", json=body, timeout=60)
    assert answer.status_code in (201, 202), answer.text
    found: dict[str, Any] = answer.json()
    return found


def _told(receiver: Receiver, secret: str) -> set[str]:
    """The maps whose end was told, each message checked."""
    return {Webhook(secret).verify(body, dict(headers))["data"]["id"] for headers, body in list(receiver.received)}


def _until(true: Any, otherwise: str) -> None:
    deadline = time.monotonic() + _END_SECONDS
    while True:
        try:
            if true():
                return
        except (httpx.HTTPError, json.JSONDecodeError):
            pass
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.3)
