"""Splits long documents into sections of a few seconds' work each, and joins what was found in them.

Time and memory then grow linearly with the text, and the sections of several texts can take turns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

from service.domain.base import Span
from service.domain.document import Document, Paragraph, Segment, Turn
from service.domain.provenance import MapWarning
from service.engines.answers import StructureAnswer, Voice, VoicesAnswer
from service.engines.offline.findings import Findings
from service.engines.offline.parsing import sentence_starts
from service.engines.offline.structure import relations_of
from service.engines.offline.structure_model.head_decoding import Arc
from service.engines.offline.voices import match_voices, renamed

MOST = 12_000
"""Code points of a section: about 2,000 words, three seconds on one core."""
LONGEST_PARAGRAPH = 5_000
"""Code points of a paragraph read as one; some rules take time quadratic in its length."""
_LEAST = 0.6
"""A section that has reached this share of MOST ends at the next heading."""
_BEFORE, _BEFORE_LENGTH = 2, 1_500
"""Up to so many body paragraphs and code points before a section are read with it, for its first pronouns."""
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Section:
    """`document`: an excerpt whose offsets and indices start at 0. `offset`: where it starts, in code points. `homes`:
    the index in the whole document of each of its paragraphs. `first`: its first paragraph that is not just context.
    """

    document: Document
    offset: int
    homes: tuple[int, ...]
    first: int


def sections_of(document: Document) -> list[Section]:
    """The document in one or more sections; very long paragraphs are split as well."""
    cut, homes = cut_long(document)
    ranges = _ranges(cut.paragraphs)
    if len(ranges) == 1:
        return [Section(cut, 0, homes, 0)]
    segments: dict[int, list[Segment]] = {}
    for segment in cut.segments:
        segments.setdefault(segment.paragraph, []).append(segment)
    return [_section(cut, homes, segments, start, end) for start, end in ranges]


def cut_long(document: Document) -> tuple[Document, tuple[int, ...]]:
    """The document with paragraphs longer than LONGEST_PARAGRAPH split between sentences (in very long ones, segments),
    and the index of the original paragraph for each of its paragraphs.
    """
    if all(paragraph.length <= LONGEST_PARAGRAPH for paragraph in document.body()):
        return document, tuple(range(len(document.paragraphs)))
    sentences = sentence_starts(document)
    pieces: list[Paragraph] = []
    homes: list[int] = []
    for paragraph in document.paragraphs:
        bounds = [paragraph.start]
        if paragraph.kind == "body" and paragraph.length > LONGEST_PARAGRAPH:
            segments = [segment.start for segment in document.segments_of(paragraph.index)]
            bounds = _bounds(paragraph, segments, sentences.get(paragraph.index, set()))
        for start, end in zip(bounds, [*bounds[1:], paragraph.end], strict=True):
            pieces.append(paragraph.model_copy(update={"index": len(pieces), "start": start, "end": end}))
            homes.append(paragraph.index)
    return _with_paragraphs(document, pieces, homes), tuple(homes)


def _bounds(paragraph: Paragraph, segments: Sequence[int], sentences: set[int]) -> list[int]:
    """Where the parts of a paragraph start: at the last sentence in reach, else the last segment."""
    bounds = [paragraph.start]
    while paragraph.end - bounds[-1] > LONGEST_PARAGRAPH:
        within = [start for start in segments if bounds[-1] < start <= bounds[-1] + LONGEST_PARAGRAPH]
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


def _ranges(paragraphs: Sequence[Paragraph]) -> list[tuple[int, int]]:
    """Ranges of paragraphs; a section starts at a heading where there is one in reach."""
    ranges, start = [], 0
    for at, paragraph in enumerate(paragraphs):
        size = paragraph.end - paragraphs[start].start
        before = paragraph.start - paragraphs[start].start
        if at > start and (size > MOST or (paragraph.kind == "heading" and before > _LEAST * MOST)):
            ranges.append((start, at))
            start = at
    return [*ranges, (start, len(paragraphs))]


def _section(
    document: Document, homes: Sequence[int], segments: Mapping[int, Sequence[Segment]], start: int, end: int
) -> Section:
    near = [item for item in document.paragraphs[max(0, start - 10) : start] if item.kind == "body"][-_BEFORE:]
    begins = document.paragraphs[start].start
    first = min([*(item.index for item in near if begins - item.start <= _BEFORE_LENGTH), start])
    chosen = document.paragraphs[first:end]
    offset, last = chosen[0].start, chosen[-1].end
    here = Span(start=offset, end=last)
    kept = [segment for paragraph in chosen for segment in segments.get(paragraph.index, ())]
    cut = document.model_copy(
        update={
            "text": document.text[offset:last],
            "sha256": f"{document.sha256}:{offset}:{last}",
            "paragraphs": tuple(_moved(item, -offset, index=item.index - first) for item in chosen),
            "segments": tuple(_moved(item, -offset, paragraph=item.paragraph - first) for item in kept),
            "turns": tuple(_clipped(turn, here) for turn in document.turns if turn.overlaps(here)),
            "times": (),
        }
    )
    return Section(cut, offset, tuple(homes[first:end]), start - first)


def _clipped(turn: Turn, section: Span) -> Turn:
    source = turn.source if turn.source is not None and section.covers(turn.source) else None
    ends = {"start": max(turn.start, section.start), "end": min(turn.end, section.end)}
    return _moved(turn.model_copy(update={**ends, "source": source}), -section.start)


def _moved(value: Model, by: int, **update: Any) -> Model:
    """The value with all offsets in it shifted by so many code points."""
    changed = {name: _moved_any(item, by) for name, item in value}
    if isinstance(value, Span):
        changed |= {"start": value.start + by, "end": value.end + by}
    return value.model_copy(update=changed | update)


def _moved_any(value: Any, by: int) -> Any:
    if isinstance(value, BaseModel):
        return _moved(value, by)
    if isinstance(value, tuple):
        return tuple(_moved_any(item, by) for item in value)
    return value


def joined(sections: Sequence[Section], found: Sequence[Findings]) -> Findings:
    """What was found in a whole document, put together from its sections in order."""
    whole = _Whole()
    for section, findings in zip(sections, found, strict=True):
        whole.add(section, findings)
    return whole.findings()


class _Whole:
    """Collects findings section by section. `_pieces`: by paragraph, what was found in each part of it; `_numbers`: the
    numbers of its units in the whole document.
    """

    def __init__(self) -> None:
        self._voices: dict[str, Voice] = {}
        self._pieces: dict[int, list[StructureAnswer]] = {}
        self._numbers: dict[int, list[int]] = {}
        self._arcs: list[Arc] = []
        self._conclusion: int | None = None
        self._warnings: dict[MapWarning, None] = {}
        self._count = 0

    def add(self, section: Section, findings: Findings) -> None:
        names = self._take_voices(findings.voices, section.offset)
        own = [number for number, (paragraph, _) in enumerate(findings.units) if paragraph >= section.first]
        numbers = {number: self._count + at for at, number in enumerate(own)}
        for answer in findings.structures:
            if answer.paragraph >= section.first:
                home = section.homes[answer.paragraph]
                moved = renamed(_moved(answer, section.offset, paragraph=home), names)
                self._pieces.setdefault(home, []).append(moved)
                self._numbers.setdefault(home, []).extend(range(self._count, self._count + len(answer.units)))
                self._count += len(answer.units)
        for arc in findings.arcs:
            if arc.source in numbers and arc.target in numbers:
                beside = None if arc.beside is None else numbers.get(arc.beside)
                self._arcs.append(replace(arc, source=numbers[arc.source], target=numbers[arc.target], beside=beside))
        if self._conclusion is None and findings.conclusion is not None:
            self._conclusion = numbers.get(findings.conclusion)
        for warning in findings.warnings:
            if warning.paragraph is None or warning.paragraph >= section.first:
                home_of = None if warning.paragraph is None else section.homes[warning.paragraph]
                self._warnings[warning.model_copy(update={"paragraph": home_of})] = None

    def findings(self) -> Findings:
        cut = [_read_in_parts(home, len(pieces)) for home, pieces in self._pieces.items() if len(pieces) > 1]
        return Findings(
            voices=VoicesAnswer(voices=tuple(self._voices.values())),
            structures=tuple(self._structure(home, pieces) for home, pieces in sorted(self._pieces.items())),
            arcs=tuple(self._arcs),
            conclusion=self._conclusion,
            warnings=(*cut, *self._warnings),
        )

    def _structure(self, home: int, pieces: Sequence[StructureAnswer]) -> StructureAnswer:
        """One paragraph; of one that was cut, the pieces together, with the units' numbers in the whole document."""
        if len(pieces) == 1:
            return pieces[0]
        numbers = self._numbers[home]
        parts = [(at, piece) for at, piece in enumerate(pieces)]
        units = [
            unit.model_copy(update={"attribution": unit.attribution and f"{at}{unit.attribution}"})
            for at, piece in parts
            for unit in piece.units
        ]
        return StructureAnswer(
            paragraph=home,
            attributions=tuple(
                item.model_copy(update={"id": f"{at}{item.id}", "within": item.within and f"{at}{item.within}"})
                for at, piece in parts
                for item in piece.attributions
            ),
            units=tuple(
                unit.model_copy(update={"id": f"u{number}"}) for unit, number in zip(units, numbers, strict=True)
            ),
            relations=relations_of([arc for arc in self._arcs if {arc.source, arc.target} <= set(numbers)]),
        )

    def _take_voices(self, voices: VoicesAnswer, offset: int) -> dict[str, str]:
        """Adds the voices of a section. Each one's key -> its key in the whole document."""
        own = [_moved(voice, offset) for voice in voices.voices]
        names = match_voices(own, VoicesAnswer(voices=tuple(self._voices.values())))
        for voice in own:
            names.setdefault(voice.key, voice.key if voice.key not in self._voices else f"{voice.key}-{offset}")
        for voice in own:
            key = names[voice.key]
            parent = voice.parent and names.get(voice.parent, voice.parent)
            known = self._voices.get(key)
            self._voices[key] = (
                _both(known, voice) if known else voice.model_copy(update={"key": key, "parent": parent})
            )
        return names


def _both(one: Voice, other: Voice) -> Voice:
    """One voice with the names and mentions of both."""
    aliases = dict.fromkeys((*one.aliases, *(name for name in (other.label, *other.aliases) if name != one.label)))
    mentions = {(span.start, span.end): span for span in (*one.mentions, *other.mentions)}
    found = tuple(mentions[place] for place in sorted(mentions))
    return one.model_copy(update={"aliases": tuple(aliases), "mentions": found})


def _read_in_parts(paragraph: int, count: int) -> MapWarning:
    detail = f"This paragraph is very long: it was read in {count} parts, and links between them were not looked for."
    return MapWarning(paragraph=paragraph, code="long-paragraph", detail=detail)
