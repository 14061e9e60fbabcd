"""Ends the work of owners whose keys are all revoked. An owner whose key was rotated still has one."""

from __future__ import annotations

import structlog

from service.pipeline.worker_context import WorkerContext
from service.storage.debates import DebateStore

_NOTE = {"code": "key-revoked", "detail": "the API key of this debate was revoked", "hint": "Ask with another key."}
_log = structlog.get_logger(__name__)


class RevokedOwners:
    """A periodic task of the supervisor: it also covers keys revoked elsewhere and maps accepted in the meantime."""

    def __init__(self, context: WorkerContext, debates: DebateStore) -> None:
        self._context = context
        self._debates = debates

    def end_runs(self) -> None:
        """Cancel their maps and fail their debates; finished parts stay."""
        for map_id in self._context.store.of_revoked_owners():
            if self._context.runs.cancel(map_id):
                _log.info("run.key-revoked", map_id=map_id)
            self._context.stop_soon(map_id)
        for debate_id in self._debates.of_revoked_owners():
            self._debates.fail(debate_id, _NOTE)
            _log.info("debate.key-revoked", debate_id=debate_id)
