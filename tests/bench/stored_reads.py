"""`GET /v1/maps/{id}` beside a bare FastAPI route that returns the same bytes: one server, asked by another process."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import uvicorn
from fastapi import Response

_ROUNDS, _REQUESTS = 9, 300
LEAST_RATIO = 0.7
_CLIENT = """
import sys, time, httpx
base, requests, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with httpx.Client(base_url=base, timeout=60) as client:
    for _ in range(rounds):
        for path in ("/v1/maps/sample", "/bare"):
            start = time.perf_counter()
            for _ in range(requests):
                client.get(path).raise_for_status()
            print(requests / (time.perf_counter() - start))
"""


def run() -> None:
    """Prints the median of the ratios of neighbouring rounds."""
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
        base_url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        while (read := httpx.get(f"{base_url}/v1/maps/sample", timeout=60)).json()["status"] != "done":
            time.sleep(0.2)
        body[0] = read.content
        asked = [sys.executable, "-c", _CLIENT, base_url, str(_REQUESTS), str(_ROUNDS)]
        rates = [float(line) for line in subprocess.run(asked, stdout=subprocess.PIPE, check=True).stdout.split()]
        server.should_exit = True
        thread.join()
    ratios = [stored / bare for stored, bare in zip(rates[::2], rates[1::2], strict=True)]
    of_stored, of_bare = statistics.median(rates[::2]), statistics.median(rates[1::2])
    print(
        f"reads of a stored map ({len(body[0])} bytes): {statistics.median(ratios):.2f} of a bare route's rate "
        f"(at least {LEAST_RATIO}); {of_stored:.0f} and {of_bare:.0f} a second"
    )
