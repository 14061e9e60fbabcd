"""One server over HTTP: requests that are tried again, streams of events, and what can go wrong. No retry of what
would do harm twice.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from service.errors import ArgmapError, InfrastructureError, WorkFailed

_RETRIED = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE = 20.0

sleep = asyncio.sleep


class ApiProblem(ArgmapError):
    """The server refused and said why (RFC 9457). `status`: HTTP status; `type`: stable name of the problem."""

    def __init__(self, status: int, type_: str, detail: str, hint: str) -> None:
        super().__init__(f"{status} {detail}", hint=hint)
        self.status = status
        self.type = type_
        self.code = type_.rpartition(":")[2] or "error"


class ServerUnreachable(InfrastructureError):
    """No answer after all retries."""


class NotFinishedInTime(WorkFailed):
    """The map is still being made; `map_id` is where it will be."""

    def __init__(self, map_id: str, seconds: float) -> None:
        super().__init__(
            f"map {map_id} was not finished within {seconds:g} s", hint="Call wait_for again, or follow it."
        )
        self.map_id = map_id


@dataclass(frozen=True)
class MapEvent:
    """Something that happened to a map. `id`: pass it to `follow` to resume after this event."""

    id: str
    kind: str
    data: dict[str, Any]


class Connection:
    """`retries`: how often a request is retried after a failed connection, 429, 502, 503 or 504."""

    def __init__(
        self,
        base_url: str,
        api_key: str | None,
        retries: int,
        timeout: float,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._http = httpx.AsyncClient(base_url=base_url, headers=headers, timeout=timeout, transport=transport)
        self._retries = retries

    async def close(self) -> None:
        await self._http.aclose()

    async def send(
        self, method: str, path: str, params: dict[str, Any] | None = None, *, repeatable: bool = True, **body: Any
    ) -> httpx.Response:
        """The response; raises ApiProblem or ServerUnreachable. `repeatable`: idempotent, so that it may be retried."""
        given = {key: value for key, value in (params or {}).items() if value is not None}
        attempt = 0
        while True:
            response: httpx.Response | None = None
            may_retry = repeatable and attempt < self._retries
            try:
                response = await self._http.request(method, path, params=given, **body)
            except httpx.TransportError as error:
                if not may_retry:
                    reason = str(error) or type(error).__name__
                    raise ServerUnreachable(
                        f"{self._http.base_url} does not answer: {reason}", hint="Is `argmap serve` running there?"
                    ) from error
            else:
                if response.is_success:
                    return response
                if not may_retry or response.status_code not in _RETRIED:
                    raise _problem_of(response)
            await sleep(_pause_before(attempt, response))
            attempt += 1

    async def events(self, path: str, last: str | None) -> AsyncIterator[MapEvent]:
        """Server-sent events until the server ends them; a broken connection is resumed after the last event."""
        failures = 0
        while True:
            headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
            try:
                async with self._http.stream("GET", path, headers=headers) as response:
                    if response.status_code >= 400:
                        await response.aread()
                        raise _problem_of(response)
                    async for event in _events_in(response):
                        last, failures = event.id, 0
                        yield event
                return
            except httpx.TransportError as error:
                failures += 1
                if failures > self._retries:
                    raise ServerUnreachable(f"the events at {path} broke off: {error}", hint="Try again.") from error
            await sleep(_pause_before(failures, None))


async def _events_in(response: httpx.Response) -> AsyncIterator[MapEvent]:
    """The WHATWG's format: a blank line ends an event."""
    fields: dict[str, list[str]] = {}
    last_id = ""
    async for line in response.aiter_lines():
        name, _, value = line.partition(":")
        if name:
            fields.setdefault(name, []).append(value.removeprefix(" "))
        if line:
            continue
        last_id = fields.get("id", [last_id])[-1]
        if "data" in fields:
            yield MapEvent(last_id, fields.get("event", ["message"])[-1], _data_of("\n".join(fields["data"])))
        fields = {}


def _data_of(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError:
        return {"text": text}
    return data if isinstance(data, dict) else {"value": data}


def _pause_before(attempt: int, response: httpx.Response | None) -> float:
    """Seconds before a retry: what the server asks for, else doubling from 0.25 s, with jitter."""
    asked = response.headers.get("retry-after", "") if response is not None else ""
    if asked.isdigit():
        return min(float(asked), _LONGEST_PAUSE)
    return min(0.25 * 2.0**attempt, _LONGEST_PAUSE) * random.uniform(0.5, 1.0)  # noqa: S311 (no secret hangs on it)


def _problem_of(response: httpx.Response) -> ApiProblem:
    """The problem in a response; for one that is no problem document, the best description available."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return ApiProblem(response.status_code, "about:blank", response.text[:200], "Is this an argmap server?")
    return ApiProblem(
        response.status_code,
        str(body.get("type", "about:blank")),
        str(body.get("detail") or body.get("title") or "no reason given"),
        str(body.get("hint", "")),
    )


def path_of(kind: str, *parts: str) -> str:
    """The path of a map or debate or a sub-resource; no part can escape it. Raises ValueError for one that might."""
    for part in parts:
        if not part.strip("."):
            raise ValueError(f"{part!r} is no id of a part of {kind}")
    return "/".join(["/v1", kind, *(quote(part, safe="") for part in parts)])
