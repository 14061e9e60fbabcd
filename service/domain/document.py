"""The article as the rest of the map refers to it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from service.domain.base import Frozen, Span

ParagraphKind = Literal["body", "heading", "furniture"]
SourceKind = Literal["text", "html", "pdf", "docx", "url", "import"]
_MOVED = frozenset({"author", "published"})


class DocumentSource(Frozen):
    """Where the text came from; `name` is a file name, never a path of somebody's machine."""

    kind: SourceKind = "text"
    name: str | None = None
    url: str | None = None


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
    """Normalised text (NFC, `\\n` line ends) with its paragraphs and segments, all in code points of `text`.

    `outlet`, `author`, `published` (a date as the source gives it): who brought it out and when, where they are known.
    """

    title: str | None = None
    text: str
    sha256: str
    language: str = "en"
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    source: DocumentSource = DocumentSource()
    paragraphs: tuple[Paragraph, ...] = ()
    segments: tuple[Segment, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _source_of_older_maps(cls, values: Any) -> Any:
        """Maps of earlier releases keep author and date in `source`."""
        source = values.get("source") if isinstance(values, dict) else None
        if not isinstance(source, dict) or not source.keys() & _MOVED:
            return values
        moved = {name: source[name] for name in _MOVED if source.get(name) is not None}
        kept = {name: value for name, value in source.items() if name not in _MOVED}
        return {**moved, **values, "source": kept}

    def segments_of(self, paragraph: int) -> tuple[Segment, ...]:
        """The segments of one paragraph, in text order."""
        return tuple(segment for segment in self.segments if segment.paragraph == paragraph)

    def paragraph_at(self, offset: int) -> Paragraph | None:
        """The paragraph in which a place of the text lies; null between paragraphs."""
        return next((paragraph for paragraph in self.paragraphs if paragraph.start <= offset < paragraph.end), None)

    def body(self) -> tuple[Paragraph, ...]:
        """The body paragraphs: without headings and furniture."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.kind == "body")
