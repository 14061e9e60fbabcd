"""OpenAI's batch interface, which compatible servers have, too: many questions in one file, answered within a day at
half the price. All methods block.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from service.engines.llm.calls import ChatRequest
from service.engines.llm.model import Reply, openai_body, provider_of
from service.settings import Settings

_MARK = "argmap_batch"
_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Progress:
    """`over`: whether the batch has ended; `latest`: its deadline."""

    over: bool
    latest: datetime | None


def offers_batches(model: str) -> bool:
    """Whether this model's provider has a supported batch interface."""
    return provider_of(model)[0] is None


class Batches:
    def __init__(self, settings: Settings) -> None:
        openai = importlib.import_module("openai")
        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
        self._client = openai.OpenAI(
            api_key=key, base_url=settings.openai_base_url, timeout=settings.llm_timeout, max_retries=2
        )

    def send(self, batch_id: str, questions: Mapping[str, ChatRequest], most_tokens: int) -> str:
        """The provider's id of the batch sent, which carries our own id as a tag."""
        lines = [
            {
                "custom_id": key,
                "method": "POST",
                "url": "/v1/chat/completions",
                "body": openai_body(question, most_tokens),
            }
            for key, question in questions.items()
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

    def find(self, batch_id: str, created: datetime) -> str | None:
        """A batch that was sent by a process that died before it stored the id; None if none arrived."""
        for batch in self._client.batches.list(limit=100):
            if (batch.metadata or {}).get(_MARK) == batch_id:
                return str(batch.id)
            if datetime.fromtimestamp(batch.created_at, UTC) < created - _SKEW:
                break
        return None

    def progress(self, provider_id: str) -> Progress:
        batch = self._client.batches.retrieve(provider_id)
        latest = datetime.fromtimestamp(batch.expires_at, UTC) if batch.expires_at else None
        return Progress(batch.status in ("completed", "failed", "expired", "cancelled"), latest)

    def results(self, provider_id: str) -> Iterator[tuple[str, Reply | None]]:
        """Keys and answers; None for questions that were rejected."""
        batch = self._client.batches.retrieve(provider_id)
        for file_id in (batch.output_file_id, batch.error_file_id):
            text = self._client.files.content(file_id).text if file_id else ""
            for line in filter(str.strip, text.splitlines()):
                item = json.loads(line)
                response = item.get("response") or {}
                if response.get("status_code") == 200:
                    yield item["custom_id"], _reply(response["body"])
                elif 400 <= response.get("status_code", 0) < 500:
                    yield item["custom_id"], None


def _reply(body: Mapping[str, Any]) -> Reply:
    choice, usage = body["choices"][0], body.get("usage") or {}
    return Reply(
        raw=choice["message"].get("content") or "",
        finish_reason=choice.get("finish_reason") or "stop",
        refusal=choice["message"].get("refusal"),
        input_tokens=usage.get("prompt_tokens", 0),
        cached_input_tokens=(usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0,
        output_tokens=usage.get("completion_tokens", 0),
        reasoning_tokens=(usage.get("completion_tokens_details") or {}).get("reasoning_tokens") or 0,
        served_by=body.get("model"),
    )
