"""Long documents in sections, each a few seconds' work by itself, and what was found in them put together again.

So time and memory grow with the length of a text, and the sections of several texts can take turns.
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
from service.engines.offline.findings import Findings, FoundUnit
from service.engines.offline.long_paragraphs import Stretches, cut_long
from service.engines.offline.structure import relations_of
from service.engines.offline.structure_model.head_decoding import Arc
from service.engines.offline.voices import match_voices, renamed

MOST = 12_000
"""Code points of a section, about 2,000 words: three seconds of a core."""
_LEAST = 0.6
"""Share of MOST from which on a section ends before a heading."""
_BEFORE, _BEFORE_LENGTH = 2, 1_500
"""Body paragraphs, and code points at most, before a section that are read with it: its first pronouns look there."""
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Section:
    """`document`: cut out, its places and indices counted from 0. `offset`: code points before it. `homes`: by its
    paragraphs' indices those of the whole document. `first`: the index of its first paragraph that is its own.
    """

    document: Document
    offset: int
    homes: tuple[int, ...]
    first: int


def sections_of(document: Document) -> list[Section]:
    """The document in one or more sections; very long paragraphs are cut as well."""
    stretches = cut_long(document)
    cut = stretches.document
    ranges = _ranges(cut.paragraphs)
    if len(ranges) == 1:
        return [Section(cut, 0, stretches.homes, 0)]
    segments: dict[int, list[Segment]] = {}
    for segment in cut.segments:
        segments.setdefault(segment.paragraph, []).append(segment)
    return [_section(stretches, segments, start, end) for start, end in ranges]


def _ranges(paragraphs: Sequence[Paragraph]) -> list[tuple[int, int]]:
    """Ranges of paragraphs; a section begins at a heading where one comes in time."""
    ranges, start = [], 0
    for at, paragraph in enumerate(paragraphs):
        size = paragraph.end - paragraphs[start].start
        before = paragraph.start - paragraphs[start].start
        if at > start and (size > MOST or (paragraph.kind == "heading" and before > _LEAST * MOST)):
            ranges.append((start, at))
            start = at
    return [*ranges, (start, len(paragraphs))]


def _section(stretches: Stretches, segments: Mapping[int, Sequence[Segment]], start: int, end: int) -> Section:
    document = stretches.document
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
    return Section(cut, offset, stretches.homes[first:end], start - first)


def _clipped(turn: Turn, section: Span) -> Turn:
    source = turn.source if turn.source is not None and section.covers(turn.source) else None
    ends = {"start": max(turn.start, section.start), "end": min(turn.end, section.end)}
    return _moved(turn.model_copy(update={**ends, "source": source}), -section.start)


def _moved(value: Model, by: int, **update: Any) -> Model:
    """The value with all its offsets shifted by this many code points."""
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
    """What was found in the whole document, of what was found in its sections, in their order."""
    whole = _Whole()
    for section, findings in zip(sections, found, strict=True):
        whole.add(section, findings)
    warnings = [_read_in_stretches(home, count) for home, count in whole.cut().items()]
    return whole.findings(warnings)


class _Whole:
    """Collects findings section by section."""

    def __init__(self) -> None:
        self._voices: list[Voice] = []
        self._pieces: dict[int, list[StructureAnswer]] = {}
        self._units: list[FoundUnit] = []
        self._numbers: dict[int, list[int]] = {}
        self._arcs: list[Arc] = []
        self._conclusion: int | None = None
        self._warnings: dict[MapWarning, None] = {}

    def cut(self) -> dict[int, int]:
        """Paragraphs that were analysed in several pieces, with the number of pieces."""
        return {home: len(pieces) for home, pieces in self._pieces.items() if len(pieces) > 1}

    def add(self, section: Section, findings: Findings) -> None:
        names = self._take_voices(findings.voices, section.offset)
        numbers: dict[int, int] = {}
        for number, unit in enumerate(findings.units):
            if unit.paragraph >= section.first:
                numbers[number] = len(self._units)
                spans = tuple((start + section.offset, end + section.offset) for start, end in unit.spans)
                self._units.append(FoundUnit(paragraph=section.homes[unit.paragraph], spans=spans))
        for answer in findings.structures:
            if answer.paragraph >= section.first:
                home = section.homes[answer.paragraph]
                moved = renamed(_moved(answer, section.offset, paragraph=home), names)
                self._pieces.setdefault(home, []).append(moved)
                own = [number for number, unit in enumerate(findings.units) if unit.paragraph == answer.paragraph]
                self._numbers.setdefault(home, []).extend(numbers[number] for number in own)
        self._arcs += [
            replace(
                arc,
                source=numbers[arc.source],
                target=numbers[arc.target],
                beside=None if arc.beside is None else numbers.get(arc.beside),
            )
            for arc in findings.arcs
            if arc.source in numbers and arc.target in numbers
        ]
        if self._conclusion is None and findings.conclusion is not None:
            self._conclusion = numbers.get(findings.conclusion)
        for warning in findings.warnings:
            if warning.paragraph is None or warning.paragraph >= section.first:
                home_of = None if warning.paragraph is None else section.homes[warning.paragraph]
                self._warnings[warning.model_copy(update={"paragraph": home_of})] = None

    def findings(self, warnings: Sequence[MapWarning]) -> Findings:
        return Findings(
            voices=VoicesAnswer(voices=tuple(self._voices)),
            structures=tuple(self._structure(home, pieces) for home, pieces in sorted(self._pieces.items())),
            units=tuple(self._units),
            arcs=tuple(self._arcs),
            conclusion=self._conclusion,
            warnings=(*warnings, *self._warnings),
        )

    def _structure(self, home: int, pieces: Sequence[StructureAnswer]) -> StructureAnswer:
        """One paragraph; of one that was cut, the pieces together, with the units' numbers in the whole document."""
        if len(pieces) == 1:
            return pieces[0]
        numbers = self._numbers[home]
        among = [arc for arc in self._arcs if arc.source in set(numbers) and arc.target in set(numbers)]
        units = [
            unit.model_copy(update={"attribution": unit.attribution and f"{at}{unit.attribution}"})
            for at, piece in enumerate(pieces)
            for unit in piece.units
        ]
        return StructureAnswer(
            paragraph=home,
            attributions=tuple(
                item.model_copy(update={"id": f"{at}{item.id}", "within": item.within and f"{at}{item.within}"})
                for at, piece in enumerate(pieces)
                for item in piece.attributions
            ),
            units=tuple(
                unit.model_copy(update={"id": f"u{number}"}) for unit, number in zip(units, numbers, strict=True)
            ),
            relations=relations_of(among),
        )

    def _take_voices(self, voices: VoicesAnswer, offset: int) -> dict[str, str]:
        """Adds the voices of a section; its key -> key in the whole document for each of them."""
        own = [_moved(voice, offset) for voice in voices.voices]
        places = {voice.key: number for number, voice in enumerate(self._voices)}
        names = match_voices(own, VoicesAnswer(voices=tuple(self._voices)))
        for voice in own:
            names.setdefault(voice.key, voice.key if voice.key not in places else f"{voice.key}-{offset}")
        for voice in own:
            number = places.get(names[voice.key])
            if number is not None:
                self._voices[number] = _both(self._voices[number], voice)
            else:
                parent = voice.parent and names.get(voice.parent, voice.parent)
                self._voices.append(voice.model_copy(update={"key": names[voice.key], "parent": parent}))
                places[names[voice.key]] = len(self._voices) - 1
        return names


def _both(one: Voice, other: Voice) -> Voice:
    """A voice with the names and mentions of both."""
    aliases = dict.fromkeys((*one.aliases, *(name for name in (other.label, *other.aliases) if name != one.label)))
    mentions = {(span.start, span.end): span for span in (*one.mentions, *other.mentions)}
    found = tuple(mentions[place] for place in sorted(mentions))
    return one.model_copy(update={"aliases": tuple(aliases), "mentions": found})


def _read_in_stretches(paragraph: int, count: int) -> MapWarning:
    detail = (
        f"This paragraph is very long: it was read in {count} parts, and links between the parts were not looked for."
    )
    return MapWarning(paragraph=paragraph, code="long-paragraph", detail=detail)
