"""Structured logs: one JSON object per line on stderr (plain lines on a terminal), with request and run ids."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def plain_tracebacks() -> None:
    """For a process without configured logging: logs go to stderr, and tracebacks omit variables' values here, too."""
    if not structlog.is_configured():
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        structlog.configure(
            processors=[*_SHARED[:1], *_SHARED[2:], renderer], logger_factory=structlog.PrintLoggerFactory(sys.stderr)
        )


def _is_no_failed_launch(record: logging.LogRecord) -> bool:
    """DBOS logs a failed launch with its traceback and also raises the error: whoever catches it reports it."""
    return not record.getMessage().startswith("DBOS failed to launch")


def configure_logs(level: str) -> None:
    """For long-running processes. Tracebacks omit variables' values, which hold articles and secrets."""
    rendering: list[Any] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if sys.stderr.isatty()
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    dbos = logging.getLogger("dbos")  # without a handler, it installs one whose lines are not JSON
    dbos.handlers, dbos.propagate = [logging.NullHandler()], True
    dbos.filters = [_is_no_failed_launch]
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpx2", "httpcore", "alembic", "dbos"):
        logging.getLogger(noisy).setLevel("WARNING")
