"""Examples for the OpenAPI document: one small article, and the responses about it."""

from __future__ import annotations

import hashlib
from typing import Any

from service.domain.argument import Attribution, Perspective, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.brief import template_brief
from service.domain.comparison import compare_perspectives
from service.domain.document import Document, Paragraph, Segment
from service.domain.issue import Contrast, Issue, Position, Question
from service.domain.issue_views import view_issues
from service.domain.meaning import meaning_of
from service.domain.provenance import Provenance
from service.domain.trees import build_forest
from service.schema import Problem

Responses = dict[int | str, dict[str, Any]]

ARTICLE = "Trams should stay. They carry many, riders say."


def _span(quote: str) -> Span:
    start = ARTICLE.index(quote)
    return Span(start=start, end=start + len(quote))


def _example_map() -> ArgumentMap:
    riders = "riders"
    return ArgumentMap(
        id="3f2a9c",
        document=Document(
            title="Trams",
            text=ARTICLE,
            sha256=hashlib.sha256(ARTICLE.encode()).hexdigest(),
            paragraphs=(Paragraph(index=0, start=0, end=len(ARTICLE)),),
            segments=(
                Segment(id="s0", paragraph=0, start=0, end=19),
                Segment(id="s1", paragraph=0, start=19, end=len(ARTICLE)),
            ),
        ),
        perspectives=(
            Perspective(id="author", label="The author", kind="author"),
            Perspective(id="v1", label="riders", kind="group", mentions=(_span(riders),)),
        ),
        attributions=(
            Attribution(
                id="a0", perspective="v1", source=_span(riders), cue=_span("say"), content=(_span("They carry many"),)
            ),
        ),
        units=(
            Unit(
                id="u0", paragraph=0, spans=(_span("Trams should stay"),), text="Trams should stay", role="conclusion"
            ),
            Unit(
                id="u1",
                paragraph=0,
                spans=(_span("They carry many"),),
                text="They carry many",
                role="premise",
                perspective="v1",
                attribution="a0",
            ),
        ),
        relations=(Relation(id="r0", kind="support", sources=("u1",), target="u0", confidence=0.8),),
        issues=(
            Issue(
                id="i0",
                question=Question(text="What speaks for trams?", anchors=(_span("Trams"),)),
                positions=(Position(perspective="author", units=("u0",)), Position(perspective="v1", units=("u1",))),
                contrasts=(Contrast(a="author", b="v1", kind="compatible"),),
                confidence=0.8,
            ),
        ),
        conclusion="u0",
        provenance=Provenance(engine="offline"),
    )


_MAP = _example_map()
MAP: Any = _MAP.model_dump(mode="json")
FOREST: Any = build_forest(_MAP).model_dump(mode="json")
COMPARISON: Any = compare_perspectives(_MAP).model_dump(mode="json")
MEANING: Any = {"map": None, "meaning": meaning_of(_MAP).model_dump(mode="json"), "brief": None}
ISSUES: Any = view_issues(_MAP).model_dump(mode="json")
BRIEF: Any = template_brief(_MAP).model_dump(mode="json")
ACCEPTED = {"id": "3f2a9c", "status": "queued"}
_CREATED = "2026-01-31T12:00:00Z"
PAGE = {
    "maps": [
        {
            "id": "3f2a9c",
            "title": "Trams",
            "status": "done",
            "engine": "offline",
            "version": 1,
            "created": _CREATED,
            "units": 2,
            "perspectives": 2,
        }
    ],
    "next": None,
}
VERSIONS = {"versions": [{"version": 1, "made_by": "offline", "comment": None, "created": _CREATED, "changes": []}]}
EVENTS = (
    'id: 1\nevent: queued\ndata: {}\n\nid: 2\nevent: paragraph\ndata: {"paragraph": 0, "done": 1, "total": 1}\n\n'
    'id: 3\nevent: finished\ndata: {"status": "done"}\n\n'
)
CORRECTION = {
    "comment": "the riders do not say this",
    "changes": [{"op": "change", "kind": "unit", "id": "u1", "value": {"perspective": "author"}}],
}


def answers(responses: Responses) -> Responses:
    """The responses of one operation, including the problems that any operation may return."""
    return responses | PROBLEMS


def example(description: str, value: Any) -> dict[str, Any]:
    """An OpenAPI response with one JSON example."""
    return {"description": description, "content": {"application/json": {"example": value}}}


def text_example(description: str, media_type: str, value: str) -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": {"type": "string"}, "example": value}}}


def _body(schema: str, value: Any, **others: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": value}}
    return {"required": True, "content": content | others}


ARTICLE_BODY = _body(
    "MapRequest",
    {"text": ARTICLE, "title": "Trams"},
    **{
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "title": {"type": "string"},
                    "engine": {"type": "string", "enum": ["offline", "llm"]},
                    "language": {"type": "string"},
                    "words_language": {"type": "string"},
                    "model": {"type": "string"},
                    "prompts": {"type": "string", "description": "JSON"},
                    "budget": {"type": "string", "description": "JSON"},
                    "batch": {"type": "boolean"},
                },
            }
        }
    },
)
MANY_BODY = _body("ManyMaps", {"articles": [{"text": ARTICLE}], "batch": False})
CORRECTIONS_BODY = _body("Corrections", CORRECTION)
WEBHOOK_BODY = _body("WebhookRequest", {"url": "https://example.org/argmap", "events": ["map.ended"]})
IMPORT_BODY = {
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
PROBLEMS: Responses = {
    "4XX": {
        "description": "The request cannot be served as it is",
        "model": Problem,
        "content": {"application/problem+json": {"example": _PROBLEM}},
    },
    "5XX": {
        "description": "The server cannot serve it now",
        "model": Problem,
        "content": {
            "application/problem+json": {
                "example": _PROBLEM
                | {"type": "urn:argmap:problem:database-unavailable", "title": "Database unavailable", "status": 503}
            }
        },
    },
}
