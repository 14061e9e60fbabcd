"""Structured logs: one JSON object a line on stderr (plain lines on a terminal), with the ids of request and run."""

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
    """For a process that configured no logs: they go to stderr, and tracebacks hold no values of variables either."""
    if not structlog.is_configured():
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        structlog.configure(
            processors=[*_SHARED[:1], *_SHARED[2:], renderer], logger_factory=structlog.PrintLoggerFactory(sys.stderr)
        )


def _is_no_failed_launch(record: logging.LogRecord) -> bool:
    """DBOS logs a failed launch with its traceback, and raises the error too: who catches it tells it."""
    return not record.getMessage().startswith("DBOS failed to launch")


def configure_logs(level: str) -> None:
    """For the processes that stay. Tracebacks come without the values of variables, which hold articles and secrets."""
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
    dbos = logging.getLogger("dbos")  # where it finds no handler, it brings one whose lines are no JSON
    dbos.handlers, dbos.propagate = [logging.NullHandler()], True
    dbos.filters = [_is_no_failed_launch]
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpx2", "httpcore", "alembic", "dbos"):
        logging.getLogger(noisy).setLevel("WARNING")
