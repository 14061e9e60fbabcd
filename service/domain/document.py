"""The article as the other parts of the map refer to it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any, Literal

from pydantic import Field, model_validator

from service.domain.base import Frozen, Span

ParagraphKind = Literal["body", "heading", "furniture"]
SourceKind = Literal["text", "html", "pdf", "docx", "vtt", "srt", "json", "xml", "url", "import"]
TurnKind = Literal["speech", "procedure", "inserted"]
_ENGLISH = frozenset({"en", "und"})
_MOVED = frozenset({"author", "published"})


class DocumentSource(Frozen):
    """Where the text came from; `name` is a file name, never a local path."""

    kind: SourceKind = "text"
    name: str | None = None
    url: str | None = None


class Paragraph(Span):
    """A block of the text. `page`: 1-based, if the source has pages; `language`: ISO 639-1, if it differs from the
    document's.
    """

    index: int = Field(ge=0)
    kind: ParagraphKind = "body"
    page: int | None = None
    language: str | None = None


class Segment(Span):
    """A clause-sized stretch. The segments of a body paragraph tile it: each starts where the last one ended."""

    id: str
    paragraph: int = Field(ge=0)


class Turn(Span):
    """What one speaker says until somebody else takes the floor, without the label before it.

    `speaker`: the same id for one speaker under any label. `label`: the name as printed, with its position in `source`;
    null if the text gives no name. `procedure` is spoken by the chair or the record and makes no claims; `inserted` is
    a document read into the record, with `speaker` its author or mover.
    """

    speaker: str
    label: str | None = None
    source: Span | None = None
    kind: TurnKind = "speech"


class Cue(Span):
    """A stretch of a recording's transcript and its start time, in seconds from the beginning of the recording."""

    seconds: float = Field(ge=0)


class Document(Frozen):
    """Normalised text (NFC, `\n` line ends) with its paragraphs and segments in order, all in code points of `text`.

    `turns`: who has the floor, in order and without overlap; empty for an article with a single author. `times`: the
    cues of a recording. `outlet`, `author`, `published` (the date as the source gives it): publication data, if known.
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
    turns: tuple[Turn, ...] = ()
    times: tuple[Cue, ...] = ()

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
        first = bisect_left(self.segments, paragraph, key=lambda segment: segment.paragraph)
        last = bisect_right(self.segments, paragraph, lo=first, key=lambda segment: segment.paragraph)
        return self.segments[first:last]

    def paragraph_at(self, offset: int) -> Paragraph | None:
        """The paragraph that contains this position of the text; None between paragraphs."""
        number = bisect_right(self.paragraphs, offset, key=lambda paragraph: paragraph.start) - 1
        return self.paragraphs[number] if number >= 0 and offset < self.paragraphs[number].end else None

    def language_of(self, paragraph: int) -> str:
        """ISO 639-1 code of a paragraph's language."""
        stated = self.paragraphs[paragraph].language if paragraph < len(self.paragraphs) else None
        return stated or self.language

    def is_english(self, paragraph: int) -> bool:
        """Whether a paragraph is in English, or too short for its language to be identified."""
        return self.language_of(paragraph).split("-")[0].lower() in _ENGLISH

    def turn_at(self, offset: int) -> Turn | None:
        """The turn that contains this position of the text; None if nobody has the floor, and inside a label."""
        number = bisect_right(self.turns, offset, key=lambda turn: turn.start) - 1
        return self.turns[number] if number >= 0 and offset < self.turns[number].end else None

    def seconds_at(self, offset: int) -> float | None:
        """When this position of the text is spoken in the recording; None if no cue covers it."""
        number = bisect_right(self.times, offset, key=lambda cue: cue.start) - 1
        return self.times[number].seconds if number >= 0 and offset < self.times[number].end else None

    def body(self) -> tuple[Paragraph, ...]:
        """The body paragraphs, without headings and furniture."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.kind == "body")
