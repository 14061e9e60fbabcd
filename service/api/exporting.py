"""A stored map in a foreign format, as it is or with corrections."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response

from service.api.context import model_brief
from service.api.problems import ApiError
from service.api.request_executor import RequestExecutor
from service.api.sending import in_pieces
from service.formats import gathered
from service.storage.records import StoredMap
from service.storage.store import MapStore
from service.ui.languages import language_for
from service.ui.page_format import ALL_FORMATS


async def export_response(
    stored: StoredMap,
    format: str,
    request: Request,
    caller: str | None,
    store: MapStore,
    executor: RequestExecutor,
    changes: Sequence[dict[str, Any]] = (),
) -> Response:
    """With its media type, and a header that lists what the format cannot hold."""
    if format not in ALL_FORMATS:
        known = ", ".join(ALL_FORMATS)
        raise ApiError(422, "unknown-format", f"there is no export format {format!r}", hint=f"Use one of {known}.")
    worded = None
    if ALL_FORMATS[format].with_brief and not changes:
        worded = await model_brief(store, stored.summary.id, stored.version)
    options = json.dumps({"format": format, "changes": [*changes], "language": language_for(request)}).encode()
    parts = (options, stored.body) if worded is None else (options, stored.body, worded)
    about, text = await executor.do("export", *parts, owner=caller)
    known_of = json.loads(about)
    headers: dict[str, str] = {}
    if known_of["warnings"]:
        headers["X-Argmap-Warnings"] = quote("; ".join(gathered(known_of["warnings"])), safe=" ;,.:()'")[:4000]
    if format in ("html", "svg", "page"):
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return in_pieces(text, media_type=known_of["media_type"], headers=headers)
