"""The article as the rest of the map refers to it."""

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
    """Where the text came from; `name` is a file name, never a path of somebody's machine."""

    kind: SourceKind = "text"
    name: str | None = None
    url: str | None = None


class Paragraph(Span):
    """A block of the text; `page` (1-based) where the source has pages; `language` (ISO 639-1) where it is not the
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
    """What one speaker says before somebody else has the word; the label before it is not part of it.

    `speaker`: one id for one speaker, under whatever label. `label`: the name as printed, `source`: where it stands;
    null where the text names nobody. `procedure` is said by the chair or the record, and claims nothing; `inserted` is
    a document read into the record, and its `speaker` is whoever wrote or moved it.
    """

    speaker: str
    label: str | None = None
    source: Span | None = None
    kind: TurnKind = "speech"


class Cue(Span):
    """A stretch of a recording's transcript, and when it begins, in seconds from the start of the recording."""

    seconds: float = Field(ge=0)


class Document(Frozen):
    """Normalised text (NFC, `\\n` line ends) with its paragraphs and segments in order, all in code points of `text`.

    `turns`: who has the word, in order and without overlap; none in an article that only its author tells.
    `times`: the cues of a recording.
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
        """The paragraph in which a place of the text lies; null between paragraphs."""
        number = bisect_right(self.paragraphs, offset, key=lambda paragraph: paragraph.start) - 1
        return self.paragraphs[number] if number >= 0 and offset < self.paragraphs[number].end else None

    def language_of(self, paragraph: int) -> str:
        """ISO 639-1 code of a paragraph's language."""
        stated = self.paragraphs[paragraph].language if paragraph < len(self.paragraphs) else None
        return stated or self.language

    def is_english(self, paragraph: int) -> bool:
        """Whether a paragraph is in English, or too short a text to tell."""
        return self.language_of(paragraph).split("-")[0].lower() in _ENGLISH

    def turn_at(self, offset: int) -> Turn | None:
        """The turn in which a place of the text lies; null where nobody has the word, and on a label."""
        number = bisect_right(self.turns, offset, key=lambda turn: turn.start) - 1
        return self.turns[number] if number >= 0 and offset < self.turns[number].end else None

    def seconds_at(self, offset: int) -> float | None:
        """When in the recording a place of the text is said; null where no cue covers it."""
        number = bisect_right(self.times, offset, key=lambda cue: cue.start) - 1
        return self.times[number].seconds if number >= 0 and offset < self.times[number].end else None

    def body(self) -> tuple[Paragraph, ...]:
        """The body paragraphs: without headings and furniture."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.kind == "body")
