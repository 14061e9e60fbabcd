"""The client for asyncio. `python -m tests.client.generate_sync` generates the blocking client, `synchronous.py`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from types import TracebackType
from typing import Any, Self, Unpack

import httpx
from httpx import AsyncClient as HttpClient

from service.client.asynchronous_debates import AsyncDebates
from service.client.calls import (
    FINISHED,
    LONGEST_WAIT,
    Accepted,
    Call,
    MapPage,
    Options,
    headers_of,
    is_worth_retrying,
    make_call,
    map_path,
    parse_made,
    parse_meaning,
    pause_before,
)
from service.client.errors import NotFinishedInTime, ServerUnreachable, problem_of
from service.client.events import EventLines, MapEvent
from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief
from service.domain.brief.brief import BriefWords
from service.domain.comparison import Comparison
from service.domain.issue_views import IssueList
from service.domain.meaning import Meaning
from service.domain.trees import Forest

sleep = asyncio.sleep


class AsyncClient:
    """A connection to one argmap server. Use it in an `async with` statement, or call `close`.

    `retries`: how often a request is retried after a failed connection, 429, 502, 503 or 504. `timeout`: seconds per
    request. Every method raises ApiProblem if the server refuses, ServerUnreachable if none answers.

    >>> async with AsyncClient("http://127.0.0.1:8000") as client:  # doctest: +SKIP
    ...     map_ = await client.map_text("Trams pay, because they carry many.")
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        *,
        api_key: str | None = None,
        retries: int = 4,
        timeout: float = 90.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = HttpClient(base_url=base_url, headers=headers_of(api_key), timeout=timeout, transport=transport)
        self._retries = retries
        self.debates = AsyncDebates(self._send)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def map_text(self, text: str, *, wait: float = 600.0, **options: Unpack[Options]) -> ArgumentMap:
        """The map of a text, once it is finished. Options: title, engine, language, words_language,
        idempotency_key.

        Raises NotFinishedInTime after `wait` seconds.
        """
        return await self._mapped(await self.submit(text=text, wait=wait, **options), wait)

    async def map_url(self, url: str, *, wait: float = 600.0, **options: Unpack[Options]) -> ArgumentMap:
        """The map of the article at a URL, like `map_text`."""
        return await self._mapped(await self.submit(url=url, wait=wait, **options), wait)

    async def map_file(self, name: str, data: bytes, *, wait: float = 600.0, **options: Unpack[Options]) -> ArgumentMap:
        """The map of a file (.txt .md .html .pdf .docx .vtt .srt .json .xml), like `map_text`."""
        return await self._mapped(await self.submit(file=(name, data), wait=wait, **options), wait)

    async def submit(
        self,
        *,
        text: str | None = None,
        url: str | None = None,
        file: tuple[str, bytes] | None = None,
        title: str | None = None,
        engine: str | None = None,
        language: str | None = None,
        words_language: str | None = None,
        wait: float = 0.0,
        idempotency_key: str | None = None,
    ) -> ArgumentMap | Accepted:
        """Submits an article: the receipt, or the map if it is finished within `wait` seconds (at most 60)."""
        options = {"title": title, "engine": engine, "language": language, "words_language": words_language}
        return parse_made(await self._send(make_call(text, url, file, options, wait, idempotency_key)))

    async def wait_for(self, map_id: str, *, seconds: float = 600.0) -> ArgumentMap:
        """The map, once it is finished; NotFinishedInTime after that many seconds."""
        deadline = time.monotonic() + seconds
        pause = 0.2
        while True:
            map_ = await self.get(map_id)
            if map_.status in FINISHED:
                return map_
            if time.monotonic() + pause > deadline:
                raise NotFinishedInTime(map_id, seconds)
            await sleep(pause)
            pause = min(pause * 1.5, 5.0)

    async def get(self, map_id: str, *, version: int | None = None) -> ArgumentMap:
        response = await self._send(Call("GET", map_path(map_id), {"version": version}))
        return ArgumentMap.model_validate_json(response.content)

    async def list(
        self,
        *,
        query: str | None = None,
        status: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> MapPage:
        """One page of the maps, newest first; `query` searches titles and texts."""
        params = {"q": query, "status": status, "cursor": cursor, "limit": limit}
        return MapPage.model_validate_json((await self._send(Call("GET", "/v1/maps", params))).content)

    async def trees(
        self, map_id: str, *, perspective: str | None = None, paragraph: int | None = None, depth: int | None = None
    ) -> Forest:
        params = {"perspective": perspective, "paragraph": paragraph, "depth": depth}
        return Forest.model_validate_json((await self._send(Call("GET", map_path(map_id, "trees"), params))).content)

    async def perspectives(self, map_id: str) -> Comparison:
        """Who holds what, and where perspectives agree or conflict."""
        return Comparison.model_validate_json((await self._send(Call("GET", map_path(map_id, "perspectives")))).content)

    async def meaning(self, map_id: str) -> Meaning:
        """What follows from the map: how links are read, what is granted, who stands where, what is answered."""
        response = await self._send(Call("GET", map_path(map_id, "meaning")))
        return parse_meaning(response)

    async def preview(self, map_id: str, changes: Sequence[dict[str, Any]]) -> Meaning:
        """The meaning of the map with these changes, which are validated but not stored."""
        call = Call("POST", map_path(map_id, "preview"), json={"changes": [*changes]})
        return Meaning.model_validate_json((await self._send(call)).content)

    async def issues(
        self, map_id: str, *, between: tuple[str, str] | None = None, depth: int | None = None
    ) -> IssueList:
        """What the sides disagree about; `between`: the ids of two perspectives. `depth`: levels of reasons."""
        params = {"between": ",".join(between) if between else None, "depth": depth}
        return IssueList.model_validate_json(
            (await self._send(Call("GET", map_path(map_id, "issues"), params))).content
        )

    async def find_issues(
        self, map_id: str, *, engine: str | None = None, wait: float = 60.0
    ) -> ArgumentMap | Accepted:
        """Requests the issues of a finished map that has none: the map with them, or a receipt after `wait` seconds.

        ApiProblem with status 409 if it has some.
        """
        params = {"engine": engine, "wait": min(wait, LONGEST_WAIT) if wait > 0 else None}
        return parse_made(await self._send(Call("POST", map_path(map_id, "issues"), params)))

    async def brief(self, map_id: str, *, words: BriefWords | None = None) -> Brief:
        """What the map says in two hundred words; by default `words` are a model's if they are up to date.

        ApiProblem with status 404 if no model wrote a brief of the current version.
        """
        call = Call("GET", map_path(map_id, "brief"), {"words": words})
        return Brief.model_validate_json((await self._send(call)).content)

    async def ask_for_brief(self, map_id: str, *, wait: float = 60.0) -> Brief | Accepted:
        """Asks a model to write the brief: the brief, or a receipt after `wait` seconds."""
        params = {"wait": min(wait, LONGEST_WAIT) if wait > 0 else None}
        answer = await self._send(Call("POST", map_path(map_id, "brief"), params))
        made: Brief | Accepted = (Accepted if answer.status_code == 202 else Brief).model_validate_json(answer.content)
        return made

    async def export(self, map_id: str, format: str) -> str:
        """The map in one of the server's formats, such as `argdown`."""
        return (await self._send(Call("GET", map_path(map_id, "export"), {"format": format}))).text

    async def import_map(self, text: str, format: str = "json") -> ArgumentMap:
        """Stores an existing map."""
        call = Call("POST", "/v1/maps/import", {"format": format}, content=text.encode(), repeatable=False)
        return ArgumentMap.model_validate_json((await self._send(call)).content)

    async def correct(
        self, map_id: str, changes: Sequence[dict[str, Any]], *, version: int, comment: str | None = None
    ) -> ArgumentMap:
        """Corrects a map; ApiProblem with status 409 if `version` is not the latest."""
        body = {"changes": [*changes], "comment": comment}
        call = Call("PATCH", map_path(map_id), headers={"If-Match": f'"{version}"'}, json=body, repeatable=False)
        return ArgumentMap.model_validate_json((await self._send(call)).content)

    async def cancel(self, map_id: str) -> Accepted:
        return Accepted.model_validate_json((await self._send(Call("POST", map_path(map_id, "cancel")))).content)

    async def delete(self, map_id: str) -> None:
        await self._send(Call("DELETE", map_path(map_id)))

    async def follow(self, map_id: str, *, after: str | None = None) -> AsyncIterator[MapEvent]:
        """A map's events until it is finished; a broken connection is resumed after the last event."""
        last, failures = after, 0
        while True:
            headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
            try:
                async with self._http.stream("GET", map_path(map_id, "events"), headers=headers) as response:
                    if response.status_code >= 400:
                        await response.aread()
                        raise problem_of(response)
                    lines = EventLines()
                    async for line in response.aiter_lines():
                        event = lines.take(line)
                        if event is not None:
                            last, failures = event.id, 0
                            yield event
                return
            except httpx.TransportError as error:
                failures += 1
                if failures > self._retries:
                    raise ServerUnreachable(f"the events of {map_id} broke off: {error}", hint="Try again.") from error
            await sleep(pause_before(failures, None))

    async def _mapped(self, made: ArgumentMap | Accepted, wait: float) -> ArgumentMap:
        if isinstance(made, ArgumentMap) and made.status in FINISHED:
            return made
        return await self.wait_for(made.id, seconds=wait)

    async def _send(self, call: Call) -> httpx.Response:
        """The response to a call, retried if that may help."""
        attempt = 0
        while True:
            response: httpx.Response | None = None
            try:
                response = await self._http.request(call.method, call.path, **call.arguments())
                if response.is_success:
                    return response
                if attempt >= self._retries or not is_worth_retrying(call, response):
                    raise problem_of(response)
            except httpx.TransportError as error:
                if attempt >= self._retries or not call.repeatable:
                    reason = str(error) or type(error).__name__
                    raise ServerUnreachable(
                        f"{self._http.base_url} does not answer: {reason}", hint="Is `argmap serve` running there?"
                    ) from error
            await sleep(pause_before(attempt, response))
            attempt += 1
