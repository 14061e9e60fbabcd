"""The table of model calls, as the LLM engine wants it."""

from __future__ import annotations

from service.engines.llm.calls import ChatRequest, StoredCall
from service.pipeline.db_retry import with_db_retry
from service.pipeline.metrics import MODEL_CALLS
from service.storage.calls import CallTable


class StoredCalls:
    """Fulfils `service.engines.llm.calls.CallStore`: what was paid for is stored before it is used.

    A database that is away is waited for: the answer would be lost with its price otherwise.
    """

    def __init__(self, table: CallTable) -> None:
        self._table = table

    async def get(self, key: str) -> StoredCall | None:
        body = await with_db_retry(self._table.get, key)
        if body is not None:
            MODEL_CALLS.labels("cached").inc()
        return None if body is None else StoredCall.model_validate_json(body)

    async def put(self, call: StoredCall, request: ChatRequest) -> None:
        MODEL_CALLS.labels("refused" if call.refusal else "answered").inc()
        await with_db_retry(self._table.put, call.key, call.model, call.model_dump_json().encode())
