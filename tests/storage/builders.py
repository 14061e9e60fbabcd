"""Small documents and maps for tests of storage and pipeline."""

from __future__ import annotations

import hashlib
import re
import uuid

from service.domain.argument import AUTHOR, Perspective
from service.domain.argument_map import ArgumentMap, Status
from service.domain.document import Document, Paragraph, Segment
from service.domain.provenance import Provenance


def make_document(text: str, *, title: str | None = None) -> Document:
    """Paragraphs at blank lines, each one segment; all are body."""
    paragraphs = [
        Paragraph(index=number, start=match.start(), end=match.end())
        for number, match in enumerate(re.finditer(r"[^\n]+", text))
    ]
    return Document(
        title=title,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        paragraphs=tuple(paragraphs),
        segments=tuple(
            Segment(id=f"s{part.index}", paragraph=part.index, start=part.start, end=part.end) for part in paragraphs
        ),
    )


def make_map(text: str = "It rains.", *, title: str | None = None, status: Status = "done") -> ArgumentMap:
    return ArgumentMap(
        id=uuid.uuid4().hex,
        status=status,
        document=make_document(text, title=title),
        perspectives=(Perspective(id=AUTHOR, label="The author", kind="author"),),
        provenance=Provenance(engine="offline"),
    )
