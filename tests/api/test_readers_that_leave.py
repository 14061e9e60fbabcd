"""A reader who hangs up in the middle of a stream of events is no error of the server."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import httpx

from tests.serving import ARTICLE, served

_READERS = 1_000


def test_readers_that_hang_up_leave_no_traceback(tmp_path: Path) -> None:
    with served(tmp_path) as (address, process), httpx.Client(base_url=address, timeout=90) as client:
        host, port = address.removeprefix("http://").split(":")
        map_id = client.post("/v1/maps", params={"wait": 60}, json={"text": ARTICLE}).json()["id"]
        asked = f"GET /v1/maps/{map_id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for number in range(_READERS):
            with socket.create_connection((host, int(port))) as reader:
                reader.sendall(asked.encode())
                time.sleep(0.002 * (number % 7) if number % 3 else 0)
        assert client.get(f"/v1/maps/{map_id}/events").text.count("event: ") > 3
        assert "Traceback" not in process.text()
