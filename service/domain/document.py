"""The article as the rest of the map refers to it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.domain.base import Frozen, Span

ParagraphKind = Literal["body", "heading", "furniture"]
SourceKind = Literal["text", "html", "pdf", "docx", "url", "import"]


class DocumentSource(Frozen):
    """Where the text came from; `name` is a file name, never a path of somebody's machine."""

    kind: SourceKind = "text"
    name: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | None = None


class Paragraph(Span):
    """A block of the text; `page` (1-based) where the source has pages."""

    index: int = Field(ge=0)
    kind: ParagraphKind = "body"
    page: int | None = None


class Segment(Span):
    """A clause-sized stretch. The segments of a body paragraph tile it: each starts where the last one ended."""

    id: str
    paragraph: int = Field(ge=0)


class Document(Frozen):
    """Normalised text (NFC, `\\n` line ends) with its paragraphs and segments, all in code points of `text`."""

    title: str | None = None
    text: str
    sha256: str
    language: str = "en"
    source: DocumentSource = DocumentSource()
    paragraphs: tuple[Paragraph, ...] = ()
    segments: tuple[Segment, ...] = ()

    def segments_of(self, paragraph: int) -> tuple[Segment, ...]:
        return tuple(segment for segment in self.segments if segment.paragraph == paragraph)

    def body(self) -> tuple[Paragraph, ...]:
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.kind == "body")
