"""Examples for the OpenAPI document: one small article, and the responses about it; those of wire models stand in
`service/schema.py`.
"""

from __future__ import annotations

import hashlib
from typing import Any

from service.domain.argument_map import ArgumentMap
from service.domain.brief import template_brief
from service.domain.comparison import compare_perspectives
from service.domain.issue_views import view_issues
from service.domain.meaning import meaning_of
from service.domain.trees import build_forest
from service.schema import ARTICLE, Problem

Responses = dict[int | str, dict[str, Any]]


def _span(quote: str) -> dict[str, int]:
    start = ARTICLE.index(quote)
    return {"start": start, "end": start + len(quote)}


def _unit(id: str, quote: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "paragraph": 0, "spans": [_span(quote)], "text": quote, **more}


_MAP = ArgumentMap.model_validate(
    {
        "id": "3f2a9c",
        "document": {
            "title": "Trams",
            "text": ARTICLE,
            "sha256": hashlib.sha256(ARTICLE.encode()).hexdigest(),
            "paragraphs": [{"index": 0, "start": 0, "end": len(ARTICLE)}],
            "segments": [
                {"id": "s0", "paragraph": 0, "start": 0, "end": 19},
                {"id": "s1", "paragraph": 0, "start": 19, "end": len(ARTICLE)},
            ],
        },
        "perspectives": [
            {"id": "author", "label": "The author", "kind": "author"},
            {"id": "v1", "label": "riders", "kind": "group", "mentions": [_span("riders")]},
        ],
        "attributions": [
            {
                "id": "a0",
                "perspective": "v1",
                "source": _span("riders"),
                "cue": _span("say"),
                "content": [_span("They carry many")],
            }
        ],
        "units": [
            _unit("u0", "Trams should stay", role="conclusion"),
            _unit("u1", "They carry many", role="premise", perspective="v1", attribution="a0"),
        ],
        "relations": [{"id": "r0", "kind": "support", "sources": ["u1"], "target": "u0", "confidence": 0.8}],
        "issues": [
            {
                "id": "i0",
                "question": {"text": "What speaks for trams?", "anchors": [_span("Trams")]},
                "positions": [{"perspective": "author", "units": ["u0"]}, {"perspective": "v1", "units": ["u1"]}],
                "contrasts": [{"a": "author", "b": "v1", "kind": "compatible"}],
                "confidence": 0.8,
            }
        ],
        "conclusion": "u0",
        "provenance": {"engine": "offline"},
    }
)
MAP: Any = _MAP.model_dump(mode="json")
FOREST: Any = build_forest(_MAP).model_dump(mode="json")
COMPARISON: Any = compare_perspectives(_MAP).model_dump(mode="json")
MEANING: Any = {"map": None, "meaning": meaning_of(_MAP).model_dump(mode="json"), "brief": None}
ISSUES: Any = view_issues(_MAP).model_dump(mode="json")
BRIEF: Any = template_brief(_MAP).model_dump(mode="json")
EVENTS = (
    'id: 1\nevent: queued\ndata: {}\n\nid: 2\nevent: paragraph\ndata: {"paragraph": 0, "done": 1, "total": 1}\n\n'
    'id: 3\nevent: finished\ndata: {"status": "done"}\n\n'
)


def example(description: str, value: Any, status: int = 200) -> Responses:
    """An OpenAPI response with one JSON example."""
    return {status: {"description": description, "content": {"application/json": {"example": value}}}}


def text_example(description: str, media_type: str, value: str) -> Responses:
    content = {media_type: {"schema": {"type": "string"}, "example": value}}
    return {200: {"description": description, "content": content}}


_FORM = {
    "file": {"type": "string", "format": "binary"},
    "title": {"type": "string"},
    "engine": {"type": "string", "enum": ["offline", "llm"]},
    "language": {"type": "string"},
    "words_language": {"type": "string"},
    "model": {"type": "string"},
    "budget": {"type": "string", "description": "JSON"},
    "batch": {"type": "boolean"},
}
ARTICLE_BODY: Any = {
    "required": True,
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/MapRequest"}},
        "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": _FORM}},
    },
}
IMPORT_BODY: Any = {
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "object"}, "example": MAP},
        "text/plain": {"schema": {"type": "string"}, "example": "[Trams]: Trams should stay.\n  + They carry many."},
    },
}

_PROBLEM = {
    "type": "urn:argmap:problem:no-such-map",
    "title": "No such map",
    "status": 404,
    "detail": "there is no map '3f2a9c'",
    "hint": "List the maps with GET /v1/maps.",
}
_DOWN = _PROBLEM | {"type": "urn:argmap:problem:database-unavailable", "title": "Database unavailable", "status": 503}
PROBLEMS: Responses = {
    status: {"description": text, "model": Problem, "content": {"application/problem+json": {"example": value}}}
    for status, text, value in (
        ("4XX", "The request cannot be served as it is", _PROBLEM),
        ("5XX", "The server cannot serve it now", _DOWN),
    )
}
"""What any operation may return."""
