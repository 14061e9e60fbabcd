"""The API's calls as values, and its responses as models, shared by the two clients. No I/O."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from service.domain.argument_map import ArgumentMap, Status
from service.domain.meaning import Meaning

FINISHED: frozenset[Status] = frozenset({"done", "partial", "failed", "cancelled"})
LONGEST_WAIT = 60.0
"""Seconds that one request may wait for its map; a client that waits longer sends another."""
_RETRIED = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE = 20.0


class Options(TypedDict, total=False):
    """Options of an article. `engine`: offline or llm; `words_language`: of a model's own words, else the article's;
    `idempotency_key`: the same request twice makes one map."""

    title: str | None
    engine: str | None
    language: str | None
    words_language: str | None
    idempotency_key: str | None


class Accepted(BaseModel):
    """The map will be made; `status` says how far along it is."""

    id: str
    status: Status


class MapSummary(BaseModel):
    """An entry in the list of maps."""

    id: str
    title: str | None
    status: Status
    engine: str
    version: int
    created: datetime
    units: int
    perspectives: int


class MapPage(BaseModel):
    """Newest first; `next` is the cursor of the following page, or None."""

    maps: list[MapSummary]
    next: str | None = None


@dataclass(frozen=True)
class Call:
    """One request. `repeatable`: idempotent, so that it may be retried."""

    method: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    json: Any = None
    data: dict[str, str] | None = None
    files: dict[str, tuple[str, bytes]] | None = None
    content: bytes | None = None
    repeatable: bool = True

    def arguments(self) -> dict[str, Any]:
        """The arguments for httpx."""
        given = {
            "params": {key: value for key, value in self.params.items() if value is not None},
            "headers": self.headers,
            "json": self.json,
            "data": self.data,
            "files": self.files,
            "content": self.content,
        }
        return {key: value for key, value in given.items() if value is not None}


def make_call(
    text: str | None,
    url: str | None,
    file: tuple[str, bytes] | None,
    options: dict[str, str | None],
    wait: float,
    idempotency_key: str | None,
) -> Call:
    """`POST /v1/maps` for exactly one of text, url and file (name, bytes). Raises ValueError for none or several."""
    if sum(source is not None for source in (text, url, file)) != 1:
        raise ValueError("give one of text, url and file")
    stated = {key: value for key, value in options.items() if value is not None}
    headers = {"Idempotency-Key": idempotency_key or uuid.uuid4().hex}
    params = {"wait": min(wait, LONGEST_WAIT) if wait > 0 else None}
    if file is not None:
        return Call("POST", "/v1/maps", params, headers, data=stated, files={"file": file})
    source = {"text": text} if text is not None else {"url": url}
    return Call("POST", "/v1/maps", params, headers, json={**source, **stated})


def path_of(kind: str, *parts: str) -> str:
    """The path of a map or debate or a sub-resource; no part can escape it. Raises ValueError for one that might."""
    for part in parts:
        if not part.strip("."):
            raise ValueError(f"{part!r} is no id of a part of {kind}")
    return "/".join(["/v1", kind, *(quote(part, safe="") for part in parts)])


def map_path(map_id: str, *more: str) -> str:
    """The path of a map or a sub-resource."""
    return path_of("maps", map_id, *more)


def parse_made(response: httpx.Response) -> ArgumentMap | Accepted:
    """The map from a 200, the receipt from a 202."""
    if response.status_code == 202:
        return Accepted.model_validate_json(response.content)
    return ArgumentMap.model_validate_json(response.content)


def parse_meaning(response: httpx.Response) -> Meaning:
    """The meaning in the answer to `GET /v1/maps/{id}/meaning`."""
    return _MapMeaning.model_validate_json(response.content).meaning


class _MapMeaning(BaseModel):
    meaning: Meaning


def pause_before(attempt: int, response: httpx.Response | None) -> float:
    """Seconds before a retry: what the server asks for, else doubling from 0.25 s, with jitter."""
    asked = response.headers.get("retry-after", "") if response is not None else ""
    if asked.isdigit():
        return min(float(asked), _LONGEST_PAUSE)
    return min(0.25 * 2.0**attempt, _LONGEST_PAUSE) * random.uniform(0.5, 1.0)  # noqa: S311 (no secret hangs on it)


def is_worth_retrying(call: Call, response: httpx.Response) -> bool:
    return call.repeatable and response.status_code in _RETRIED


def headers_of(api_key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {api_key}"} if api_key else {}
