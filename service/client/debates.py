"""Debates through the clients: `client.debates`. The calls are built once; the two classes only send them."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal
from urllib.parse import quote

import httpx

from service.client.calls import FINISHED, Accepted, Call
from service.client.errors import NotFinishedInTime
from service.domain.debates.debate import Debate, stored_debate
from service.domain.debates.stances import Matrix
from service.domain.debates.timeline import Timeline

View = Literal[
    "claims",
    "actors",
    "issues",
    "answers",
    "cruxes",
    "brief",
    "unanswered",
    "common-ground",
    "comparison",
    "actor-comparison",
]
Budget = dict[str, float]
"""`calls`, `tokens`, `cost_usd`: the most that each run of the debate may use of a model."""
Article = dict[str, str]
"""`text` or `url`; beside it `title`, `outlet`, `author`, `published` where they are known."""


def debate_path(debate_id: str, *more: str) -> str:
    """The path of a debate; an id cannot lead out of it. Raises ValueError for an id that is none."""
    if not debate_id.strip("."):
        raise ValueError(f"{debate_id!r} is no id of a debate")
    return "/".join(["/v1/debates", quote(debate_id, safe=""), *(quote(part, safe="") for part in more)])


def make_call(
    articles: Sequence[Article],
    maps: Sequence[str],
    title: str | None,
    question: str | None,
    engine: str | None,
    budget: Budget | None,
) -> Call:
    given = {"title": title, "question": question, "engine": engine, "budget": budget}
    body = {"articles": [*articles], "maps": [*maps]} | {name: x for name, x in given.items() if x is not None}
    return Call("POST", "/v1/debates", headers={"Idempotency-Key": uuid.uuid4().hex}, json=body)


def estimate_call(articles: Sequence[Article], maps: Sequence[str], engine: str | None, budget: Budget | None) -> Call:
    given = {"engine": engine, "budget": budget}
    body = {"articles": [*articles], "maps": [*maps]} | {name: x for name, x in given.items() if x is not None}
    return Call("POST", "/v1/debates/estimate", json=body)


def grow_call(debate_id: str, articles: Sequence[Article], maps: Sequence[str]) -> Call:
    body = {"articles": [*articles], "maps": [*maps]}
    return Call("POST", debate_path(debate_id, "articles"), json=body, repeatable=False)


def resume_call(debate_id: str, budget: Budget | None) -> Call:
    return Call("POST", debate_path(debate_id, "resume"), json={"budget": budget}, repeatable=False)


def correct_call(debate_id: str, changes: Sequence[dict[str, Any]], version: int, comment: str | None) -> Call:
    body = {"changes": [*changes], "comment": comment}
    headers = {"If-Match": f'"{version}"'}
    return Call("PATCH", debate_path(debate_id), headers=headers, json=body, repeatable=False)


def parsed(response: httpx.Response) -> Debate:
    return stored_debate(response.content)


class Debates:
    """The debates of a server, for programs that block. `filters`: actor, other, outlet, since, until, issue."""

    def __init__(self, send: Callable[[Call], httpx.Response]) -> None:
        self._send = send

    def make(
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
        response = self._send(make_call(articles, maps, title, question, engine, budget))
        return self.wait_for(Accepted.model_validate_json(response.content).id, seconds=wait)

    def estimate(
        self,
        articles: Sequence[Article] = (),
        *,
        maps: Sequence[str] = (),
        engine: str | None = None,
        budget: Budget | None = None,
    ) -> dict[str, Any]:
        """About how many calls and tokens `make` would take; nothing is made."""
        found: dict[str, Any] = self._send(estimate_call(articles, maps, engine, budget)).json()
        return found

    def add(
        self, debate_id: str, articles: Sequence[Article] = (), *, maps: Sequence[str] = (), wait: float = 600.0
    ) -> Debate:
        """The debate, grown by these articles and maps."""
        self._send(grow_call(debate_id, articles, maps))
        return self.wait_for(debate_id, seconds=wait)

    def resume(self, debate_id: str, *, budget: Budget | None = None, wait: float = 600.0) -> Debate:
        """The debate, once a model was asked again where it gave up, as where the budget ended; `budget`: a new one."""
        self._send(resume_call(debate_id, budget))
        return self.wait_for(debate_id, seconds=wait)

    def remove(self, debate_id: str, map_id: str, *, wait: float = 600.0) -> Debate:
        """The debate without this article."""
        self._send(Call("DELETE", debate_path(debate_id, "articles", map_id)))
        return self.wait_for(debate_id, seconds=wait)

    def wait_for(self, debate_id: str, *, seconds: float = 600.0) -> Debate:
        """The debate, once it is finished."""
        deadline = time.monotonic() + seconds
        while True:
            debate = self.get(debate_id)
            if debate.status in FINISHED:
                return debate
            if time.monotonic() + 0.5 > deadline:
                raise NotFinishedInTime(debate_id, seconds)
            time.sleep(0.5)

    def get(self, debate_id: str, *, version: int | None = None) -> Debate:
        return parsed(self._send(Call("GET", debate_path(debate_id), {"version": version})))

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> dict[str, Any]:
        """One page of the debates, newest first."""
        page: dict[str, Any] = self._send(Call("GET", "/v1/debates", {"cursor": cursor, "limit": limit})).json()
        return page

    def matrix(self, debate_id: str, **filters: Any) -> Matrix:
        """Who stands where on which claim; a page, as `claim_offset` and the like say."""
        return Matrix.model_validate_json(self._send(Call("GET", debate_path(debate_id, "matrix"), filters)).content)

    def timeline(self, debate_id: str, **filters: Any) -> Timeline:
        """Per claim and actor by date, changes of position first."""
        call = Call("GET", debate_path(debate_id, "timeline"), filters)
        return Timeline.model_validate_json(self._send(call).content)

    def view(self, debate_id: str, view: View, **filters: Any) -> Any:
        """What another view answers, as plain values."""
        return self._send(Call("GET", debate_path(debate_id, view), filters)).json()

    def claim(self, debate_id: str, claim_id: str) -> Any:
        """A claim with its mentions in their sentences, as plain values."""
        return self._send(Call("GET", debate_path(debate_id, "claims", claim_id))).json()

    def correct(
        self, debate_id: str, changes: Sequence[dict[str, Any]], *, version: int, comment: str | None = None
    ) -> Debate:
        """Edits a debate; ApiProblem with status 409 where `version` is not its newest."""
        return parsed(self._send(correct_call(debate_id, changes, version, comment)))

    def export(self, debate_id: str, format: str) -> bytes:
        """The debate in one of the formats that the server knows, such as `csv` or `dna`."""
        return self._send(Call("GET", debate_path(debate_id, "export"), {"format": format})).content

    def delete(self, debate_id: str) -> None:
        self._send(Call("DELETE", debate_path(debate_id)))


class AsyncDebates:
    """The same for asyncio."""

    def __init__(self, send: Callable[[Call], Awaitable[httpx.Response]]) -> None:
        self._send = send

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
        response = await self._send(make_call(articles, maps, title, question, engine, budget))
        return await self.wait_for(Accepted.model_validate_json(response.content).id, seconds=wait)

    async def estimate(
        self,
        articles: Sequence[Article] = (),
        *,
        maps: Sequence[str] = (),
        engine: str | None = None,
        budget: Budget | None = None,
    ) -> dict[str, Any]:
        """About how many calls and tokens `make` would take; nothing is made."""
        found: dict[str, Any] = (await self._send(estimate_call(articles, maps, engine, budget))).json()
        return found

    async def add(
        self, debate_id: str, articles: Sequence[Article] = (), *, maps: Sequence[str] = (), wait: float = 600.0
    ) -> Debate:
        """The debate, grown by these articles and maps."""
        await self._send(grow_call(debate_id, articles, maps))
        return await self.wait_for(debate_id, seconds=wait)

    async def resume(self, debate_id: str, *, budget: Budget | None = None, wait: float = 600.0) -> Debate:
        """The debate, once a model was asked again where it gave up, as where the budget ended; `budget`: a new one."""
        await self._send(resume_call(debate_id, budget))
        return await self.wait_for(debate_id, seconds=wait)

    async def remove(self, debate_id: str, map_id: str, *, wait: float = 600.0) -> Debate:
        """The debate without this article."""
        await self._send(Call("DELETE", debate_path(debate_id, "articles", map_id)))
        return await self.wait_for(debate_id, seconds=wait)

    async def wait_for(self, debate_id: str, *, seconds: float = 600.0) -> Debate:
        """The debate, once it is finished."""
        deadline = time.monotonic() + seconds
        while True:
            debate = await self.get(debate_id)
            if debate.status in FINISHED:
                return debate
            if time.monotonic() + 0.5 > deadline:
                raise NotFinishedInTime(debate_id, seconds)
            await asyncio.sleep(0.5)

    async def get(self, debate_id: str, *, version: int | None = None) -> Debate:
        return parsed(await self._send(Call("GET", debate_path(debate_id), {"version": version})))

    async def list(self, *, cursor: str | None = None, limit: int | None = None) -> dict[str, Any]:
        """One page of the debates, newest first."""
        response = await self._send(Call("GET", "/v1/debates", {"cursor": cursor, "limit": limit}))
        page: dict[str, Any] = response.json()
        return page

    async def matrix(self, debate_id: str, **filters: Any) -> Matrix:
        """Who stands where on which claim; a page, as `claim_offset` and the like say."""
        response = await self._send(Call("GET", debate_path(debate_id, "matrix"), filters))
        return Matrix.model_validate_json(response.content)

    async def timeline(self, debate_id: str, **filters: Any) -> Timeline:
        """Per claim and actor by date, changes of position first."""
        response = await self._send(Call("GET", debate_path(debate_id, "timeline"), filters))
        return Timeline.model_validate_json(response.content)

    async def view(self, debate_id: str, view: View, **filters: Any) -> Any:
        """What another view answers, as plain values."""
        return (await self._send(Call("GET", debate_path(debate_id, view), filters))).json()

    async def claim(self, debate_id: str, claim_id: str) -> Any:
        """A claim with its mentions in their sentences, as plain values."""
        return (await self._send(Call("GET", debate_path(debate_id, "claims", claim_id)))).json()

    async def correct(
        self, debate_id: str, changes: Sequence[dict[str, Any]], *, version: int, comment: str | None = None
    ) -> Debate:
        """Edits a debate; ApiProblem with status 409 where `version` is not its newest."""
        return parsed(await self._send(correct_call(debate_id, changes, version, comment)))

    async def export(self, debate_id: str, format: str) -> bytes:
        """The debate in one of the formats that the server knows, such as `csv` or `dna`."""
        return (await self._send(Call("GET", debate_path(debate_id, "export"), {"format": format}))).content

    async def delete(self, debate_id: str) -> None:
        await self._send(Call("DELETE", debate_path(debate_id)))
