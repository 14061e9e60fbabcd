"""Features of each token that are known before units are sought: where segments start, and what attributions cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from service.domain.document import Document
from service.engines.offline.attribution.encoding import EncodedText, Ints
from service.engines.offline.attribution_rules.raw_attributions import Stretch
from service.engines.offline.parsing import sentence_starts

INNER, SEGMENT_START, SENTENCE_START = 0, 1, 2
FREE, CONTENT, SOURCE, CUE = 0, 1, 2, 3
SEGMENT_MARKS, SAID_MARKS = 3, 4


@dataclass(frozen=True)
class Said:
    """What an attribution covers, in code points of the document."""

    source: Stretch | None
    cue: Stretch | None
    content: tuple[Stretch, ...]


def segment_marks(document: Document, text: EncodedText) -> Ints:
    """A mark for each token; `text`: the encoded body paragraphs. A paragraph starts with a sentence."""
    marks = np.full(len(text.ids), INNER, dtype=np.int64)
    sentences = sentence_starts(document)
    segments: dict[int, set[int]] = {}
    for segment in document.segments:
        segments.setdefault(segment.paragraph, set()).add(segment.start)
    for block, (first, separator) in zip(document.body(), text.bounds, strict=True):
        starts = text.start[first:separator] + block.start
        for found, mark in ((segments, SEGMENT_START), (sentences, SENTENCE_START)):
            for start in found.get(block.index, ()):
                at = int(np.searchsorted(starts, start))
                if at < len(starts):
                    marks[first + at] = mark
        if separator > first:
            marks[first] = SENTENCE_START
    return marks


def said_marks(document: Document, text: EncodedText, said: Iterable[Said]) -> Ints:
    """A mark for each token: in a content, in a source, in a cue; the last two count within an outer content."""
    marks = np.full(len(text.ids), FREE, dtype=np.int64)
    listed = list(said)
    for item in listed:
        for piece in item.content:
            marks[tokens_in(document, text, piece)] = CONTENT
    for item in listed:
        for stretch, mark in ((item.source, SOURCE), (item.cue, CUE)):
            if stretch is not None:
                marks[tokens_in(document, text, stretch)] = mark
    return marks


def tokens_in(document: Document, text: EncodedText, stretch: Stretch) -> Sequence[int]:
    """The tokens that a stretch of the document touches."""
    for block, (first, separator) in zip(document.body(), text.bounds, strict=True):
        if block.start <= stretch[0] < block.end:
            starts, ends = text.start[first:separator], text.end[first:separator]
            touched = (starts < stretch[1] - block.start) & (ends > stretch[0] - block.start)
            found: list[int] = (np.flatnonzero(touched) + first).tolist()
            return found
    return []
