"""Very long paragraphs are analysed in stretches, each as a paragraph of its own; the results are then moved back to
the paragraph that it was cut from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.domain.document import Document, Paragraph
from service.engines.offline.analysis import Analysis
from service.engines.offline.holders.resolve import Held
from service.engines.offline.parsing import sentence_starts
from service.engines.offline.units import DraftUnit

MOST = 5_000
"""Code points of a paragraph that are read together; the work of some rules grows with the square of them."""


@dataclass(frozen=True)
class Stretches:
    """`document`: as it is analysed; `homes`: by index of its paragraphs the paragraph that each belongs to."""

    document: Document
    homes: tuple[int, ...]

    def long(self) -> dict[int, int]:
        """Index of each paragraph that was cut -> into how many stretches."""
        counts = {home: self.homes.count(home) for home in set(self.homes)} if self.was_cut else {}
        return {home: count for home, count in counts.items() if count > 1}

    @property
    def was_cut(self) -> bool:
        return len(set(self.homes)) < len(self.homes)


def cut_long(document: Document) -> Stretches:
    """Cuts body paragraphs of more than MOST code points between sentences, or between segments where one is as long
    as that.
    """
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
    """Where the stretches of a paragraph start: at the last sentence that begins within reach, else segment."""
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


def at_home(analysis: Analysis, stretches: Stretches) -> Analysis:
    """The analysis of the cut document, in paragraphs of the whole one."""
    if not stretches.was_cut:
        return analysis
    held: dict[int, list[Held]] = {}
    before: dict[int, int] = {}
    for piece in sorted(analysis.held):
        home = held.setdefault(stretches.homes[piece], [])
        before[piece] = len(home)
        home += [
            replace(item, raw=replace(item.raw, paragraph=stretches.homes[piece])) for item in analysis.held[piece]
        ]
    units = tuple(_unit_at_home(unit, stretches, before) for unit in analysis.units)
    return replace(analysis, held={index: tuple(items) for index, items in held.items()}, units=units)


def _unit_at_home(unit: DraftUnit, stretches: Stretches, before: dict[int, int]) -> DraftUnit:
    attribution = None if unit.attribution is None else before[unit.paragraph] + unit.attribution
    return replace(unit, paragraph=stretches.homes[unit.paragraph], attribution=attribution)
