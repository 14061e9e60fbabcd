"""Small documents for the tests of the LLM engine."""

from __future__ import annotations

import hashlib

from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document, Paragraph, Segment
from service.domain.provenance import Provenance
from service.engines.answers import StructureAnswer, VoicesAnswer
from service.engines.llm.numbering import Numbered
from service.pipeline.assembly.assemble import assemble

BORDER = (
    "Ardan officials insist that ",
    "the patrols are harmless, ",
    "because none of them carries arms. ",
    "But unarmed ships can block a strait, ",
    "they admit.",
)


def document_of(*paragraphs: tuple[str, ...], title: str | None = "A title") -> Document:
    """A document of these paragraphs, each given as its segments."""
    text, blocks, segments = "", [], []
    for index, pieces in enumerate(paragraphs):
        start = len(text)
        for piece in pieces:
            segments.append(
                Segment(id=f"s{len(segments)}", paragraph=index, start=len(text), end=len(text) + len(piece))
            )
            text += piece
        blocks.append(Paragraph(start=start, end=len(text), index=index))
        text += "\n\n"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(title=title, text=text, sha256=digest, paragraphs=tuple(blocks), segments=tuple(segments))


def numbered_of(*pieces: str) -> Numbered:
    """These segments, numbered."""
    document = document_of(pieces)
    return Numbered(document.text, tuple(Span(start=s.start, end=s.end) for s in document.segments))


def draft_of(document: Document, *structures: StructureAnswer) -> ArgumentMap:
    """The map of these structures, without links."""
    return assemble(
        document, VoicesAnswer(), structures, None, map_id="draft", provenance=Provenance(engine="llm", model="m")
    )
