"""Per-token input features of the structure model: where segments start, and what attributions cover."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from service.domain.document import Document
from service.engines.offline.attribution.attribution import Attribution, Stretch
from service.engines.offline.attribution.encoding import EncodedText, Ints
from service.engines.offline.parsing import sentence_starts

INNER, SEGMENT_START, SENTENCE_START = 0, 1, 2
FREE, CONTENT, SOURCE, CUE = 0, 1, 2, 3
SEGMENT_MARKS, SAID_MARKS = 3, 4


def segment_marks(document: Document, text: EncodedText) -> Ints:
    """One mark per token of the encoded body paragraphs; every paragraph starts a sentence."""
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


def said_marks(document: Document, text: EncodedText, said: Collection[Attribution]) -> Ints:
    """One mark per token: content, source or cue; the last two take precedence over an outer content."""
    marks = np.full(len(text.ids), FREE, dtype=np.int64)
    for item in said:
        for piece in item.content:
            marks[tokens_in(document, text, piece)] = CONTENT
    for item in said:
        for stretch, mark in ((item.source, SOURCE), (item.cue, CUE)):
            if stretch is not None:
                marks[tokens_in(document, text, stretch)] = mark
    return marks


def tokens_in(document: Document, text: EncodedText, stretch: Stretch) -> Sequence[int]:
    """The tokens that overlap a stretch of the document."""
    for block, (first, separator) in zip(document.body(), text.bounds, strict=True):
        if block.start <= stretch[0] < block.end:
            starts, ends = text.start[first:separator], text.end[first:separator]
            touched = (starts < stretch[1] - block.start) & (ends > stretch[0] - block.start)
            found: list[int] = (np.flatnonzero(touched) + first).tolist()
            return found
    return []
