"""`GET /v1/maps/{id}` beside a bare FastAPI route that returns the same bytes, in one server and one run."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from pathlib import Path

import httpx
import uvicorn
from fastapi import Response

_ROUNDS, _REQUESTS = 5, 300
LEAST_RATIO = 0.7


def run() -> None:
    from service.api.app import create_app
    from service.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.model_validate({"database_url": f"sqlite:///{Path(folder) / 'bench.db'}"}))
        body: list[bytes] = [b""]

        @app.get("/bare")
        async def bare() -> Response:
            return Response(body[0], media_type="application/json")

        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            while client.get("/readyz").status_code != 200:
                time.sleep(0.1)
            body[0] = client.get("/v1/maps/sample").content
            ratios = [_rate(client, "/v1/maps/sample") / _rate(client, "/bare") for _ in range(_ROUNDS)]
        server.should_exit = True
        thread.join()
    print(f"reads of a stored map ({len(body[0])} bytes): {statistics.median(ratios):.2f} of a bare route's rate"
          f" (at least {LEAST_RATIO})")  # fmt: skip


def _rate(client: httpx.Client, path: str) -> float:
    start = time.perf_counter()
    for _ in range(_REQUESTS):
        client.get(path).raise_for_status()
    return _REQUESTS / (time.perf_counter() - start)
