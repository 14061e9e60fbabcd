"""The calls about debates as values, shared by the two clients. No I/O."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Literal

import httpx

from service.client.calls import Call, path_of
from service.domain.debates.debate import Debate, stored_debate

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
"""`calls`, `tokens`, `cost_usd`: limits on each run's model use."""
Article = dict[str, str]
"""`text` or `url`; and `title`, `outlet`, `author`, `published` if known."""


def debate_path(debate_id: str, *more: str) -> str:
    """The path of a debate or a sub-resource."""
    return path_of("debates", debate_id, *more)


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
