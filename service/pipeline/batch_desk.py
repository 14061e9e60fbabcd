"""Submits queued questions as batches, polls those in flight, and stores the answers.

Every worker has one; the table assigns the work, so that a batch is sent once, and another worker takes over if one
dies: a batch whose id was lost is looked up at the provider before its questions are sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import structlog

from service.engines.llm.batch_providers import Batches
from service.engines.llm.call_runner import stored_call
from service.engines.llm.calls import ChatRequest
from service.errors import ArgmapError
from service.settings import Settings
from service.storage.batches import Batch, BatchTable
from service.storage.calls import CallTable
from service.storage.database import Database
from service.storage.records import now

TURN_SECONDS = 1.0
QUIET = timedelta(seconds=3)
"""Time since the last question for a model after which the batch is sent."""
_MOST = 10_000
_MOST_TOKENS = 16_000
_LOST_AFTER = timedelta(minutes=2)
Subject = TypeVar("Subject")
OnSent = Callable[[Batch, list[str]], None]
_log = structlog.get_logger(__name__)


class BatchDesk:
    """`on_sent`: called with a batch and its runs; `on_answers`: when answers arrive, in whichever process."""

    def __init__(self, settings: Settings, database: Database, on_sent: OnSent, on_answers: Callable[[], None]) -> None:
        self._settings = settings
        self._table = BatchTable(database)
        self._calls = CallTable(database)
        self._on_sent = on_sent
        self._on_answers = on_answers
        self._provider: Batches | None = None
        self._settled = self._table.settled()

    def turn(self) -> None:
        """One pass over all batches; a failure affects only its own batch, and is retried on the next pass."""
        for batch in self._table.claim(self._settings.batch_poll):
            self._try("batch.look-failed", self._look_at, batch)
        for waiting in self._table.waiting():
            if now() - waiting.newest < QUIET:
                continue
            if waiting.count < self._settings.batch_least:
                self._table.ask_directly(waiting.model)
            else:
                self._try("batch.not-sent", self._send, waiting.model)
        settled = self._table.settled()
        if settled != self._settled:
            self._settled = settled
            self._on_answers()

    def _try(self, event: str, work: Callable[[Subject], None], subject: Subject) -> None:
        try:
            work(subject)
        except ArgmapError as error:
            _log.warning(event, detail=error.message)
        except Exception as error:  # each provider's package has its own errors
            _log.warning(event, detail=f"{type(error).__name__}: {str(error)[:200]}")

    def _connected(self) -> Batches:
        if self._provider is None:
            self._provider = Batches(self._settings)
        return self._provider

    def _send(self, model: str) -> None:
        provider = self._connected()
        taken = self._table.take(model, _MOST)
        if taken is None:
            return
        batch, questions = taken
        asked = {key: ChatRequest.parse(body) for key, body in questions.items()}
        self._sent(batch, provider, provider.send(batch.id, asked, _MOST_TOKENS))

    def _sent(self, batch: Batch, provider: Batches, provider_id: str) -> None:
        self._table.note_sent(batch.id, provider_id, None)
        latest = provider.progress(provider_id).latest
        self._table.note_sent(batch.id, provider_id, latest)
        _log.info("batch.sent", model=batch.model, questions=batch.size)
        self._on_sent(replace(batch, provider_id=provider_id, latest=latest), self._table.runs_of(batch.id))

    def _look_at(self, batch: Batch) -> None:
        provider = self._connected()
        if batch.provider_id is None:
            self._look_for(batch, provider)
        elif provider.progress(batch.provider_id).over:
            self._take_in(batch, provider, batch.provider_id)

    def _look_for(self, batch: Batch, provider: Batches) -> None:
        """Its process died or failed between submitting the batch and recording its id."""
        found = provider.find(batch.id, batch.created)
        if found is not None:
            self._sent(batch, provider, found)
        elif now() - batch.created > _LOST_AFTER:
            self._table.settle(batch.id, (), ())
            _log.warning("batch.never-arrived", model=batch.model, questions=batch.size)

    def _take_in(self, batch: Batch, provider: Batches, provider_id: str) -> None:
        """Answers are stored before the batch is settled; storing them twice is idempotent."""
        asked = {key: ChatRequest.parse(body) for key, body in self._table.keys_of(batch.id).items()}
        answered, refused = set[str](), set[str]()
        for key, reply in provider.results(provider_id):
            request = asked.get(key)
            if request is None:
                continue
            if reply is None:
                refused.add(key)
                continue
            call = stored_call(request, request.model, reply).model_copy(update={"key": key})
            self._calls.put(key, call.model, call.model_dump_json().encode())
            answered.add(key)
        self._table.settle(batch.id, answered, refused)
        _log.info("batch.over", model=batch.model, answered=len(answered), refused=len(refused), of=batch.size)
