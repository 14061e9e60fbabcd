"""Calls through OpenAI's batch interface, which compatible servers have, too: answered within a day, at half the price.

The questions that a run asks at once go as one batch. Which question is in which batch stands in a table, so that a run
goes on with its batches after a crash. What a batch leaves out or refuses is asked directly.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog

from service.domain.provenance import Usage
from service.engines.engine import Parked
from service.engines.llm.call_runner import Budget, CallRunner, estimated, paid
from service.engines.llm.calls import ChatRequest, StoredCall
from service.engines.llm.model import Unreachable, failure_of, openai_body, provider_of
from service.errors import ModelUnavailable
from service.settings import Settings
from service.storage.batches import Batched, BatchTable
from service.storage.records import now

POLL_SECONDS = 30.0
_GATHERING_SECONDS = 0.5
"""Without another question of the run, its batch is complete."""
_LOST_AFTER = timedelta(minutes=2)
_MOST_TOKENS = 16_000
_MARK = "argmap_batch"
_URL = "/v1/chat/completions"
_log = structlog.get_logger(__name__)


def offers_batches(model: str) -> bool:
    """Whether this model's provider has a supported batch interface."""
    return provider_of(model)[0] is None


class BatchCaller:
    """Implements `Caller` for one run, which pays for the questions that it was first to ask.

    `parks`: whether the run releases its place meanwhile; otherwise a call waits for its answer.
    """

    def __init__(self, runner: CallRunner, table: BatchTable, settings: Settings, run: str, *, parks: bool) -> None:
        self._runner = runner
        self._table = table
        self._settings = settings
        self._run = run
        self._parks = parks
        self._round: dict[str, ChatRequest] = {}
        self._looking = asyncio.Lock()
        self._looked_at: dict[str, float] = {}
        self._client: Any = None

    async def call(self, request: ChatRequest, budget: Budget) -> tuple[StoredCall, Usage]:
        """Same as `CallRunner.call`. Raises Parked if an answer is pending, once all questions of the run are sent."""
        put = self._runner.put(request)
        while True:
            batch = await asyncio.to_thread(self._table.find, put.key)
            if batch is not None and not batch.over:
                await self._look_at(batch, put)
                batch = await asyncio.to_thread(self._table.find, put.key)
            known = await self._runner.store.get(put.key)
            if known is not None and known.reusable:
                is_mine = batch is not None and batch.run == self._run
                used = paid(known, self._runner.prices, 0.5) if is_mine else Usage(cached_calls=1)
                budget.book(used)
                return known, used
            if batch is not None and batch.over:
                return await self._runner.call(put, budget)
            if batch is None:
                estimate = estimated(put, put.model, self._runner.prices, budget, 0.5)
                await budget.reserve(estimate)
                await budget.settle(estimate, Usage())
                await self._send_with_others(put)
            if self._parks:
                await asyncio.sleep(_GATHERING_SECONDS)  # for the run's other questions to be sent
                raise Parked(POLL_SECONDS)
            await asyncio.sleep(POLL_SECONDS)

    async def _send_with_others(self, put: ChatRequest) -> None:
        """Sends what the run has asked, once no more comes; the last one to ask does it for all."""
        self._round[put.key] = put
        size = len(self._round)
        await asyncio.sleep(_GATHERING_SECONDS)
        if len(self._round) == size and put.key in self._round:
            questions, self._round = self._round, {}
            await self._safely(self._send, questions)

    async def _safely(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """The work's result; None if the provider failed in passing, which a later look mends."""
        try:
            return await asyncio.to_thread(work, *arguments)
        except Exception as error:  # the provider's package has its own errors
            failure = failure_of(error)
            if isinstance(failure, Unreachable):
                raise ModelUnavailable(failure.message, hint=failure.hint) from error
            _log.warning("batch.failed", detail=failure.message)

    def _connected(self) -> Any:
        if self._client is None:
            key = self._settings.openai_api_key
            self._client = importlib.import_module("openai").OpenAI(
                api_key=key.get_secret_value() if key else "none", base_url=self._settings.openai_base_url
            )
        return self._client

    def _send(self, questions: Mapping[str, ChatRequest]) -> None:
        batch_id = secrets.token_hex(12)
        mine = self._table.take(batch_id, self._run, questions.keys())
        lines = [
            {
                "custom_id": f"{questions[key].step}:{key}",
                "method": "POST",
                "url": _URL,
                "body": openai_body(questions[key], _MOST_TOKENS),
            }
            for key in mine
        ]
        if not lines:
            return
        data = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
        client = self._connected()
        file = client.files.create(file=(f"{batch_id}.jsonl", data), purpose="batch")
        made = client.batches.create(
            input_file_id=file.id, endpoint=_URL, completion_window="24h", metadata={_MARK: batch_id}
        )
        self._table.note(batch_id, provider_id=str(made.id))
        _log.info("batch.sent", questions=len(lines))

    async def _look_at(self, batch: Batched, asked: ChatRequest) -> None:
        """Stores the answers of a batch that has ended; each is looked at twice a minute."""
        async with self._looking:
            moment = asyncio.get_running_loop().time()
            if moment < self._looked_at.get(batch.batch_id, 0.0) + POLL_SECONDS:
                return
            self._looked_at[batch.batch_id] = moment
            answers = await self._safely(self._answers, batch)
            for name, body in (answers or {}).items():
                await self._runner.store.put(_stored(name, asked.model, body), asked)
            if answers is not None:
                await asyncio.to_thread(self._table.note, batch.batch_id, over=True)

    def _answers(self, batch: Batched) -> dict[str, Mapping[str, Any]] | None:
        """Key -> answer of a batch that has ended; None if it is under way, or never arrived and is forgotten."""
        client = self._connected()
        if batch.provider_id is None:  # its process died between sending the batch and noting its id
            listed = client.batches.list(limit=100)
            made = next((item for item in listed if (item.metadata or {}).get(_MARK) == batch.batch_id), None)
            if made is not None:
                self._table.note(batch.batch_id, provider_id=str(made.id))
            else:
                if now() - batch.created > _LOST_AFTER:
                    self._table.forget(batch.batch_id)
                return None
        else:
            made = client.batches.retrieve(batch.provider_id)
        if made.status not in ("completed", "failed", "expired", "cancelled"):
            return None
        text = client.files.content(made.output_file_id).text if made.output_file_id else ""
        lines = [json.loads(line) for line in text.splitlines() if line.strip()]
        answered = [line for line in lines if (line.get("response") or {}).get("status_code") == 200]
        return {line["custom_id"]: line["response"]["body"] for line in answered}


def _stored(custom_id: str, model: str, body: Mapping[str, Any]) -> StoredCall:
    step, _, key = custom_id.rpartition(":")
    choice, usage = body["choices"][0], body.get("usage") or {}
    return StoredCall(
        key=key,
        step=step,
        model=model,
        raw=choice["message"].get("content") or "",
        finish_reason=choice.get("finish_reason") or "stop",
        refusal=choice["message"].get("refusal"),
        input_tokens=usage.get("prompt_tokens", 0),
        output_tokens=usage.get("completion_tokens", 0),
        reasoning_tokens=(usage.get("completion_tokens_details") or {}).get("reasoning_tokens") or 0,
        served_by=body.get("model"),
    )
