"""The service as it is deployed: a server, workers beside it, a database and a model server, all real processes."""

from __future__ import annotations

import json
import random
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from tests.faults.databases import Disturbed
from tests.pipeline.ledger import marked_chain
from tests.pipeline.processes import Process
from tests.ports import free_port
from tests.scripted_llm import Answer, Asked, Hang, Reaction, Reset, ScriptedLLM, Status

_READY_SECONDS = 400  # a process is late where others have the processor; one that ended is told at once


class World:
    """`workers`: processes beside the server, which works too."""

    def __init__(self, database: Disturbed, folder: Path, *, workers: int, model_delay: float = 0.3) -> None:
        self.database = database
        self.model = Noting(marked_chain, delay=model_delay)
        self.model.__enter__()
        self.folder = folder
        self._port = free_port()
        self.base_url = f"http://127.0.0.1:{self._port}"
        self.server = self._start_server()
        self.workers = [self._start_worker(number) for number in range(workers)]

    def _environment(self) -> dict[str, str]:
        return {"ARGMAP_LLM_CONCURRENCY": "8", "ARGMAP_LLM_TIMEOUT": "10"}

    def _start_server(self) -> Process:
        given = {
            "ARGMAP_DATABASE_URL": self.database.url,
            "OPENAI_BASE_URL": self.model.base_url,
            "ARGMAP_MODEL": "scripted",
        }
        arguments = ["-c", "from service.cli.main import main; main()", "serve", "--port", str(self._port)]
        return Process(arguments, self.folder / "server.log", **(given | self._environment()))

    def _start_worker(self, number: int) -> Process:
        log = self.folder / f"worker-{number}.log"
        return Process.worker(log, database=self.database.url, model=self.model.base_url, **self._environment())

    def processes(self) -> list[Process]:
        return [self.server, *self.workers]

    def revive(self) -> None:
        """Start again whatever died."""
        if not self.server.runs:
            self.server = self._start_server()
        self.workers = [
            worker if worker.runs else self._start_worker(number) for number, worker in enumerate(self.workers)
        ]

    def until_ready(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.base_url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            if not self.server.runs:
                raise AssertionError(f"the server ended by itself:\n{self.server.text()[-3000:]}")
            time.sleep(0.1)
        raise AssertionError(f"the server is not ready:\n{self.server.text()[-3000:]}")

    def submit(self, text: str, key: str, seconds: float = 300) -> str:
        """The id of the accepted map; a request that got no answer is sent again under the same key."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                answer = httpx.post(
                    f"{self.base_url}/v1/maps",
                    json={"text": text, "engine": "llm"},
                    headers={"Idempotency-Key": key},
                    timeout=10,
                )
                if answer.status_code == 202:
                    return str(answer.json()["id"])
                if answer.status_code != 503:
                    raise AssertionError(f"a good request was answered by {answer.status_code}: {answer.text[:500]}")
            except httpx.HTTPError:
                pass
            if time.monotonic() > deadline:
                raise AssertionError(f"no map was accepted in {seconds} s")
            time.sleep(0.2)

    def get(self, map_id: str) -> dict[str, Any]:
        answer = httpx.get(f"{self.base_url}/v1/maps/{map_id}", timeout=30)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def close(self) -> None:
        for process in self.processes():
            process.wake()
            process.__exit__()
        self.model.__exit__(None, None, None)


class Noting(ScriptedLLM):
    """`times`: when each request came, in seconds since the epoch."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.times: list[float] = []

    def arrived(self, asked: Asked) -> None:
        self.times.append(time.time())
        super().arrived(asked)


class Misbehaving:
    """A model server that is right most of the time. What it does is drawn by chance, once for each request."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def __call__(self, asked: Asked) -> Reaction:
        good = marked_chain(asked)
        assert isinstance(good, Answer)
        reactions: list[Reaction] = [
            Status(429, headers={"Retry-After": "1"}),
            Status(500),
            Status(503),
            Reset(),
            Hang(1.5),
            replace(good, text='{"units": [1,'),
            replace(good, text=json.dumps({"nothing": "asked for"})),
            replace(good, text=(good.text or "")[:20], finish_reason="length"),
            replace(good, text=None, refusal="I would rather not"),
            replace(good, choices=0),
            Status(200, raw=b"<html>a proxy's page</html>", content_type="text/html"),
        ]
        return self._rng.choice([*reactions, *[good] * 8])
