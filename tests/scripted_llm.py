"""An OpenAI-compatible server over real HTTP whose answers a test scripts: any answer, any delay, any way to fail.

    with ScriptedLLM() as llm:                       # answers every step of the chain with something valid
        engine = LLMEngine(Chain(model="scripted", base_url=llm.base_url, calls=MemoryCallStore()))
    with ScriptedLLM(in_turn(Status(429), Answer("{}"))) as llm: ...
    with ScriptedLLM(lambda request: Answer("{}", delay=1.0)) as llm: ...

`llm.requests` lists what was asked, `llm.counts` how often each request (by hash) was, `llm.broken_off` how many
clients went away before their answer.
"""

from __future__ import annotations

import hashlib
import json
import re
import select
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Asked:
    """One request as it came in. `step`: the name of the step that asked; `segments`: of each paragraph shown."""

    body: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Equal for requests with the same model, messages and response format."""
        kept = {name: self.body.get(name) for name in ("model", "messages", "response_format")}
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        """The last user message that shows article text."""
        texts = [str(message["content"]) for message in self.body["messages"] if message["role"] == "user"]
        return next((text for text in reversed(texts) if "<<<" in text), texts[-1])

    @property
    def response_format(self) -> str:
        """`json_schema`, `json_object`, or `text`."""
        return str((self.body.get("response_format") or {}).get("type", "text"))

    @property
    def step(self) -> str:
        named = (self.body.get("response_format") or {}).get("json_schema", {}).get("name")
        if named:
            return str(named)
        marks = {
            "voices": "list the voices",
            "structure": "which stretches are units",
            "links": "what links the paragraphs",
            "issues": "find its issues",
            "references": "passages of an article",
            "debate_same": "You read a new article of a debate",
            "debate_actors": "You see who is named",
        }
        return next((step for step, words in marks.items() if words in self.system), "unknown")

    @property
    def segments(self) -> list[list[int]]:
        paragraphs = re.split(r"^¶ \d+$", self.user, flags=re.MULTILINE)
        found = [[int(number) for number in re.findall(r"^(\d+)\| ", text, re.MULTILINE)] for text in paragraphs]
        return found[1:] or [sorted(set(found[0]))]


@dataclass(frozen=True)
class Answer:
    """A chat completion. `delay`: seconds before it; `drip`: seconds between pieces of it, sent byte by byte."""

    text: str | None
    delay: float = 0.0
    drip: float = 0.0
    finish_reason: str = "stop"
    refusal: str | None = None
    input_tokens: int = 100
    output_tokens: int = 10
    reasoning_tokens: int = 0
    choices: int = 1

    def payload(self, body: Mapping[str, Any]) -> bytes:
        message = {"role": "assistant", "content": self.text, "refusal": self.refusal}
        choice = {"index": 0, "finish_reason": self.finish_reason, "message": message}
        total = self.input_tokens + self.output_tokens
        usage: dict[str, Any] = {
            "prompt_tokens": self.input_tokens,
            "completion_tokens": self.output_tokens,
            "total_tokens": total,
            "completion_tokens_details": {"reasoning_tokens": self.reasoning_tokens},
        }
        completion = {
            "id": "scripted",
            "object": "chat.completion",
            "created": 1,
            "model": body.get("model", "scripted"),
            "choices": [choice] * self.choices,
            "usage": usage,
        }
        return json.dumps(completion).encode()


@dataclass(frozen=True)
class Status:
    """An HTTP status with a body: an error object of this message and code, or `raw` as it is."""

    status: int
    message: str = "scripted failure"
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    content_type: str = "application/json"

    def payload(self) -> bytes:
        if self.raw is not None:
            return self.raw
        return json.dumps({"error": {"message": self.message, "type": self.code, "code": self.code}}).encode()


@dataclass(frozen=True)
class Reset:
    """The connection is torn down instead of an answer."""


@dataclass(frozen=True)
class Hang:
    """No answer for so many seconds; then the connection is closed."""

    seconds: float = 60.0


Reaction = Answer | Status | Reset | Hang
Script = Callable[[Asked], Reaction]


_STATEMENT = r"^(\d+) \[[^\]]*\] (\S+ ?\S*)"


def in_turn(*reactions: Reaction) -> Script:
    """Gives one reaction after the other; the last one for ever."""
    left = list(reactions)
    lock = threading.Lock()

    def react(_: Asked) -> Reaction:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return react


def valid_chain(asked: Asked) -> Reaction:
    """A valid answer to each step: no voices, no issue; every segment a unit that supports its paragraph's first."""
    answers: dict[str, dict[str, Any]] = {
        "voices": {"voices": []},
        "structure": {"paragraphs": [paragraph_answer(*at) for at in enumerate(asked.segments, start=1)]},
        "links": {"conclusion": "1", "links": _to_the_first(asked.user)},
        "issues": {"issues": []},
        "references": {"references": []},
        "debate_same": {"points": _same_beginnings(asked.user), "answers": [], "former": [], "facts": [], "labels": []},
        "debate_actors": {"same": []},
    }
    return Answer(json.dumps(answers[asked.step]))


def paragraph_answer(number: int, units: Sequence[object], said: Sequence[str] = ()) -> dict[str, Any]:
    """The answer for one paragraph of a structure question."""
    return {"p": number, "said": list(said), "units": [str(unit) for unit in units]}


def alone(*units: object, said: Sequence[str] = (), **more: object) -> str:
    """The answer to a structure question about one paragraph."""
    return json.dumps({"paragraphs": [paragraph_answer(1, units, said) | more]})


def _to_the_first(user: str) -> list[str]:
    links = []
    for paragraph in re.findall(r"^¶ \d+: (.*)$", user, re.MULTILINE):
        first, *others = dict.fromkeys(re.findall(r"⟦(\d+) ", paragraph)) or [""]
        links += [f"{number} s{first}" for number in others]
    return links


def _same_beginnings(user: str) -> list[str]:
    """A new statement makes the point of the first one that begins with the same two words."""
    earlier, _, new = user.partition("New article")
    first: dict[str, str] = {}
    for number, words in re.findall(_STATEMENT, earlier, re.MULTILINE):
        first.setdefault(words, number)
    numbered = re.findall(_STATEMENT, new, re.MULTILINE)
    seen = [(number, first.setdefault(words, number)) for number, words in numbered]
    return [f"{number}-" if number == other else f"{number}={other}" for number, other in seen]


class ScriptedLLM:
    """The server; use it as a context manager. `script` may be replaced meanwhile; `delay` precedes every answer."""

    def __init__(self, script: Script = valid_chain, *, delay: float = 0.0, port: int = 0) -> None:
        self.script = script
        self.delay = delay
        self.requests: list[Asked] = []
        self.broken_off = 0
        self.running = 0
        self.most_running = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def counts(self) -> Counter[str]:
        """How often each request came, by its hash."""
        with self._lock:
            return Counter(asked.key for asked in self.requests)

    def steps(self) -> Counter[str]:
        """How often each step was asked."""
        with self._lock:
            return Counter(asked.step for asked in self.requests)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def arrived(self, asked: Asked) -> None:
        with self._lock:
            self.requests.append(asked)
            self.running += 1
            self.most_running = max(self.most_running, self.running)

    def left(self, *, broken_off: bool) -> None:
        with self._lock:
            self.running -= 1
            self.broken_off += broken_off

    def waits(self, seconds: float, connection: socket.socket) -> bool:
        """Waits so long, or until the client goes away or the server closes; whether the client is still there."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._closing.is_set():
            readable, _, _ = select.select([connection], [], [], min(left, 0.02))
            if readable:
                return not _is_gone(connection)
        return True


def _is_gone(connection: socket.socket) -> bool:
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except OSError:
        return True


class _Server(ThreadingHTTPServer):
    owner: ScriptedLLM
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._send(200, "application/json", b'{"object": "list", "data": [{"id": "scripted", "object": "model"}]}', {})

    def do_POST(self) -> None:
        owner = self.server.owner
        asked = Asked(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        owner.arrived(asked)
        present = True
        try:
            if owner.delay:
                present = owner.waits(owner.delay, self.connection)
            if present:
                present = self._react(owner.script(asked), asked, owner)
        except OSError:
            present = False
        finally:
            owner.left(broken_off=not present)

    def _react(self, reaction: Reaction, asked: Asked, owner: ScriptedLLM) -> bool:
        match reaction:
            case Answer():
                if reaction.delay and not owner.waits(reaction.delay, self.connection):
                    return False
                return self._send(200, "application/json", reaction.payload(asked.body), {}, reaction.drip)
            case Status():
                self._send(reaction.status, reaction.content_type, reaction.payload(), reaction.headers)
            case Reset():
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                self.close_connection = True
                self.connection.close()
            case Hang():
                present = owner.waits(reaction.seconds, self.connection)
                self.close_connection = True
                return present
        return True

    def _send(self, status: int, kind: str, data: bytes, headers: Mapping[str, str], drip: float = 0.0) -> bool:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if not drip:
            self.wfile.write(data)
            return True
        for byte in data:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if not self.server.owner.waits(drip, self.connection):
                return False
        return True
