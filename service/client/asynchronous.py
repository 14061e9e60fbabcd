"""The client for asyncio."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from types import TracebackType
from typing import Any, Literal, Self, TypedDict, TypeVar, Unpack

import httpx

from service.client.connection import Connection, MapEvent, NotFinishedInTime, path_of, sleep
from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief
from service.domain.brief.brief import BriefWords
from service.domain.comparison import Comparison
from service.domain.debates.debate import Debate, stored_debate
from service.domain.debates.timeline import Timeline
from service.domain.debates.views import Matrix
from service.domain.issue_views import IssueList
from service.domain.meaning import Meaning
from service.domain.trees import Forest
from service.schema import FINAL, Accepted, MapMeaning, MapPage

Made = TypeVar("Made", ArgumentMap, Debate)
_LONGEST_WAIT = 60.0
"""Seconds that one request may wait for its map; a client that waits longer sends another."""

View = Literal["claims", "actors", "issues", "answers", "brief"]
Budget = dict[str, float]
"""`calls`, `tokens`, `cost_usd`: limits on each run's model use."""
Article = dict[str, str]
"""`text` or `url`; and `title`, `outlet`, `author`, `published` if known."""


class Options(TypedDict, total=False):
    """Options of an article. `engine`: offline or llm; `words_language`: of a model's own words, else the article's;
    `idempotency_key`: the same request twice makes one map."""

    title: str | None
    engine: str | None
    language: str | None
    words_language: str | None
    idempotency_key: str | None


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
        self._connection = Connection(base_url, api_key, retries, timeout, transport)
        self._send = self._connection.send
        self.debates = AsyncDebates(self._connection)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._connection.close()

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
        wait: float = 0.0,
        **options: Unpack[Options],
    ) -> ArgumentMap | Accepted:
        """Submits an article: the receipt, or the map if it is finished within `wait` seconds (at most 60).

        Raises ValueError unless exactly one of text, url and file (name, bytes) is given.
        """
        if sum(source is not None for source in (text, url, file)) != 1:
            raise ValueError("give one of text, url and file")
        headers = {"Idempotency-Key": options.pop("idempotency_key", None) or uuid.uuid4().hex}
        stated = _given(text=text, url=url, **options)
        body: dict[str, Any] = {"json": stated} if file is None else {"data": stated, "files": {"file": file}}
        return _made(await self._send("POST", "/v1/maps", _waiting(wait), headers=headers, **body))

    async def wait_for(self, map_id: str, *, seconds: float = 600.0) -> ArgumentMap:
        """The map, once it is finished; NotFinishedInTime after that many seconds."""
        return await _finished(self.get, map_id, seconds)

    async def get(self, map_id: str, *, version: int | None = None) -> ArgumentMap:
        response = await self._send("GET", _map(map_id), {"version": version})
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
        return MapPage.model_validate_json((await self._send("GET", "/v1/maps", params)).content)

    async def trees(
        self, map_id: str, *, perspective: str | None = None, paragraph: int | None = None, depth: int | None = None
    ) -> Forest:
        params = {"perspective": perspective, "paragraph": paragraph, "depth": depth}
        return Forest.model_validate_json((await self._send("GET", _map(map_id, "trees"), params)).content)

    async def perspectives(self, map_id: str) -> Comparison:
        """Who holds what, and where perspectives agree or conflict."""
        return Comparison.model_validate_json((await self._send("GET", _map(map_id, "perspectives"))).content)

    async def meaning(self, map_id: str) -> Meaning:
        """What follows from the map: how links are read, what is granted, who stands where, what is answered."""
        return MapMeaning.model_validate_json((await self._send("GET", _map(map_id, "meaning"))).content).meaning

    async def preview(self, map_id: str, changes: Sequence[dict[str, Any]]) -> Meaning:
        """The meaning of the map with these changes, which are validated but not stored."""
        response = await self._send("POST", _map(map_id, "preview"), json={"changes": [*changes]})
        return Meaning.model_validate_json(response.content)

    async def issues(
        self, map_id: str, *, between: tuple[str, str] | None = None, depth: int | None = None
    ) -> IssueList:
        """What the sides disagree about; `between`: the ids of two perspectives. `depth`: levels of reasons."""
        params = {"between": ",".join(between) if between else None, "depth": depth}
        return IssueList.model_validate_json((await self._send("GET", _map(map_id, "issues"), params)).content)

    async def find_issues(
        self, map_id: str, *, engine: str | None = None, wait: float = 60.0
    ) -> ArgumentMap | Accepted:
        """Requests the issues of a finished map that has none: the map with them, or a receipt after `wait` seconds.

        ApiProblem with status 409 if it has some.
        """
        return _made(await self._send("POST", _map(map_id, "issues"), {"engine": engine} | _waiting(wait)))

    async def brief(self, map_id: str, *, words: BriefWords | None = None) -> Brief:
        """What the map says in two hundred words; by default `words` are a model's if they are up to date.

        ApiProblem with status 404 if no model wrote a brief of the current version.
        """
        return Brief.model_validate_json((await self._send("GET", _map(map_id, "brief"), {"words": words})).content)

    async def ask_for_brief(self, map_id: str, *, wait: float = 60.0) -> Brief | Accepted:
        """Asks a model to write the brief: the brief, or a receipt after `wait` seconds."""
        answer = await self._send("POST", _map(map_id, "brief"), _waiting(wait))
        if answer.status_code == 202:
            return Accepted.model_validate_json(answer.content)
        return Brief.model_validate_json(answer.content)

    async def export(self, map_id: str, format: str) -> str:
        """The map in one of the server's formats, such as `argdown`."""
        return (await self._send("GET", _map(map_id, "export"), {"format": format})).text

    async def import_map(self, text: str, format: str = "json") -> ArgumentMap:
        """Stores an existing map."""
        response = await self._send(
            "POST", "/v1/maps/import", {"format": format}, content=text.encode(), repeatable=False
        )
        return ArgumentMap.model_validate_json(response.content)

    async def correct(
        self, map_id: str, changes: Sequence[dict[str, Any]], *, version: int, comment: str | None = None
    ) -> ArgumentMap:
        """Corrects a map; ApiProblem with status 409 if `version` is not the latest."""
        return ArgumentMap.model_validate_json(
            (await _corrected(self._connection, _map(map_id), changes, version, comment)).content
        )

    async def cancel(self, map_id: str) -> Accepted:
        return Accepted.model_validate_json((await self._send("POST", _map(map_id, "cancel"))).content)

    async def delete(self, map_id: str) -> None:
        await self._send("DELETE", _map(map_id))

    def follow(self, map_id: str, *, after: str | None = None) -> AsyncIterator[MapEvent]:
        """A map's events until it is finished; a broken connection is resumed after the last event."""
        return self._connection.events(_map(map_id, "events"), after)

    async def _mapped(self, made: ArgumentMap | Accepted, wait: float) -> ArgumentMap:
        if isinstance(made, ArgumentMap) and made.status in FINAL:
            return made
        return await self.wait_for(made.id, seconds=wait)


class AsyncDebates:
    """The debates of a server: `client.debates`. `filters`: actor, outlet, since, until, issue."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._send = connection.send

    async def make(
        self,
        articles: Sequence[Article] = (),
        *,
        maps: Sequence[str] = (),
        title: str | None = None,
        question: str | None = None,
        engine: str | None = None,
        budget: Budget | None = None,
        wait: float = 600.0,
    ) -> Debate:
        """The debate of articles and stored maps, once it is finished; NotFinishedInTime after `wait` seconds."""
        given = _given(articles=[*articles], maps=[*maps], title=title, question=question, engine=engine, budget=budget)
        response = await self._send("POST", "/v1/debates", headers={"Idempotency-Key": uuid.uuid4().hex}, json=given)
        return await self.wait_for(Accepted.model_validate_json(response.content).id, seconds=wait)

    async def estimate(
        self,
        articles: Sequence[Article] = (),
        *,
        maps: Sequence[str] = (),
        engine: str | None = None,
        budget: Budget | None = None,
    ) -> dict[str, Any]:
        """Estimates the calls and tokens that `make` would take; nothing is made."""
        given = _given(articles=[*articles], maps=[*maps], engine=engine, budget=budget)
        found: dict[str, Any] = (await self._send("POST", "/v1/debates/estimate", json=given)).json()
        return found

    async def add(
        self, debate_id: str, articles: Sequence[Article] = (), *, maps: Sequence[str] = (), wait: float = 600.0
    ) -> Debate:
        """Adds articles and maps; returns the debate once it is finished."""
        body = {"articles": [*articles], "maps": [*maps]}
        await self._send("POST", _debate(debate_id, "articles"), json=body, repeatable=False)
        return await self.wait_for(debate_id, seconds=wait)

    async def resume(self, debate_id: str, *, budget: Budget | None = None, wait: float = 600.0) -> Debate:
        """Asks a model again where it gave up, as when the budget ran out; returns the debate once it is finished.

        `budget`: a new one.
        """
        await self._send("POST", _debate(debate_id, "resume"), json={"budget": budget}, repeatable=False)
        return await self.wait_for(debate_id, seconds=wait)

    async def remove(self, debate_id: str, map_id: str, *, wait: float = 600.0) -> Debate:
        """Removes this article; returns the debate once it is finished."""
        await self._send("DELETE", _debate(debate_id, "articles", map_id))
        return await self.wait_for(debate_id, seconds=wait)

    async def wait_for(self, debate_id: str, *, seconds: float = 600.0) -> Debate:
        """The debate, once it is finished."""
        return await _finished(self.get, debate_id, seconds)

    async def get(self, debate_id: str, *, version: int | None = None) -> Debate:
        return stored_debate((await self._send("GET", _debate(debate_id), {"version": version})).content)

    async def list(self, *, cursor: str | None = None, limit: int | None = None) -> dict[str, Any]:
        """One page of the debates, newest first."""
        page: dict[str, Any] = (await self._send("GET", "/v1/debates", {"cursor": cursor, "limit": limit})).json()
        return page

    async def matrix(self, /, debate_id: str, **filters: Any) -> Matrix:
        """Who takes which stance on which claim; one page. `filters`: query parameters, such as `claim_offset`."""
        return Matrix.model_validate_json((await self._send("GET", _debate(debate_id, "matrix"), filters)).content)

    async def timeline(self, /, debate_id: str, **filters: Any) -> Timeline:
        """What each actor said on each claim, by date; changes of position come first."""
        return Timeline.model_validate_json((await self._send("GET", _debate(debate_id, "timeline"), filters)).content)

    async def view(self, /, debate_id: str, view: View, **filters: Any) -> Any:
        """Another view of the debate, as plain values."""
        return (await self._send("GET", _debate(debate_id, view), filters)).json()

    async def claim(self, debate_id: str, claim_id: str) -> Any:
        """A claim with its mentions in their sentences, as plain values."""
        return (await self._send("GET", _debate(debate_id, "claims", claim_id))).json()

    async def correct(
        self, debate_id: str, changes: Sequence[dict[str, Any]], *, version: int, comment: str | None = None
    ) -> Debate:
        """Edits a debate; ApiProblem with status 409 if `version` is not the latest."""
        response = await _corrected(self._connection, _debate(debate_id), changes, version, comment)
        return stored_debate(response.content)

    async def export(self, debate_id: str, format: str) -> bytes:
        """The debate in one of the server's formats, such as `csv`."""
        return (await self._send("GET", _debate(debate_id, "export"), {"format": format})).content

    async def delete(self, debate_id: str) -> None:
        await self._send("DELETE", _debate(debate_id))


def _map(map_id: str, *more: str) -> str:
    return path_of("maps", map_id, *more)


def _debate(debate_id: str, *more: str) -> str:
    return path_of("debates", debate_id, *more)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _waiting(seconds: float) -> dict[str, Any]:
    return {"wait": min(seconds, _LONGEST_WAIT) if seconds > 0 else None}


def _made(response: httpx.Response) -> ArgumentMap | Accepted:
    """The map from a 200, the receipt from a 202."""
    if response.status_code == 202:
        return Accepted.model_validate_json(response.content)
    return ArgumentMap.model_validate_json(response.content)


async def _corrected(
    connection: Connection, path: str, changes: Sequence[dict[str, Any]], version: int, comment: str | None
) -> httpx.Response:
    body = {"changes": [*changes], "comment": comment}
    return await connection.send("PATCH", path, headers={"If-Match": f'"{version}"'}, json=body, repeatable=False)


async def _finished(get: Callable[[str], Awaitable[Made]], name: str, seconds: float) -> Made:
    deadline = time.monotonic() + seconds
    pause = 0.2
    while (made := await get(name)).status not in FINAL:
        if time.monotonic() + pause > deadline:
            raise NotFinishedInTime(name, seconds)
        await sleep(pause)
        pause = min(pause * 1.5, 5.0)
    return made
