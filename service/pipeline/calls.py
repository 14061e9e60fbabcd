"""The table of model calls, behind the interface of the LLM engine's store."""

from __future__ import annotations

from service.engines.llm.calls import ChatRequest, StoredCall
from service.pipeline.db_retry import with_db_retry
from service.pipeline.metrics import MODEL_CALLS
from service.storage.calls import CallTable


class StoredCalls:
    """Implements `service.engines.llm.calls.CallStore`: a paid answer is stored before it is used.

    Retries while the database is unavailable, since the paid answer would otherwise be lost.
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
