"""Which features of the protocol a server supports. Found out once per server and model, then remembered.

Schema modes, from strict to plain: `schema` (strict JSON schema), `bare-schema` (the same without patterns and
limits, which some servers refuse), `object` (JSON mode, schema in the prompt), `prompt` (schema in the prompt only).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import structlog

from service.engines.llm.calls import ChatRequest
from service.engines.llm.effort import Effort, takes_temperature
from service.engines.llm.failures import Rejected
from service.engines.llm.prompts import Message

SchemaMode = Literal["schema", "bare-schema", "object", "prompt"]
_LADDER: tuple[SchemaMode, ...] = ("schema", "bare-schema", "object", "prompt")
_ABOUT_EFFORT = ("reasoning", "effort", "thinking", "think")
_log = structlog.get_logger(__name__)
_REFUSABLE = frozenset({"pattern", "maxItems", "minItems", "maxLength"})


@dataclass
class Dialect:
    """`proven`: modes in which a call has succeeded; later rejections are not taken as a lack of support for them."""

    mode: SchemaMode = "schema"
    temperature: bool = True
    effort: bool = True
    output_limit: Literal["max_completion_tokens", "max_tokens", "none"] = "max_completion_tokens"
    proven: set[str] = field(default_factory=set)

    def snapshot(self) -> Dialect:
        """A copy that does not change while a call is in flight."""
        return replace(self, proven=set(self.proven))

    def prove(self, mode: SchemaMode) -> None:
        """Records that a call in this mode has succeeded."""
        self.proven.add(mode)

    def adapt(self, rejection: Rejected, used: Dialect) -> bool:
        """Stops using the feature that the server seems to reject; false if none is left, or the cause is a different
        one.

        `used`: the snapshot with which the rejected call was made; another call may have adapted meanwhile.
        """
        said = rejection.message.casefold()
        if self._features() != used._features():
            return True
        if "temperature" in said and self.temperature:
            self.temperature = False
        elif self.effort and any(word in said for word in _ABOUT_EFFORT):
            _log.warning("model.effort-refused", detail=rejection.message[:200])
            self.effort = False
        elif "max_completion_tokens" in said and self.output_limit == "max_completion_tokens":
            self.output_limit = "max_tokens"
        elif "max_tokens" in said and self.output_limit != "none":
            self.output_limit = "none"
        elif self.mode in self.proven or self.mode == _LADDER[-1]:
            return False
        else:
            self.mode = _LADDER[_LADDER.index(self.mode) + 1]
        return True

    def _features(self) -> tuple[object, ...]:
        return (self.mode, self.temperature, self.effort, self.output_limit)

    def fitted(self, request: ChatRequest) -> ChatRequest:
        """The request without `effort` if this server is known to reject it: unlike the other features, it is part of a
        call's key.
        """
        return request if self.effort or request.effort is None else replace(request, effort=None)

    def messages(self, request: ChatRequest) -> tuple[Message, ...]:
        """The request's messages, with the schema in words if the server cannot be given it otherwise."""
        if self.mode in {"schema", "bare-schema"}:
            return request.messages
        schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
        first, *others = request.messages
        told = f"{first.content}\n\nAnswer with nothing but one JSON object that satisfies this JSON schema:\n{schema}"
        return (Message(first.role, told), *others)

    def body(self, request: ChatRequest, max_output_tokens: int) -> dict[str, Any]:
        """The request body's fields other than model and messages."""
        body: dict[str, Any] = dict(request.parameters)
        if not self.temperature:
            body.pop("temperature", None)
        if request.effort is not None:
            body["reasoning_effort"] = request.effort
        if self.output_limit != "none":
            body[self.output_limit] = max_output_tokens
        if self.mode == "object":
            body["response_format"] = {"type": "json_object"}
        elif self.mode != "prompt":
            schema = request.schema if self.mode == "schema" else _bare(request.schema)
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": request.step, "strict": True, "schema": schema},
            }
        return body


def _bare(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        return {key: _bare(value) for key, value in schema.items() if key not in _REFUSABLE}
    return [_bare(item) for item in schema] if isinstance(schema, list) else schema


KNOWN: dict[tuple[str, str, Effort | None], Dialect] = {}
_LOCK = threading.Lock()


def dialect_of(base_url: str, model: str, effort: Effort | None = None) -> Dialect:
    """The process-wide dialect of this server, model and effort."""
    with _LOCK:
        return KNOWN.setdefault((base_url, model, effort), Dialect(temperature=takes_temperature(model, effort)))
