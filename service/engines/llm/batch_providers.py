"""Providers' batch interfaces: many questions in one file, answered within a day at half the price.

OpenAI's (`/v1/batches`, including compatible servers) and Anthropic's (`/v1/messages/batches`), each through its own
package. Both take an id with each question, here the key of its call. All methods block.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from service.engines.llm.calls import ChatRequest
from service.engines.llm.dialect import dialect_of
from service.engines.llm.effort import effort_for
from service.engines.llm.model import Reply
from service.engines.llm.providers import provider_of
from service.errors import ModelUnavailable
from service.settings import Settings

_MARK = "argmap_batch"
_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Progress:
    """`over`: whether the batch has ended; `latest`: its deadline; `done`: the number of questions answered so far."""

    over: bool
    latest: datetime | None
    done: int


class Batches(Protocol):
    def send(self, batch_id: str, questions: Mapping[str, ChatRequest], most_tokens: int) -> str:
        """Sends a batch and returns the provider's id for it. It carries our own id as a tag if the provider supports
        that.
        """

    def find(self, batch_id: str, created: datetime, size: int, known: set[str]) -> str | None:
        """Finds a batch that was sent by a process that died before it stored the id; None if none arrived."""

    def progress(self, provider_id: str) -> Progress:
        """How far the batch has got."""

    def results(self, provider_id: str) -> Iterator[tuple[str, Reply | None]]:
        """Keys and answers available so far; None for questions that were rejected."""


def offers_batches(model: str) -> bool:
    """Whether this model's provider has a supported batch interface."""
    return model.partition(":")[0] == "anthropic" or provider_of(model)[0] is None


def batches_of(model: str, settings: Settings) -> Batches:
    """The provider's batch interface. Raises ModelUnavailable if its package or key is missing."""
    if model.partition(":")[0] == "anthropic":
        return _AnthropicBatches()
    return _OpenAIBatches(settings)


class _OpenAIBatches:
    def __init__(self, settings: Settings) -> None:
        openai = importlib.import_module("openai")
        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
        self._address = settings.openai_base_url or ""
        self._client = openai.OpenAI(
            api_key=key, base_url=settings.openai_base_url, timeout=settings.llm_timeout, max_retries=2
        )

    def send(self, batch_id: str, questions: Mapping[str, ChatRequest], most_tokens: int) -> str:
        lines = [
            {"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": self._body(item, most_tokens)}
            for key, item in questions.items()
        ]
        data = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
        file = self._client.files.create(file=(f"{batch_id}.jsonl", data), purpose="batch")
        made = self._client.batches.create(
            input_file_id=file.id,
            endpoint="/v1/chat/completions",
            completion_window="24h",
            metadata={_MARK: batch_id},
        )
        return str(made.id)

    def _body(self, request: ChatRequest, most_tokens: int) -> dict[str, Any]:
        dialect = dialect_of(self._address, request.model, effort_for(request.model, None))
        messages = [{"role": item.role, "content": item.content} for item in dialect.messages(request)]
        return {"model": request.model, "messages": messages, **dialect.body(request, most_tokens)}

    def find(self, batch_id: str, created: datetime, size: int, known: set[str]) -> str | None:
        for batch in self._client.batches.list(limit=100):
            if (batch.metadata or {}).get(_MARK) == batch_id:
                return str(batch.id)
            if datetime.fromtimestamp(batch.created_at, UTC) < created - _SKEW:
                break
        return None

    def progress(self, provider_id: str) -> Progress:
        batch = self._client.batches.retrieve(provider_id)
        latest = datetime.fromtimestamp(batch.expires_at, UTC) if batch.expires_at else None
        done = batch.request_counts.completed if batch.request_counts else 0
        return Progress(batch.status in ("completed", "failed", "expired", "cancelled"), latest, done)

    def results(self, provider_id: str) -> Iterator[tuple[str, Reply | None]]:
        batch = self._client.batches.retrieve(provider_id)
        for file_id in (batch.output_file_id, batch.error_file_id):
            text = self._client.files.content(file_id).text if file_id else ""
            for line in filter(str.strip, text.splitlines()):
                item = json.loads(line)
                response = item.get("response") or {}
                if response.get("status_code") == 200:
                    yield item["custom_id"], _of_completion(response["body"])
                elif 400 <= response.get("status_code", 0) < 500:
                    yield item["custom_id"], None


def _of_completion(body: Mapping[str, Any]) -> Reply:
    choice, usage = body["choices"][0], body.get("usage") or {}
    return Reply(
        raw=choice["message"].get("content") or "",
        finish_reason=choice.get("finish_reason") or "stop",
        refusal=choice["message"].get("refusal"),
        input_tokens=usage.get("prompt_tokens", 0),
        cached_input_tokens=(usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0,
        cache_written_tokens=0,
        output_tokens=usage.get("completion_tokens", 0),
        reasoning_tokens=(usage.get("completion_tokens_details") or {}).get("reasoning_tokens") or 0,
        served_by=body.get("model"),
    )


class _AnthropicBatches:
    def __init__(self) -> None:
        try:
            anthropic = importlib.import_module("anthropic")
        except ImportError as error:
            raise ModelUnavailable(
                "batches need the package anthropic", hint="pip install 'argmap[anthropic]'"
            ) from error
        self._client = anthropic.Anthropic(base_url=os.environ.get("ANTHROPIC_API_URL") or None, max_retries=2)

    def send(self, batch_id: str, questions: Mapping[str, ChatRequest], most_tokens: int) -> str:
        requests = [{"custom_id": key, "params": self._params(item, most_tokens)} for key, item in questions.items()]
        return str(self._client.messages.batches.create(requests=requests).id)

    def _params(self, request: ChatRequest, most_tokens: int) -> dict[str, Any]:
        provider, name = provider_of(request.model)
        assert provider is not None
        dialect = dialect_of("", request.model, effort_for(request.model, None))
        system, *others = provider.messages(dialect.messages(request))
        options = provider.options({**dialect.body(request, most_tokens), "model": name}, 0)
        messages = [{"role": role, "content": content} for role, content in others]
        return {"model": name, "system": system[1], "messages": messages, **options}

    def find(self, batch_id: str, created: datetime, size: int, known: set[str]) -> str | None:
        """By time and size, since these batches bear no mark; another one's results would have no key that is asked."""
        for batch in self._client.messages.batches.list(limit=100):
            counts = batch.request_counts
            total = sum((counts.processing, counts.succeeded, counts.errored, counts.canceled, counts.expired))
            if batch.created_at < created - _SKEW:
                break
            if total == size and batch.id not in known:
                return str(batch.id)
        return None

    def progress(self, provider_id: str) -> Progress:
        batch = self._client.messages.batches.retrieve(provider_id)
        return Progress(batch.processing_status == "ended", batch.expires_at, batch.request_counts.succeeded)

    def results(self, provider_id: str) -> Iterator[tuple[str, Reply | None]]:
        for item in self._client.messages.batches.results(provider_id):
            if item.result.type == "succeeded":
                yield item.custom_id, _of_message(item.result.message)
            elif item.result.type == "errored" and item.result.error.error.type == "invalid_request_error":
                yield item.custom_id, None


def _of_message(message: Any) -> Reply:
    usage = message.usage
    read, written = usage.cache_read_input_tokens or 0, usage.cache_creation_input_tokens or 0
    return Reply(
        raw="".join(block.text for block in message.content if block.type == "text"),
        finish_reason=message.stop_reason or "stop",
        refusal="the model declined to answer" if message.stop_reason == "refusal" else None,
        input_tokens=usage.input_tokens + read + written,
        cached_input_tokens=read,
        cache_written_tokens=written,
        output_tokens=usage.output_tokens,
        reasoning_tokens=0,
        served_by=message.model,
    )
