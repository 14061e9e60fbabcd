"""A reader who hangs up in the middle of a stream of events is no error of the server."""

from __future__ import annotations

import socket
import time
from pathlib import Path

from tests.attack.world import client_of, server

_READERS = 1_000


def test_readers_that_hang_up_leave_no_traceback(tmp_path: Path) -> None:
    with server(f"sqlite:///{tmp_path}/argmap.db", tmp_path) as (address, process):
        host, port = address.removeprefix("http://").split(":")
        with client_of(address, "worker") as client:
            article = {"text": Path("service/pipeline/samples/night-trains.txt").read_text("utf-8")}
            map_id = client.post("/v1/maps", params={"wait": 60}, json=article).json()["id"]
            asked = f"GET /v1/maps/{map_id}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer worker\r\n\r\n"
            for number in range(_READERS):
                with socket.create_connection((host, int(port))) as reader:
                    reader.sendall(asked.encode())
                    time.sleep(0.002 * (number % 7) if number % 3 else 0)
            told = client.get(f"/v1/maps/{map_id}/events").text
        assert told.count("event: ") > 3
        assert "Traceback" not in process.text()
