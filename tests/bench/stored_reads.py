"""`GET /v1/maps/{id}` beside a bare FastAPI route that returns the same bytes, asked in turns by another process.

The bare route stands in the same application, behind the same log, metrics, limits and compression; a third one in an
application that has nothing else, for what all of these cost.
"""

from __future__ import annotations

import logging
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI, Response

from service.logs import configure_logs

_ROUNDS, _REQUESTS = 9, 300
LEAST_RATIO = 0.8
_CLIENT = """
import sys, time, httpx
encoding, requests, rounds, *addresses = sys.argv[1:]
with httpx.Client(headers={"Accept-Encoding": encoding}, timeout=60) as client:
    for _ in range(int(rounds)):
        for address in addresses:
            start = time.perf_counter()
            for _ in range(int(requests)):
                client.get(address).raise_for_status()
            print(int(requests) / (time.perf_counter() - start))
"""


def run() -> None:
    """Prints the medians of the ratios of neighbouring rounds."""
    from service.api.app import create_app
    from service.settings import Settings

    _log_to_nowhere()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        app = create_app(Settings.model_validate({"database_url": f"sqlite:///{Path(folder) / 'bench.db'}"}))
        alone = FastAPI()
        body: list[bytes] = [b""]

        async def bare() -> Response:
            return Response(body[0], media_type="application/json")

        for application in (app, alone):
            application.get("/bare")(bare)
        ours, other = stack.enter_context(_served(app)), stack.enter_context(_served(alone))
        stored = f"{ours}/v1/maps/sample"
        while (read := httpx.get(stored, timeout=60)).json()["status"] != "done":
            time.sleep(0.2)
        body[0] = read.content
        for encoding in ("identity", "gzip"):
            print(_told(encoding, len(body[0]), [stored, f"{ours}/bare", f"{other}/bare"]), flush=True)


def _told(encoding: str, size: int, addresses: list[str]) -> str:
    asked = [sys.executable, "-c", _CLIENT, encoding, str(_REQUESTS), str(_ROUNDS), *addresses]
    rates = [float(line) for line in subprocess.run(asked, stdout=subprocess.PIPE, check=True).stdout.split()]
    stored, bare, alone = rates[::3], rates[1::3], rates[2::3]
    of_bare, of_alone = (
        statistics.median(one / another for one, another in zip(stored, others, strict=True))
        for others in (bare, alone)
    )
    return (
        f"reads of a stored map ({size} bytes, {encoding}): {statistics.median(stored):.0f} a second, {of_bare:.2f} of "
        f"a bare route's rate (at least {LEAST_RATIO}), {of_alone:.2f} of that of an application with nothing else"
    )


@contextmanager
def _served(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def _log_to_nowhere() -> None:
    """As the server logs, but that nobody has to see it."""
    configure_logs("INFO")
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(open(os.devnull, "w"))  # noqa: SIM115  (for as long as the process lives)
