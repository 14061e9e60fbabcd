"""A small HTTP server that plays the API's part: real sockets, answers that a test lays out."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """`body`: text, or a value that is sent as JSON. `cut`: the connection breaks off after it."""

    status: int = 200
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Played:
    """`answers`: for each "METHOD /path" the answers to give, in order; the last one stays."""

    url: str
    answers: dict[str, list[Answer]]
    seen: list[Seen] = field(default_factory=list)


@contextmanager
def playing(answers: dict[str, list[Answer]]) -> Iterator[Played]:
    played = Played("", answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            names = {name.lower(): value for name, value in self.headers.items()}
            played.seen.append(Seen(self.command, self.path, names, body))
            waiting = played.answers[f"{self.command} {self.path.partition('?')[0]}"]
            answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            data = text.encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data) + (100 if answer.cut else 0)))
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = answer.cut

        do_GET = do_POST = do_PATCH = do_DELETE = _serve

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the tests' output clean."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    played.url = f"http://127.0.0.1:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield played
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
