"""Why a run or one of its tasks ended, as stored with it."""

from __future__ import annotations

import structlog

from service.errors import ArgmapError

_log = structlog.get_logger(__name__)
LOST = {"code": "internal-error", "detail": "the run's workflow failed", "hint": "See the worker's log."}


def note_of(error: Exception, crash: str) -> dict[str, str]:
    """`code`, `detail`, `hint`. An error that argmap did not raise on purpose is logged as the event `crash`."""
    if isinstance(error, ArgmapError):
        return {"code": error.code, "detail": error.message[:500], "hint": error.hint}
    _log.exception(crash, exc_info=error)
    return {"code": "internal-error", "detail": f"{type(error).__name__}: {error}"[:500], "hint": ""}
