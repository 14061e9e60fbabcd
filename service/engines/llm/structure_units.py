"""From a structure answer to units and attributions. Pure: no model, no clock, no randomness."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from service.domain.base import Span
from service.domain.document import Document
from service.domain.spans import joined, outside
from service.engines.answers import AUTHOR, ImplicitUnit, RelationAnswer, StructureAnswer, UnitAnswer, Voice
from service.engines.llm.boundaries import check_whole, in_one_sentence, what_is_said
from service.engines.llm.clauses import (
    bare,
    belong_together,
    in_whole_clause,
    says_nothing,
    with_its_verb,
    without_attribution,
    without_conjunction,
    without_own_frame,
)
from service.engines.llm.confidence import holding, unit_features, weights_of
from service.engines.llm.decoding import Decoded, Repairs, string_list
from service.engines.llm.numbering import Numbered, shown
from service.engines.llm.rows import Place, UnitRow, parse_unit
from service.engines.llm.structure_said import (
    MAX_ATTRIBUTIONS,
    Attributed,
    SaidDecoder,
    chain_of,
    give_frames,
    holder_of_quotation,
    letter_of,
    stand_within,
    turns_within,
    with_modes,
    with_partners,
)
from service.engines.turns import speakers_of
from service.reading.sentences import sentences_of

UNSAID = 0.5
"""Confidence of the relation by which a premise that was left unsaid supports a unit."""
GIST_LIMIT, IMPLICIT_LIMIT = 200, 300
"""Longest gist and implicit premise, in code points: the only free text of a model that reaches a map."""
_EXAMPLE = re.compile(r"\b(?:such as|including|like|for example,?) (?:the |a |an )?\Z")
_LOOSE = 12
"""Code points between two pieces of one clause ("regard X [as] Y")."""


@dataclass
class StructureDecoder:
    """Decodes one answer about one paragraph. Ids: `u3` by the unit's first segment, `A` by the row of `said`."""

    numbered: Numbered
    voices: tuple[Voice, ...]
    paragraph: int
    part: int = 0
    gists: bool = False
    implicit: bool = False
    document: Document | None = None

    def __post_init__(self) -> None:
        self._repairs = Repairs(self.paragraph)
        self._prefix = f"p{self.part}." if self.part else ""

    def decode(self, value: Mapping[str, Any]) -> Decoded[StructureAnswer]:
        """The answer in spans of the document, with its repairs; None where it is no such answer at all."""
        said = string_list(value, "said", MAX_ATTRIBUTIONS, self._repairs)
        rows = string_list(value, "units", 3 * len(self.numbered.segments) + 3, self._repairs)
        return self._repairs.decoded(None if said is None or rows is None else self._answer(value, said, rows))

    def _answer(self, value: Mapping[str, Any], said: list[str], rows: list[str]) -> StructureAnswer:
        prefix = f"n{self.paragraph}.{self._prefix}"
        decoder = SaidDecoder(self.numbered, self.voices, prefix, self._repairs, self._language)
        attributions = decoder.decode(said)
        units = self._units(rows, attributions)
        if self.document is not None:
            units, attributions = self._spoken(self.document, units, attributions, decoder.new_voices)
        units = {name: self._quoted(name, unit, attributions) for name, unit in units.items()}
        self._give_content(units, attributions)
        if self._is_mended:
            attributions = with_partners(self.numbered.text, attributions, self.voices)
        cut = {name: self._cut(name, unit, attributions) for name, unit in units.items()}
        kept = self._disjoint({name: unit for name, unit in cut.items() if unit.pieces})
        units = {name: unit if unit == cut[name] else self._bare(unit) for name, unit in kept.items()}
        if self._is_mended:
            units = in_whole_clauses(self.numbered.text, self._whole, units, attributions, self.voices)
            for name, unit in units.items():
                check_whole(self.numbered.text, name, unit.pieces, self._repairs)
        gists = self._gists(value, units) if self.gists else {}
        implicit, unsaid = self._implicit(value, units) if self.implicit else ((), ())
        return StructureAnswer(
            paragraph=self.paragraph,
            new_voices=tuple(decoder.new_voices.values()),
            attributions=tuple(item.stretch(self._prefix) for item in attributions.values()),
            units=tuple(
                UnitAnswer(
                    id=self._id(name),
                    spans=unit.pieces,
                    attribution=self._prefix + unit.row.letter if unit.row.letter in attributions else None,
                    gist=gists.get(name),
                    confidence=self._confidence(unit, attributions),
                )
                for name, unit in units.items()
            ),
            implicit=implicit,
            relations=unsaid,
        )

    def _spoken(
        self,
        document: Document,
        units: Mapping[str, PlacedUnit],
        attributions: dict[str, Attributed],
        new_voices: dict[str, Voice],
    ) -> tuple[dict[str, PlacedUnit], dict[str, Attributed]]:
        """Units without a letter are whoever's who has the word; the attributions know how they are said."""
        turns = turns_within(document, self._whole)
        placed = {
            name: unit
            if unit.row.letter in attributions
            else replace(unit, row=replace(unit.row, letter=letter_of(document, unit.pieces, turns)))
            for name, unit in units.items()
        }
        held: dict[str, list[Span]] = {}
        for unit in placed.values():
            if unit.row.letter is not None:
                held.setdefault(unit.row.letter, []).extend(unit.pieces)
        declared = {voice.key for voice in self.voices}
        if turns and any(item.voice not in declared for item in turns.values()):
            new_voices.update({item.label: item for item in speakers_of(document) if item.key not in declared})
        return placed, with_modes(stand_within(document, attributions, turns, held))

    # Units

    def _units(self, rows: list[str], attributions: Mapping[str, Attributed]) -> dict[str, PlacedUnit]:
        """Units by the name that other rows call them, in text order, without overlaps."""
        found: dict[str, PlacedUnit] = {}
        bad = 0
        for text in rows:
            row = parse_unit(text)
            pieces = () if row is None else self._pieces(row.places)
            if row is None or not pieces:
                bad += 1
                detail = f"a unit breaks the grammar or names what does not exist: {text[:60]!r}"
                self._repairs.warn("bad-row", detail)
            elif row.reference in found:
                detail = f"unit {row.reference} is listed twice; its first row counts"
                self._repairs.warn("second-relation", detail)
            else:
                found[row.reference] = PlacedUnit(row, pieces)
                self._check_letter(row, attributions)
        if bad and bad * 3 >= len(rows):
            error = f"{bad} of {len(rows)} rows of units break the grammar or name what does not exist."
            self._repairs.errors.append(error)
        return self._disjoint(found)

    def _check_letter(self, row: UnitRow, attributions: Mapping[str, Attributed]) -> None:
        if row.letter is not None and row.letter not in attributions:
            told = f"unit {row.reference} refers to {row.letter}, which is no row of said"
            self._repairs.warn("unknown-attribution", told)
            self._repairs.errors.append(f"{told[0].upper()}{told[1:]}.")

    def _pieces(self, places: tuple[Place, ...]) -> tuple[Span, ...]:
        spans = []
        for place in places:
            look_up = self.numbered.word_span if place.words else self.numbered.segment_span
            span = look_up(place.first, place.last)
            if span is None:
                code = "unknown-word" if place.words else "unknown-segment"
                self._repairs.warn(code, f"a row names {place.first}-{place.last}, which does not exist")
            elif place.words:
                spans.append(in_one_sentence(self.numbered.text, span, self._repairs, self._language))
            else:
                spans.append(span)
        return joined(spans, self.numbered.text)

    def _disjoint(self, units: Mapping[str, PlacedUnit]) -> dict[str, PlacedUnit]:
        """The units in text order, without overlaps: the shorter of two overlapping units keeps the shared stretch."""
        taken: list[Span] = []
        kept: dict[str, PlacedUnit] = {}
        for name, unit in sorted(units.items(), key=lambda item: (sum(s.length for s in item[1].pieces), item[0])):
            pieces = tuple(part for piece in unit.pieces for part in outside(piece, taken))
            pieces = tuple(piece for piece in pieces if any(map(str.isalnum, piece.cut(self.numbered.text))))
            if not pieces:
                self._repairs.warn("overlap", f"unit {name} only repeated words of other units; it was left out")
                continue
            if sum(piece.length for piece in pieces) < sum(piece.length for piece in unit.pieces):
                self._repairs.warn("overlap", f"words stood in unit {name} and in a shorter one, which keeps them")
            taken.extend(pieces)
            kept[name] = PlacedUnit(unit.row, pieces)
        return dict(sorted(kept.items(), key=lambda item: item[1].pieces[0].start))

    # Spans

    def _give_content(self, units: Mapping[str, PlacedUnit], attributions: Mapping[str, Attributed]) -> None:
        """Each attribution holds the stretches of its own row, else those of its units, less source and cue."""
        text = self.numbered.text
        held: dict[str, list[Span]] = {letter: [] for letter in attributions}
        for unit in units.values():
            for attributed in chain_of(unit.row.letter, attributions):
                held[attributed.letter] += without_attribution(text, unit.pieces, [attributed.frame])
        for letter, attributed in attributions.items():
            attributed.content = self._pieces(attributed.row.content) or joined(held[letter], text)
        give_frames(text, self._whole, attributions, self._language)

    def _quoted(self, name: str, unit: PlacedUnit, attributions: Mapping[str, Attributed]) -> PlacedUnit:
        """The unit, with the holder whom its sentence names if it is a quotation that was given to the author."""
        if unit.row.letter is not None:
            return unit
        text = self.numbered.text
        letter = holder_of_quotation(text, self._whole, name, unit.pieces, attributions, self._repairs, self._language)
        return unit if letter is None else replace(unit, row=replace(unit.row, letter=letter))

    def _cut(self, name: str, unit: PlacedUnit, attributions: Mapping[str, Attributed]) -> PlacedUnit:
        """The unit without what only attributes it, and without connectives and stops at its edges."""
        text, held = self.numbered.text, attributions.get(unit.row.letter or "")
        if self._is_mended and held is not None and names_an_example(text, unit, held):
            return self._bare(replace(unit, row=replace(unit.row, letter=held.within)))
        frames = [attributed.frame for attributed in chain_of(unit.row.letter, attributions)]
        pieces = without_attribution(text, unit.pieces, frames, whole=self._is_mended) or unit.pieces
        said = what_is_said(text, self._whole, name, pieces, frames, self._repairs, self._language)
        unit = replace(unit, pieces=said)
        return self._bare(unit if held is None or not self._is_mended else with_verbs(text, unit, held))

    @property
    def _is_mended(self) -> bool:
        """Whether clauses that are cut short are mended: in English, by the prompts that ask for whole ones."""
        return self.document is not None and self._language == "en"

    def _bare(self, unit: PlacedUnit) -> PlacedUnit:
        whole = self.document is not None
        return replace(
            unit,
            pieces=tuple(
                bare(self.numbered.text, piece, whole=whole, language=self._language) for piece in unit.pieces
            ),
        )

    def _confidence(self, unit: PlacedUnit, attributions: Mapping[str, Attributed]) -> float:
        """Probability that extent and holder of the unit are right, as calibrated on the gold maps (see
        `confidence`).
        """
        text, held = self.numbered.text, attributions.get(unit.row.letter or "")
        holder = AUTHOR if held is None else holding(text, self._whole, unit.pieces, held.frame, self._language)
        repaired = bool(self._repairs.warnings)
        return weights_of("units").confidence(
            unit_features(text, unit.pieces, self._whole, holder, repaired, self._language)
        )

    @property
    def _language(self) -> str:
        """The paragraph's; older prompts ask about English only."""
        return "en" if self.document is None else self.document.language_of(self.paragraph)

    @property
    def _whole(self) -> Span:
        """All that is shown of the paragraph."""
        segments = self.numbered.segments
        return Span(start=segments[0].start, end=segments[-1].end)

    def _target(self, reference: str, units: Mapping[str, PlacedUnit]) -> str | None:
        """The unit that a reference means: by its name, or by a segment or word that lies inside one unit only."""
        if reference in units:
            return reference
        number = reference.removeprefix("w")
        if not number.isdecimal():
            return None
        look_up = self.numbered.word_span if reference.startswith("w") else self.numbered.segment_span
        span = look_up(int(number), int(number))
        inside = [name for name, unit in units.items() if span is not None and any(map(span.overlaps, unit.pieces))]
        return inside[0] if len(inside) == 1 else None

    def _id(self, name: str) -> str:
        return f"{self._prefix}u{name}"

    # The words of a model, where they were asked for

    def _gists(self, value: Mapping[str, Any], units: Mapping[str, PlacedUnit]) -> dict[str, str]:
        found: dict[str, str] = {}
        for item in _records(value, "gists"):
            name = self._target(item.get("unit", ""), units)
            text = shown(item.get("text", "")).strip()[:GIST_LIMIT]
            if name is None or not text:
                self._repairs.warn("bad-row", "a gist belongs to no unit, or is empty")
            else:
                found[name] = text
        return found

    def _implicit(
        self, value: Mapping[str, Any], units: Mapping[str, PlacedUnit]
    ) -> tuple[tuple[ImplicitUnit, ...], tuple[RelationAnswer, ...]]:
        """Premises that were left unsaid, each with the relation by which it supports one unit of the paragraph."""
        found: list[ImplicitUnit] = []
        relations: list[RelationAnswer] = []
        for item in _records(value, "implicit"):
            target = self._target(item.get("to", ""), units)
            text = shown(item.get("text", "")).strip()[:IMPLICIT_LIMIT]
            if target is None or not text:
                self._repairs.warn("bad-row", "an implicit premise supports no unit, or is empty")
                continue
            name = f"{self._prefix}i{len(found) + 1}"
            found.append(ImplicitUnit(id=name, text=text))
            support = RelationAnswer(
                id=f"r{name}", kind="support", sources=(name,), target=self._id(target), confidence=UNSAID
            )
            relations.append(support)
        return tuple(found), tuple(relations)


def _records(value: Mapping[str, Any], key: str) -> list[dict[str, str]]:
    """The objects under `key` that hold nothing but strings."""
    rows = value.get(key)
    if not isinstance(rows, list):
        return []
    return [row for row in rows if isinstance(row, dict) and all(isinstance(item, str) for item in row.values())]


@dataclass(frozen=True)
class PlacedUnit:
    """A row of `units` and the stretches that it covers."""

    row: UnitRow
    pieces: tuple[Span, ...]

    @property
    def hull(self) -> Span:
        """From the first word to the last."""
        return Span(start=self.pieces[0].start, end=self.pieces[-1].end)


def names_an_example(text: str, unit: PlacedUnit, held: Attributed) -> bool:
    """Whether a unit names its own source only as an example ("some bills, such as X, would p")."""
    source = held.source
    if source is None or not any(piece.covers(source) for piece in unit.pieces):
        return False
    return _EXAMPLE.search(text[max(0, source.start - 30) : source.start]) is not None


def with_verbs(text: str, unit: PlacedUnit, held: Attributed) -> PlacedUnit:
    """A unit whose attribution took the verb of its clause, with that verb and its subject."""
    source, cue = held.source, held.cue
    if source is None or cue is None or not unit.pieces:
        return unit
    first, *others = unit.pieces
    whole = with_its_verb(text, source, cue, first)
    if whole == first:
        return unit
    if others and all(b.start - a.end <= _LOOSE for a, b in pairwise(unit.pieces)):
        return replace(unit, pieces=(Span(start=whole.start, end=others[-1].end),))
    return replace(unit, pieces=(whole, *others))


def in_whole_clauses(
    text: str,
    paragraph: Span,
    units: Mapping[str, PlacedUnit],
    attributions: Mapping[str, Attributed],
    voices: Sequence[Voice],
) -> dict[str, PlacedUnit]:
    """The units, each from the beginning to the end of its clause; of two that are one clause the second is no unit."""
    others = [name for voice in voices for name in (voice.label, *voice.aliases)]
    frames = [span for item in attributions.values() for span in item.frame]
    sentences = sentences_of(text, paragraph)
    found: dict[str, PlacedUnit] = {}
    last = ""
    for name, unit in units.items():
        before = found.get(last)
        if before and before.row.letter == unit.row.letter and _are_one(text, sentences, before, unit):
            found[last] = replace(before, pieces=(Span(start=before.hull.start, end=unit.hull.end),))
            continue
        taken = [*frames, *(piece for other in units.values() if other is not unit for piece in other.pieces)]
        found[name], last = _whole(text, sentences, unit, taken), name
        if _has_the_word(unit, attributions):
            first = without_own_frame(text, found[name].pieces[0], others)
            found[name] = replace(found[name], pieces=(first, *found[name].pieces[1:]))
    return found


def _are_one(text: str, sentences: Sequence[Span], first: PlacedUnit, second: PlacedUnit) -> bool:
    if any(sentence.covers(first.hull) and sentence.covers(second.hull) for sentence in sentences):
        return belong_together(text, first.hull, second.hull)
    return says_nothing(first.hull.cut(text)) and belong_together(text, first.hull, second.hull)


def _whole(text: str, sentences: Sequence[Span], unit: PlacedUnit, taken: Sequence[Span]) -> PlacedUnit:
    first, *more = unit.pieces
    home = next((item for item in sentences if item.start <= first.start < item.end), None)
    end = next((item for item in sentences if item.start < unit.hull.end <= item.end), None)
    if home is None or end is None:
        return unit
    pieces = [first, *more]
    pieces[0] = Span(start=in_whole_clause(text, home, first, taken).start, end=first.end)
    pieces[-1] = Span(start=pieces[-1].start, end=in_whole_clause(text, end, pieces[-1], taken).end)
    pieces[0] = without_conjunction(text, pieces[0])
    return replace(unit, pieces=tuple(bare(text, piece, whole=True) for piece in pieces))


def _has_the_word(unit: PlacedUnit, attributions: Mapping[str, Attributed]) -> bool:
    """Whether nobody but whoever has the word is made to say it."""
    held = attributions.get(unit.row.letter or "")
    return held is None or (held.cue is None and len(held.letter) > 1)
