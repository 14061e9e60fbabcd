"""Small maps for tests, built by name."""

from __future__ import annotations

import hashlib
from typing import Any

from service.domain.argument import AUTHOR, Attribution, Perspective, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document, Paragraph, Segment
from service.domain.issue import Contrast, Issue, Position, Question
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
    """Four units in two paragraphs: u1 supports u0, u2 undercuts that, and u0 supports u3 of the second paragraph."""
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


DISPUTE = (
    "Two stories of the drained lake are told.",
    "The council says that the dam leaks. It has cracked, the council says.",
    "Farmers say that the pumps drank it, and the growers' union adds that wells ran dry.",
    "Engineers will not say. The lake is gone, whoever is right.",
)


def dispute_map(**changes: Any) -> ArgumentMap:
    """Council (v1) and farmers (v2, with the union v3 as member) tell why a lake is gone; engineers (v4) are silent.

    u0 council's answer, u1 its reason, u2 farmers' answer, u3 the union's, u4 the author's.
    """
    document = document_of(*DISPUTE)
    held = {"u0": ("v1", "a0"), "u1": ("v1", "a1"), "u2": ("v2", "a2"), "u3": ("v3", "a3")}
    quotes = {"u0": "the dam leaks", "u1": "It has cracked", "u2": "the pumps drank it", "u3": "wells ran dry"}
    units = [
        unit_of(
            document,
            name,
            quote,
            role="premise" if name == "u1" else "conclusion",
            perspective=held[name][0],
            attribution=held[name][1],
        )
        for name, quote in quotes.items()
    ]
    people = [("v1", "The council", None), ("v2", "Farmers", None), ("v3", "The growers' union", "v2")]
    fields: dict[str, Any] = {
        "id": "lake",
        "document": document,
        "perspectives": (
            AUTHOR_PERSPECTIVE,
            *(Perspective(id=name, label=label, kind="group", parent=parent) for name, label, parent in people),
            Perspective(id="v4", label="Engineers", kind="group"),
        ),
        "attributions": tuple(
            Attribution(id=name, perspective=holder, content=(span_of(document, quotes[unit]),))
            for unit, (holder, name) in held.items()
        ),
        "units": (*units, unit_of(document, "u4", "The lake is gone", role="conclusion")),
        "relations": (Relation(id="r0", kind="support", sources=("u1",), target="u0", confidence=0.4),),
        "issues": (
            Issue(
                id="i0",
                question=Question(text="Why is the lake gone?", anchors=(span_of(document, "drained lake"),)),
                positions=(
                    Position(perspective="v1", units=("u0",)),
                    Position(perspective="v2", units=("u2", "u3")),
                    Position(perspective="v4", stance="silent"),
                ),
                contrasts=(Contrast(a="v1", b="v2", kind="rival"),),
                confidence=0.8,
            ),
        ),
        "provenance": Provenance(engine="test"),
    }
    return ArgumentMap.model_validate(fields | changes)
