"""Who has the floor in a document: transcripts by their labels, else letters, debates under headings, interviews."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.domain.document import Document, Paragraph, Turn, TurnKind
from service.reading.letters import letter_turns
from service.reading.turns.headings import headed_turns
from service.reading.turns.insertions import (
    issuer_before,
    mover_in,
    moves,
    name_as_label,
    signatory,
)
from service.reading.turns.interviews import unlabelled_turns
from service.reading.turns.labels import Label, is_titled
from service.reading.turns.narration import Narration
from service.reading.turns.procedure import (
    brings_in,
    is_about_the_piece,
    is_of_the_chair,
    is_procedure,
    is_recorded,
    is_roll,
)
from service.reading.turns.speakers import Speakers, parts_of
from service.reading.turns.transcripts import asker_of, is_spoken


def turns_of(document: Document, labels: Mapping[int, Label], insets: Collection[int] = ()) -> tuple[Turn, ...]:
    """The turns of a document that has none yet; empty if only its author speaks.

    `labels`: paragraph index -> its speaker's label; `insets`: indices of paragraphs read into the record.
    """
    if labels:
        return tuple(_Transcript(document, labels, insets).turns())
    return tuple(letter_turns(document) or headed_turns(document) or unlabelled_turns(document))


_WITNESS = "THE WITNESS"
"""As the reporter of a testimony calls whoever answers, outside "A."."""
_BEFORE = 3
"""Paragraphs before what is read in, where no label stands."""


@dataclass
class _Stretch:
    """Paragraphs of one speaker without a break. `start`: where what is said begins, behind the label; `signed`: where
    a letter's closing words do.
    """

    speaker: str
    label: str | None
    source: Span | None
    start: int
    end: int
    kind: TurnKind = "speech"
    signed: int | None = None


class _Transcript:
    """`labels`: by paragraph index."""

    def __init__(self, document: Document, labels: Mapping[int, Label], insets: Collection[int]) -> None:
        self._text, self._paragraphs = document.text, document.paragraphs
        self._labels, self._insets = labels, insets
        self._speakers = Speakers()
        first = self._paragraphs[min(labels)]
        self._narration = Narration(labels.values(), self._text[: first.start])
        self._mover: _Stretch | None = None
        self._issuers: dict[str, str] = {}
        self._labelled = self._headed = 0
        self._examiner: str | None = None
        self._surnames = {parts_of(label.name).surname for label in labels.values()} - {""}
        self._asker = asker_of(labels, [item.cut(self._text) for item in self._paragraphs])

    def turns(self) -> Iterator[Turn]:
        """The turns in order, each from just after its label to the last word before the next label, heading or
        insertion.
        """
        open_: _Stretch | None = None
        speaking: _Stretch | None = self._before_the_first_label()
        is_read_in = is_told = False
        for paragraph in self._paragraphs:
            words, label = paragraph.cut(self._text), self._labels.get(paragraph.index)
            kind: TurnKind = "inserted" if is_read_in or paragraph.index in self._insets else "speech"
            if label is not None:
                self._labelled = paragraph.start
                yield from self._closed(open_)
                open_ = speaking = self._opened(paragraph, label)
                is_read_in, is_told = self._goes_over(words), False
            elif paragraph.kind == "heading" or self._is_told(words, kind) or is_about_the_piece(words):
                self._headed = paragraph.start if paragraph.kind == "heading" else self._headed
                speaking = None if is_about_the_piece(words) else speaking
                yield from self._closed(open_)
                open_ = None
            elif paragraph.kind == "furniture":
                continue
            elif kind == "speech" and (is_told := self._narration.takes_over(words, narrating=is_told)):
                yield from self._closed(open_)
                open_ = None
            elif speaking is not None:
                if open_ is None or open_.kind != kind:
                    yield from self._closed(open_)
                    open_ = replace(speaking, start=paragraph.start, end=paragraph.end)
                    if kind == "inserted":
                        open_ = self._read_in(speaking, paragraph)
                open_.end = paragraph.end
                is_read_in = is_read_in or self._goes_over(words)
        yield from self._closed(open_)

    def _read_in(self, speaking: _Stretch, first: Paragraph) -> _Stretch:
        """What is read in from paragraph `first` on: its issuer's or mover's, where the text names them, else whose the
        word is.
        """
        read = replace(speaking, start=first.start, end=first.end, kind="inserted")
        since = self._labelled or self._paragraphs[max(0, first.index - _BEFORE)].start
        named = issuer_before(self._text, since, first.start) or mover_in(self._text, since, first.end)
        if named is None and is_of_the_chair(speaking.label or ""):
            named = mover_in(self._text, min(self._headed or since, since), since)
            if named is None and self._mover is not None:
                return replace(self._mover, start=first.start, end=first.end, kind="inserted")
        if named is None and (found := signatory(self._text, self._set_apart(first))):
            named, read.signed = found
        if named is None:
            return read
        read.label, read.source = named.cut(self._text).rstrip("."), named
        if read.signed is None and first.start <= named.start < first.end:
            read.start = min(named.end + 1, first.end)  # "Amendment offered by Mr. Lund: On page 2, ..."
        read.speaker = self._issuer(name_as_label(read.label))
        return read

    def _issuer(self, name: str) -> str:
        """A speaker of the record, where a title or the surname says so; else somebody who never has the word."""
        if is_titled(name) or parts_of(name).surname in self._surnames:
            return self._speakers.of(name)
        if name not in self._issuers:
            self._issuers[name] = self._speakers.unnamed()
        return self._issuers[name]

    def _set_apart(self, first: Paragraph) -> list[Span]:
        """The paragraphs that are read in together with the first."""
        numbers = takewhile(self._insets.__contains__, range(first.index, len(self._paragraphs)))
        return [Span(start=self._paragraphs[at].start, end=self._paragraphs[at].end) for at in numbers]

    def _is_told(self, words: str, kind: TurnKind) -> bool:
        """Whether the record tells what happened; a letter that is read in may list names."""
        return is_recorded(words) or (kind == "speech" and is_roll(words))

    def _goes_over(self, words: str) -> bool:
        """Whether what follows is read into the record, where the text does not set such things apart."""
        return not self._insets and brings_in(words)

    def _opened(self, paragraph: Paragraph, label: Label) -> _Stretch:
        name = who = label.name
        is_author = self._asker is not None and name.casefold() in self._asker
        if label.form == "by":
            self._examiner = name
        elif label.form == "answer" and self._examiner is not None:
            who = self._examiner if name.startswith("Q") else _WITNESS
            name = name if who == _WITNESS else who
        speaker = AUTHOR if is_author else self._speakers.of(who)
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
        said = self._text[stretch.start : stretch.signed or stretch.end]
        start, end = stretch.start + len(said) - len(said.lstrip()), stretch.start + len(said.rstrip())
        if start >= end:
            return
        kind = stretch.kind
        if kind == "speech" and is_procedure(stretch.label or "", said):
            kind = "procedure"
        if kind == "speech" and moves(said):
            self._mover = stretch
        yield Turn(speaker=stretch.speaker, label=stretch.label, source=stretch.source, start=start, end=end, kind=kind)
