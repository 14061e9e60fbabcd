"""Builds a Document from blocks: one text, exact offsets, kinds, numbered segments, language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

from service.domain.base import Span
from service.domain.document import Cue, Document, DocumentSource, Paragraph, Segment, SourceKind
from service.errors import UnreadableDocument
from service.reading.blocks import Block, tidy
from service.reading.kinds import kinds_of
from service.reading.language import language_of, language_unlike
from service.reading.normalise import normalise
from service.reading.options import Limits, Options
from service.reading.segments import segments_of
from service.reading.turns.finding import turns_of
from service.reading.turns.labels import Label
from service.reading.turns.transcripts import speakers_labels

BREAK = "\n\n"
"""What stands between two paragraphs of a document's text."""


_SHORTEST_DIVIDED = 24
"""Code points; a label and one word are one segment."""


@dataclass(frozen=True)
class Publication:
    """An article's publisher, author and date, as given by its source."""

    outlet: str | None = None
    author: str | None = None
    published: str | None = None


UNKNOWN = Publication()


def build_document(
    blocks: Sequence[Block],
    options: Options,
    *,
    kind: SourceKind,
    url: str | None = None,
    publication: Publication = UNKNOWN,
    title: str | None = None,
    language: str | None = None,
) -> Document:
    """The document of these blocks. `title` and `language`, as the source states them, count where the options have
    none; detected if both are None.

    Raises UnreadableDocument if no text remains, or if it exceeds the limits.
    """
    limits = options.limits
    tidied = [replace(block, text=text) for block in blocks if (text := tidy(normalise(block.text)))]
    if not any(character.isalnum() for block in tidied for character in block.text):
        raise UnreadableDocument(
            "the document has no text", hint="Send an article of at least one sentence; a scanned page needs OCR first."
        )
    if len(tidied) > limits.max_paragraphs:
        raise UnreadableDocument(
            f"the document has {len(tidied)} paragraphs, more than the {limits.max_paragraphs} allowed",
            hint="Send the article in parts.",
        )
    text = BREAK.join(block.text for block in tidied)
    check_length(text, limits)
    title = options.title or title
    title = tidy(normalise(title)).replace("\n", " ") if title else None
    labels = _labels(tidied)
    found = kinds_of(tidied, title or None, labels)
    language = options.language or language or language_of(text)
    paragraphs, at = [], 0
    for index, (block, role) in enumerate(zip(tidied, found.kinds, strict=True)):
        end = at + len(block.text)
        other = language_unlike(block.text, language)
        paragraphs.append(Paragraph(start=at, end=end, index=index, kind=role, page=block.page, language=other))
        at = end + len(BREAK)
    document = Document(
        title=title or found.headline,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        language=language,
        outlet=publication.outlet,
        author=publication.author,
        published=publication.published,
        source=DocumentSource(kind=kind, name=options.name, url=url),
        paragraphs=tuple(paragraphs),
        times=tuple(_cues(tidied, paragraphs)),
    )
    insets = {index for index, block in enumerate(tidied) if block.inset}
    turns = turns_of(document, labels, insets)
    segments = number_segments(text, paragraphs, language, frozenset(turn.start for turn in turns))
    if len(segments) > limits.max_segments:
        raise UnreadableDocument(
            f"the document has {len(segments):,} clauses, more than the {limits.max_segments:,} allowed",
            hint="Send the article in parts.",
        )
    return document.model_copy(update={"turns": turns, "segments": segments})


def _labels(blocks: Sequence[Block]) -> dict[int, Label]:
    """By block the speaker's label that it begins with: as the source states it, else as it looks."""
    stated = {number: block.speaker for number, block in enumerate(blocks) if block.speaker}
    if not stated:
        return speakers_labels([block.text for block in blocks])
    return {
        number: Label(name, 0, len(name), len(name) + said.startswith(":"), "colon", sure=True)
        for number, name in stated.items()
        if (said := blocks[number].text.removeprefix(name)) != blocks[number].text
    }


def _cues(blocks: Sequence[Block], paragraphs: Sequence[Paragraph]) -> Iterator[Cue]:
    """Each from its place in its block to the next one's, or to the block's end."""
    for block, paragraph in zip(blocks, paragraphs, strict=True):
        starts = [(paragraph.start + offset, seconds) for offset, seconds in block.times]
        for (start, seconds), (end, _) in pairwise([*starts, (paragraph.end, 0.0)]):
            yield Cue(start=start, end=end, seconds=seconds)


def check_length(text: str, limits: Limits) -> None:
    """Raises UnreadableDocument if `text` has more code points than `limits` allow."""
    if len(text) > limits.max_code_points:
        raise UnreadableDocument(
            f"the text has {len(text):,} characters, more than the {limits.max_code_points:,} allowed",
            hint="Send the article in parts, or raise ARGMAP_MAX_TEXT.",
        )


def number_segments(
    text: str, paragraphs: Sequence[Paragraph], language: str = "en", turns: AbstractSet[int] = frozenset()
) -> tuple[Segment, ...]:
    """The segments of all body paragraphs, with ids `s0`, `s1`, ... in text order, each by the rules of its paragraph's
    language.

    `turns`: where somebody begins to speak; whatever precedes that in a paragraph is a segment of its own.
    """
    tiles = (
        (paragraph.index, tile)
        for paragraph in paragraphs
        if paragraph.kind == "body"
        for segment in segments_of(text, Span(start=paragraph.start, end=paragraph.end), paragraph.language or language)
        for tile in _divided(segment, turns)
    )
    return tuple(
        Segment(id=f"s{number}", paragraph=index, start=tile.start, end=tile.end)
        for number, (index, tile) in enumerate(tiles)
    )


def _divided(segment: Span, places: AbstractSet[int]) -> list[Span]:
    if not places or segment.length < _SHORTEST_DIVIDED:
        return [segment]
    cuts = [place for place in range(segment.start + 1, segment.end) if place in places]
    return [Span(start=start, end=end) for start, end in pairwise([segment.start, *cuts, segment.end])]
