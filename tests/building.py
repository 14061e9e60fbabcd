"""Small maps for tests, built by name."""

from __future__ import annotations

import hashlib
from typing import Any

from service.domain.argument import AUTHOR, Perspective, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document, Paragraph, Segment
from service.domain.provenance import Provenance

PARAGRAPHS = ("Trams pay. They carry many. But the tracks cost a lot.", "So the line should stay, riders say.")
AUTHOR_PERSPECTIVE = Perspective(id=AUTHOR, label="The author", kind="author")


def document_of(*paragraphs: str, source: dict[str, Any] | None = None) -> Document:
    """A document of body paragraphs, each one segment."""
    text = "\n\n".join(paragraphs)
    blocks, segments, at = [], [], 0
    for index, paragraph in enumerate(paragraphs):
        blocks.append(Paragraph(index=index, start=at, end=at + len(paragraph)))
        segments.append(Segment(id=f"s{index}", paragraph=index, start=at, end=at + len(paragraph)))
        at += len(paragraph) + 2
    return Document(
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        paragraphs=tuple(blocks),
        segments=tuple(segments),
        **({"source": source} if source else {}),
    )


def span_of(document: Document, quote: str) -> Span:
    start = document.text.index(quote)
    return Span(start=start, end=start + len(quote))


def unit_of(document: Document, unit_id: str, quote: str, role: str = "premise", **more: Any) -> Unit:
    span = span_of(document, quote)
    paragraph = next(block.index for block in document.paragraphs if block.covers(span))
    fields = {"id": unit_id, "paragraph": paragraph, "spans": (span,), "text": quote, "role": role, **more}
    return Unit.model_validate(fields)


def tram_map(**changes: Any) -> ArgumentMap:
    """Four units in two paragraphs: u1 supports u0, u2 undercuts that, and u3 stands in the second paragraph."""
    document = document_of(*PARAGRAPHS)
    fields: dict[str, Any] = {
        "id": "trams",
        "document": document,
        "perspectives": (AUTHOR_PERSPECTIVE,),
        "units": (
            unit_of(document, "u0", "Trams pay", role="conclusion"),
            unit_of(document, "u1", "They carry many"),
            unit_of(document, "u2", "the tracks cost a lot"),
            unit_of(document, "u3", "the line should stay", role="conclusion"),
        ),
        "relations": (
            Relation(id="r0", kind="support", sources=("u1",), target="u0"),
            Relation(id="r1", kind="undercut", sources=("u2",), target="r0"),
            Relation(id="r2", kind="support", sources=("u0",), target="u3", scope="document"),
        ),
        "conclusion": "u3",
        "provenance": Provenance(engine="test"),
    }
    return ArgumentMap.model_validate(fields | changes)
