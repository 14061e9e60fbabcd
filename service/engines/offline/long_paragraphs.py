"""Splits very long paragraphs into several for the analysis; `sections` puts the results together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.document import Document, Paragraph
from service.engines.offline.parsing import sentence_starts

MOST = 5_000
"""Code points of a paragraph read as one; some rules take time quadratic in its length."""


@dataclass(frozen=True)
class Stretches:
    """`document`: as it is analysed; `homes`: the index of the original paragraph for each of its paragraphs."""

    document: Document
    homes: tuple[int, ...]


def cut_long(document: Document) -> Stretches:
    """Splits body paragraphs of more than MOST code points between sentences, or, in very long sentences, segments."""
    if all(paragraph.length <= MOST for paragraph in document.body()):
        return Stretches(document, tuple(range(len(document.paragraphs))))
    sentences = sentence_starts(document)
    pieces: list[Paragraph] = []
    homes: list[int] = []
    for paragraph in document.paragraphs:
        bounds = [paragraph.start]
        if paragraph.kind == "body" and paragraph.length > MOST:
            segments = [segment.start for segment in document.segments_of(paragraph.index)]
            bounds = _bounds(paragraph, segments, sentences.get(paragraph.index, set()))
        for start, end in zip(bounds, [*bounds[1:], paragraph.end], strict=True):
            pieces.append(paragraph.model_copy(update={"index": len(pieces), "start": start, "end": end}))
            homes.append(paragraph.index)
    return Stretches(_with_paragraphs(document, pieces, homes), tuple(homes))


def _bounds(paragraph: Paragraph, segments: Sequence[int], sentences: set[int]) -> list[int]:
    """Where the parts of a paragraph start: at the last sentence in reach, else the last segment."""
    bounds = [paragraph.start]
    while paragraph.end - bounds[-1] > MOST:
        within = [start for start in segments if bounds[-1] < start <= bounds[-1] + MOST]
        opening = [start for start in within if start in sentences]
        if not within:
            break
        bounds.append(max(opening or within))
    return bounds


def _with_paragraphs(document: Document, pieces: Sequence[Paragraph], homes: Sequence[int]) -> Document:
    placed = []
    at = 0
    for segment in document.segments:
        while not (homes[at] == segment.paragraph and pieces[at].start <= segment.start < pieces[at].end):
            at += 1
        placed.append(segment.model_copy(update={"paragraph": at}))
    return document.model_copy(update={"paragraphs": tuple(pieces), "segments": tuple(placed)})
