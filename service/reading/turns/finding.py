"""Who has the word in a document: transcripts by their labels, else letters, debates under headings, interviews."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.domain.document import Document, Paragraph, Turn, TurnKind
from service.reading.letters import letter_turns
from service.reading.turns.headings import headed_turns
from service.reading.turns.interviews import unlabelled_turns
from service.reading.turns.labels import Label
from service.reading.turns.procedure import brings_in, is_about_the_piece, is_procedure, is_recorded
from service.reading.turns.speakers import Speakers
from service.reading.turns.transcripts import asker_of, is_spoken


def turns_of(document: Document, labels: Mapping[int, Label], insets: Collection[int] = ()) -> tuple[Turn, ...]:
    """The turns of a document that has none yet; none where only its author speaks.

    `labels`: by paragraph index those of its speakers; `insets`: indices of what is read into it.
    """
    if labels:
        return tuple(_Transcript(document, labels, insets).turns())
    return tuple(letter_turns(document) or headed_turns(document) or unlabelled_turns(document))


@dataclass
class _Stretch:
    """Paragraphs of one speaker without a break. `start`: where what is said begins, behind the label."""

    speaker: str
    label: str | None
    source: Span | None
    start: int
    end: int
    kind: TurnKind = "speech"


class _Transcript:
    """`labels`: by paragraph index."""

    def __init__(self, document: Document, labels: Mapping[int, Label], insets: Collection[int]) -> None:
        self._text, self._paragraphs = document.text, document.paragraphs
        self._labels, self._insets = labels, insets
        self._speakers = Speakers()
        self._asker = asker_of(labels, [item.cut(self._text) for item in self._paragraphs])

    def turns(self) -> Iterator[Turn]:
        """In order, each from behind its label to the last word before the next label, heading or insertion."""
        open_: _Stretch | None = None
        speaking: _Stretch | None = self._before_the_first_label()
        is_read_in = False
        for paragraph in self._paragraphs:
            words, label = paragraph.cut(self._text), self._labels.get(paragraph.index)
            kind: TurnKind = "inserted" if is_read_in or paragraph.index in self._insets else "speech"
            if label is not None:
                yield from self._closed(open_)
                open_ = speaking = self._opened(paragraph, label)
                is_read_in = self._goes_over(words)
            elif paragraph.kind == "furniture":
                continue
            elif paragraph.kind == "heading" or is_recorded(words) or is_about_the_piece(words):
                speaking = None if is_about_the_piece(words) else speaking
                yield from self._closed(open_)
                open_ = None
            elif speaking is not None:
                if open_ is None or open_.kind != kind:
                    yield from self._closed(open_)
                    open_ = _Stretch(
                        speaking.speaker, speaking.label, speaking.source, paragraph.start, paragraph.end, kind
                    )
                open_.end = paragraph.end
                is_read_in = is_read_in or self._goes_over(words)
        yield from self._closed(open_)

    def _goes_over(self, words: str) -> bool:
        """Whether what follows is read into the record, where the text does not set such things apart."""
        return not self._insets and brings_in(words)

    def _opened(self, paragraph: Paragraph, label: Label) -> _Stretch:
        name = label.name
        is_author = self._asker is not None and name.casefold() in self._asker
        speaker = AUTHOR if is_author else self._speakers.of(name)
        source = Span(start=paragraph.start + label.start, end=paragraph.start + label.end)
        return _Stretch(speaker, name, source, min(paragraph.start + label.spoken, paragraph.end), paragraph.end)

    def _before_the_first_label(self) -> _Stretch | None:
        """Whoever speaks already where an excerpt begins in the middle of a speech."""
        first = self._paragraphs[min(self._labels)].start
        before = [item.cut(self._text) for item in self._paragraphs if item.start < first and item.kind == "body"]
        if not is_spoken(before, self._labels.values()):
            return None
        return _Stretch(self._speakers.unnamed(), None, None, 0, 0)

    def _closed(self, stretch: _Stretch | None) -> Iterator[Turn]:
        """The turn that a stretch is, if anything was said in it."""
        if stretch is None:
            return
        said = self._text[stretch.start : stretch.end]
        start, end = stretch.start + len(said) - len(said.lstrip()), stretch.start + len(said.rstrip())
        if start >= end:
            return
        kind = stretch.kind
        if kind == "speech" and is_procedure(stretch.label or "", said):
            kind = "procedure"
        yield Turn(speaker=stretch.speaker, label=stretch.label, source=stretch.source, start=start, end=end, kind=kind)
