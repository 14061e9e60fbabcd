"""A server of OpenAI's batch interface over real HTTP, answering each question as `tests.scripted_llm` does."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from typing import Any, Self

from tests.scripted_llm import Answer, Asked, Script, valid_chain
from tests.web_server import Reply, Sent, answering

Payload = dict[str, Any]


class BatchServer:
    """`/v1/files`, `/v1/batches`, and direct calls.

    `held`: batches stay under way until it is cleared; `spoil`: what becomes of the results' lines; `asked`: keys of
    the questions of all batches; `direct`: direct calls.
    """

    def __init__(self, script: Script = valid_chain) -> None:
        self.script = script
        self.held = False
        self.status = "completed"
        self.spoil: Callable[[list[Payload]], list[Payload]] = lambda lines: lines
        self.asked: list[str] = []
        self.direct = 0
        self.files: dict[str, str] = {}
        self.batches: dict[str, Payload] = {}
        self._lock = threading.Lock()
        self._serving = answering(self._answer)
        self.url = ""

    def __enter__(self) -> Self:
        self.url = self._serving.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._serving.__exit__(*error)

    def _answer(self, sent: Sent) -> Reply:
        path = sent.path.partition("?")[0]
        body = self.get(path) if sent.method == "GET" else self.post(path, sent.body)
        return Reply(body=body, headers={"Content-Type": "application/x-ndjson"} if isinstance(body, str) else {})

    def post(self, path: str, body: bytes) -> Payload:
        with self._lock:
            if path == "/v1/files":
                text = body.partition(b'filename="')[2].partition(b"\r\n\r\n")[2]
                self.files[name := f"file-{len(self.files)}"] = (
                    text.rpartition(b"\r\n--")[0].decode().partition("\r\n--")[0]
                )
                known = {"bytes": 1, "created_at": 1, "filename": "x", "purpose": "batch", "status": "processed"}
                return {"id": name, "object": "file"} | known
            if path == "/v1/batches":
                given = json.loads(body)
                lines = [json.loads(line) for line in self.files[given["input_file_id"]].splitlines()]
                self.asked += [line["custom_id"] for line in lines]
                name = f"batch_{len(self.batches)}"
                self.batches[name] = {"lines": lines, "metadata": given.get("metadata"), "created": time.time()}
                return self._openai(name)
            self.direct += 1
            return self._completion(json.loads(body))

    def get(self, path: str) -> Payload | str:
        with self._lock:
            if found := re.fullmatch(r"/v1/files/out-(\w+)/content", path):
                return "\n".join(
                    map(json.dumps, self.spoil([self._line(line) for line in self.batches[found[1]]["lines"]]))
                )
            if path == "/v1/batches":
                return {"object": "list", "data": [*map(self._openai, reversed(self.batches))], "has_more": False}
            name = path.rpartition("/")[2]
            return self._openai(name)

    def _line(self, line: Payload) -> Payload:
        response = {"status_code": 200, "request_id": "r", "body": self._completion(line["body"])}
        return {"id": "x", "custom_id": line["custom_id"], "response": response, "error": None}

    def _completion(self, body: Payload) -> Payload:
        answer = self.script(Asked(body))
        assert isinstance(answer, Answer)
        found: Payload = json.loads(answer.payload(body))
        return found

    def _openai(self, name: str) -> Payload:
        batch = self.batches[name]
        over = not self.held
        return {
            "id": name, "object": "batch", "endpoint": "/v1/chat/completions", "completion_window": "24h",
            "input_file_id": "file-0", "status": self.status if over else "in_progress",
            "output_file_id": f"out-{name}" if over else None, "error_file_id": None,
            "created_at": int(batch["created"]), "expires_at": int(batch["created"]) + 86_400,
            "metadata": batch.get("metadata"),
            "request_counts": {"total": len(batch["lines"]), "completed": len(batch["lines"]) * over, "failed": 0},
        }  # fmt: skip
