"""What blocks, made of `asynchronous_debates.py` by `python -m tests.client.generate_sync`: edit that one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from service.client.calls import FINISHED, Accepted, Call
from service.client.debates import (
    Article,
    Budget,
    View,
    correct_call,
    debate_path,
    estimate_call,
    grow_call,
    make_call,
    parsed,
    resume_call,
)
from service.client.errors import NotFinishedInTime
from service.domain.debates.debate import Debate
from service.domain.debates.stances import Matrix
from service.domain.debates.timeline import Timeline

sleep = time.sleep


class Debates:
    """The debates of a server: `client.debates`. `filters`: actor, other, outlet, since, until, issue."""

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
        """Estimates the calls and tokens that `make` would take; nothing is made."""
        found: dict[str, Any] = self._send(estimate_call(articles, maps, engine, budget)).json()
        return found

    def add(
        self, debate_id: str, articles: Sequence[Article] = (), *, maps: Sequence[str] = (), wait: float = 600.0
    ) -> Debate:
        """Adds articles and maps; returns the debate once it is finished."""
        self._send(grow_call(debate_id, articles, maps))
        return self.wait_for(debate_id, seconds=wait)

    def resume(self, debate_id: str, *, budget: Budget | None = None, wait: float = 600.0) -> Debate:
        """Asks a model again where it gave up, as when the budget ran out; returns the debate once it is finished.

        `budget`: a new one.
        """
        self._send(resume_call(debate_id, budget))
        return self.wait_for(debate_id, seconds=wait)

    def remove(self, debate_id: str, map_id: str, *, wait: float = 600.0) -> Debate:
        """Removes this article; returns the debate once it is finished."""
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
            sleep(0.5)

    def get(self, debate_id: str, *, version: int | None = None) -> Debate:
        return parsed(self._send(Call("GET", debate_path(debate_id), {"version": version})))

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> dict[str, Any]:
        """One page of the debates, newest first."""
        response = self._send(Call("GET", "/v1/debates", {"cursor": cursor, "limit": limit}))
        page: dict[str, Any] = response.json()
        return page

    def matrix(self, debate_id: str, **filters: Any) -> Matrix:
        """Who takes which stance on which claim; one page. `filters`: query parameters, such as `claim_offset`."""
        response = self._send(Call("GET", debate_path(debate_id, "matrix"), filters))
        return Matrix.model_validate_json(response.content)

    def timeline(self, debate_id: str, **filters: Any) -> Timeline:
        """What each actor said on each claim, by date; changes of position come first."""
        response = self._send(Call("GET", debate_path(debate_id, "timeline"), filters))
        return Timeline.model_validate_json(response.content)

    def view(self, debate_id: str, view: View, **filters: Any) -> Any:
        """Another view of the debate, as plain values."""
        return self._send(Call("GET", debate_path(debate_id, view), filters)).json()

    def claim(self, debate_id: str, claim_id: str) -> Any:
        """A claim with its mentions in their sentences, as plain values."""
        return self._send(Call("GET", debate_path(debate_id, "claims", claim_id))).json()

    def correct(
        self, debate_id: str, changes: Sequence[dict[str, Any]], *, version: int, comment: str | None = None
    ) -> Debate:
        """Edits a debate; ApiProblem with status 409 if `version` is not the latest."""
        return parsed(self._send(correct_call(debate_id, changes, version, comment)))

    def export(self, debate_id: str, format: str) -> bytes:
        """The debate in one of the server's formats, such as `csv` or `dna`."""
        return self._send(Call("GET", debate_path(debate_id, "export"), {"format": format})).content

    def delete(self, debate_id: str) -> None:
        self._send(Call("DELETE", debate_path(debate_id)))
