"""Finished model calls, stored by the hash of their request, so that none is paid for twice.

The key covers what determines an answer (model, parameters, messages, schema) and nothing about this machine: no
address, API key or timeout, nor how a server expects to receive the schema.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

from pydantic import Field

from service.domain.base import Frozen

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class Message:
    role: Role
    content: str


@dataclass(frozen=True)
class ChatRequest:
    """A question to a model. `schema`: the JSON schema of its answer; `parameters`: such as temperature.

    `effort`: the reasoning effort requested, if any.
    """

    model: str
    step: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    effort: str | None = None

    @property
    def key(self) -> str:
        """64 hex digits, identical on every machine for the same question."""
        content = {
            "model": self.model,
            "parameters": dict(self.parameters),
            "messages": [[message.role, message.content] for message in self.messages],
            "schema": self.schema,
        } | ({"effort": self.effort} if self.effort else {})
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


class StoredCall(Frozen):
    """A finished call: the raw answer, why it ended, and what it cost.

    `finish_reason`: as sent by the server (`stop`, `length`, `content_filter`, ...); `refusal`: the model's words, if
    it refused; tokens as counted by the server, `cached_input_tokens` being part of the input; `served_by`: the model
    name that it reported. Tokens for hidden reasoning are part of the output.
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
        """Whether the answer may be reused for the same question; a truncated one would stay truncated forever."""
        return self.finish_reason not in {"length", "max_tokens"}


class CallStore(Protocol):
    """Stores finished calls. `put` replaces an existing entry with the same key; `request` is for stores that record
    it.
    """

    async def get(self, key: str) -> StoredCall | None:
        """The call of this key, or None."""

    async def put(self, call: StoredCall, request: ChatRequest) -> None:
        """Stores a call durably before returning, since the answer is used right away."""


class MemoryCallStore:
    """Stores calls for the lifetime of the process."""

    def __init__(self) -> None:
        self.calls: dict[str, StoredCall] = {}

    async def get(self, key: str) -> StoredCall | None:
        return self.calls.get(key)

    async def put(self, call: StoredCall, request: ChatRequest) -> None:
        self.calls[call.key] = call
