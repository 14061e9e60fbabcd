"""Errors as `application/problem+json` (RFC 9457): a stable type, what happened, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from service.domain.schema_faults import faults_of
from service.errors import (
    ArgmapError,
    BrokenRules,
    BudgetSpent,
    Cancelled,
    DatabaseUnavailable,
    DebateTooLarge,
    FormatError,
    InfrastructureError,
    InputError,
    NoSuchPart,
    UnreadableDocument,
)
from service.sandbox.pool import PoolFull
from service.storage.errors import (
    BadCursor,
    HasIssues,
    KeyReused,
    LastArticle,
    MapInDebate,
    NoSuchMap,
    NotFinished,
    StaleVersion,
    TooManyMaps,
    TooManyVersions,
    TooMuchKept,
)

MEDIA_TYPE = "application/problem+json"
_STATUS: tuple[tuple[type[ArgmapError], int], ...] = (
    (NoSuchMap, 404),
    (StaleVersion, 409),
    (MapInDebate, 409),
    (LastArticle, 409),
    (NotFinished, 409),
    (HasIssues, 409),
    (TooManyVersions, 409),
    (TooMuchKept, 409),
    (KeyReused, 422),
    (BadCursor, 400),
    (TooManyMaps, 429),
    (UnreadableDocument, 422),
    (NoSuchPart, 404),
    (PoolFull, 429),
    (BrokenRules, 422),
    (DebateTooLarge, 422),
    (FormatError, 422),
    (InputError, 400),
    (InfrastructureError, 503),
    (BudgetSpent, 402),
    (Cancelled, 409),
    (ArgmapError, 500),
)
_TITLES = {400: "Bad request", 401: "Not authorised", 403: "Forbidden", 404: "Not found", 405: "Method not allowed"}
_log = structlog.get_logger("argmap.api")


class ApiError(InputError):
    """Raised when the API itself refuses a request; `status` is the HTTP status."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        hint: str = "",
        headers: Mapping[str, str] | None = None,
        errors: list[dict[str, str]] | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})
        self.errors = errors or []


def problem(
    status: int, code: str, detail: str, *, hint: str = "", headers: Mapping[str, str] | None = None, **extra: Any
) -> JSONResponse:
    """One problem as a response; `type` is `urn:argmap:problem:CODE` and never changes for the same problem."""
    body = {
        "type": f"urn:argmap:problem:{code}",
        "title": code.replace("-", " ").capitalize(),
        "status": status,
        "detail": detail,
        **({"hint": hint} if hint else {}),
        **{name: value for name, value in extra.items() if value},
    }
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def install_problem_handlers(app: FastAPI) -> None:
    """Turns every error raised by a route into a problem."""
    app.add_exception_handler(ArgmapError, _on_argmap_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_unexpected_error)


async def _on_argmap_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ArgmapError)
    if isinstance(error, ApiError):
        return problem(
            error.status, error.code, error.message, hint=error.hint, headers=error.headers, errors=error.errors
        )
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    if isinstance(error, DatabaseUnavailable):  # the path is internal
        _log.error("request.refused", method=request.method, path=request.url.path, detail=error.message)
        return problem(
            503,
            error.code,
            "the database is currently unavailable",
            hint="Try again in a few seconds; see the server's log for details.",
            headers={"Retry-After": "5"},
        )
    if status >= 500:
        _log.error("request.refused", method=request.method, path=request.url.path, detail=error.message)
    extra: dict[str, Any] = {}
    if isinstance(error, BrokenRules):
        extra["errors"] = list(error.broken)
    if isinstance(error, StaleVersion):
        extra["current_version"] = error.present
    headers = {"Retry-After": "5"} if status in (429, 503) else None
    return problem(status, error.code, error.message, hint=error.hint, headers=headers, **extra)


async def _on_validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    inside = [{**item, "loc": item["loc"][item["loc"][:1] == ("body",) :]} for item in error.errors()]
    errors = faults_of(inside, "body")
    detail = "; ".join(f"{item['where']}: {item['detail']}" for item in errors[:3])
    return problem(422, "bad-request", detail, hint="The fields are described at /docs.", errors=errors)


async def _on_http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = _TITLES.get(error.status_code, "http-error").lower().replace(" ", "-")
    return problem(error.status_code, code, str(error.detail), headers=error.headers)


async def _on_unexpected_error(request: Request, error: Exception) -> JSONResponse:
    _log.error("request.failed", method=request.method, path=request.url.path, exc_info=error)
    return problem(500, "internal-error", "internal server error; see the server's log", hint="Report it.")
