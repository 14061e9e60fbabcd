"""Finished model calls, kept by the hash of what was asked, so that none is paid for twice.

The key holds what decides an answer (model, parameters, messages, schema) and nothing of this machine: no address, no
key, no time-out, nor the way in which a server wants its schema.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from pydantic import Field

from service.domain.base import Frozen
from service.engines.llm.prompts import Message


@dataclass(frozen=True)
class ChatRequest:
    """One question to a model. `schema`: the JSON schema of its answer; `parameters`: such as temperature.

    `effort`: how much the model is told to reason, where it is told (see `effort`); `also`: other keys under which a
    finished call is as good an answer.
    """

    model: str
    step: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    effort: str | None = None
    also: tuple[str, ...] = ()

    def dump(self) -> bytes:
        """For the way through a table."""
        values = {name: getattr(self, name) for name in ("model", "step", "schema", "parameters", "effort")}
        values["messages"] = [[message.role, message.content] for message in self.messages]
        return json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")

    @classmethod
    def parse(cls, body: bytes) -> ChatRequest:
        values = json.loads(body.decode("utf-8", "surrogatepass"))
        return cls(**values | {"messages": tuple(Message(*message) for message in values["messages"])})

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which an answer may stand in the store."""
        return (self.key, *self.also)

    @property
    def key(self) -> str:
        """64 hex digits, the same on every machine for the same question."""
        content = {
            "model": self.model,
            "parameters": dict(self.parameters),
            "messages": [[message.role, message.content] for message in self.messages],
            "schema": self.schema,
        } | ({"effort": self.effort} if self.effort else {})
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


class StoredCall(Frozen):
    """A finished call: the raw answer as it came, why it ended, and what it cost.

    `finish_reason`: as the server gave it (`stop`, `length`, `content_filter`, ...); `refusal`: its words where the
    model refused; tokens as the server counted them, `cached_input_tokens` being part of the input; `served_by`: the
    model name it reported. Tokens of hidden reasoning are part of the output.
    """

    key: str
    step: str
    model: str
    raw: str
    finish_reason: str = "stop"
    refusal: str | None = None
    input_tokens: int = Field(default=0, ge=0)
    cached_input_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    reasoning_tokens: int = Field(default=0, ge=0)
    served_by: str | None = None
    created: datetime = Field(default_factory=lambda: datetime.now(UTC))

    @property
    def reusable(self) -> bool:
        """Whether the same question may be answered with it again; a truncated answer would be truncated for ever."""
        return self.finish_reason not in {"length", "max_tokens"}


class CallStore(Protocol):
    """Keeps finished calls. `put` with a key that is there replaces it; `request` is for stores that record it."""

    async def get(self, *keys: str) -> StoredCall | None:
        """The call with the first of these keys that is known, or null."""

    async def put(self, call: StoredCall, request: ChatRequest) -> None:
        """Keeps a call; it has to be durable when this returns, since the answer is used afterwards."""


class MemoryCallStore:
    """Keeps calls for as long as the process lives."""

    def __init__(self) -> None:
        self.calls: dict[str, StoredCall] = {}

    async def get(self, *keys: str) -> StoredCall | None:
        return next((self.calls[key] for key in keys if key in self.calls), None)

    async def put(self, call: StoredCall, request: ChatRequest) -> None:
        self.calls[call.key] = call
