"""From the rows of a structure answer to units, attributions and relations. Pure: no model, no clock, no randomness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from service.domain.argument import PerspectiveKind
from service.domain.base import Span
from service.engines.answers import (
    AUTHOR,
    AttributedStretch,
    ImplicitUnit,
    RelationAnswer,
    StructureAnswer,
    UnitAnswer,
    Voice,
)
from service.engines.llm.cutting import bare, joined, outside, without_attribution
from service.engines.llm.decoding import Decoded, Repairs, parse_object, string_list
from service.engines.llm.numbering import Numbered, shown
from service.engines.llm.relations import DOUBTFUL, Pointer, relations_of
from service.engines.llm.rows import (
    VOICE_KINDS,
    AttributionRow,
    Place,
    RowKind,
    UnitRow,
    parse_attribution,
    parse_unit,
)

GIST_LIMIT, IMPLICIT_LIMIT = 200, 300
"""Longest gist and implicit premise, in code points: the only free text of a model that reaches a map."""
UNNAMED_LABEL = "Unnamed"


@dataclass
class _Attribution:
    letter: str
    voice: str
    row: AttributionRow
    source: Span | None
    cue: Span | None
    within: str | None = None
    content: list[Span] = field(default_factory=list)

    @property
    def frame(self) -> tuple[Span, ...]:
        return tuple(span for span in (self.source, self.cue) if span is not None)


@dataclass
class _Unit:
    row: UnitRow
    pieces: tuple[Span, ...]


@dataclass
class StructureDecoder:
    """Decodes the answer about one paragraph. Ids: `u3`, `r3` after the unit's first segment, `A` after the row's letter."""

    numbered: Numbered
    voices: tuple[Voice, ...]
    paragraph: int
    part: int = 0
    gists: bool = False
    implicit: bool = False

    def __post_init__(self) -> None:
        self._repairs = Repairs(self.paragraph)
        self._new_voices: dict[str, Voice] = {}
        self._prefix = f"p{self.part}." if self.part else ""

    def decode(self, raw: str) -> Decoded[StructureAnswer]:
        """The answer in spans of the document, with its repairs; null where it is no such answer at all."""
        value = parse_object(raw, self._repairs)
        if value is None:
            return self._decoded(None)
        size = len(self.numbered.segments)
        said = string_list(value, "said", 26, self._repairs)
        rows = string_list(value, "units", 3 * size + 3, self._repairs)
        if said is None or rows is None:
            return self._decoded(None)
        attributions = self._attributions(said)
        units = self._units(rows, attributions)
        self._cut_attributions(units, attributions)
        return self._decoded(self._answer(value, units, attributions))

    def _decoded(self, answer: StructureAnswer | None) -> Decoded[StructureAnswer]:
        return Decoded(answer, tuple(self._repairs.warnings), tuple(self._repairs.errors))

    # Attributions

    def _attributions(self, rows: list[str]) -> dict[str, _Attribution]:
        found: dict[str, _Attribution] = {}
        bad = 0
        for letter, text in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", rows, strict=False):
            row = parse_attribution(text)
            if row is None:
                bad += 1
                self._repairs.warn("bad-row", f"a row of said breaks the grammar: {text[:60]!r}")
                continue
            source, cue = self._words(row.source), self._words(row.cue)
            found[letter] = _Attribution(letter, self._voice_of(row, source, found), row, source, cue)
        if bad:
            self._repairs.errors.append(f"{bad} row(s) of said break the grammar.")
        for attribution in found.values():
            attribution.within = self._nested_in(attribution, found)
        return found

    def _words(self, place: Place | None) -> Span | None:
        if place is None:
            return None
        span = self.numbered.word_span(place.first, place.last)
        if span is None:
            self._repairs.warn(
                "unknown-word", f"a source or cue names words {place.first}-{place.last}, which do not exist"
            )
        return span

    def _voice_of(self, row: AttributionRow, source: Span | None, earlier: dict[str, _Attribution]) -> str:
        """The key of the holder; one that was not declared becomes a new voice, named by its source, never the author."""
        if row.who.isdigit():
            number = int(row.who)
            if number == 0:
                return AUTHOR
            if number <= len(self.voices):
                return self.voices[number - 1].key
            self._repairs.warn("unknown-voice", f"voice {number} was not declared; its source was taken for a new one")
        elif row.who in earlier:
            return earlier[row.who].voice
        elif row.who not in VOICE_KINDS:
            self._repairs.warn("unknown-voice", f"a holder refers to row {row.who}, which does not exist")
        return self._new_voice(cast("PerspectiveKind", row.who) if row.who in VOICE_KINDS else "unnamed", source)

    def _new_voice(self, kind: PerspectiveKind, source: Span | None) -> str:
        label = source.cut(self.numbered.text) if source else UNNAMED_LABEL
        known = next((voice.key for voice in self.voices if label in (voice.label, *voice.aliases)), None)
        if known is not None:
            return known
        if label not in self._new_voices:
            key = f"n{self.paragraph}.{self._prefix}{len(self._new_voices) + 1}"
            self._new_voices[label] = Voice(key=key, label=label, kind=kind, mentions=(source,) if source else ())
        return self._new_voices[label].key

    def _nested_in(self, attribution: _Attribution, found: dict[str, _Attribution]) -> str | None:
        within = attribution.row.within
        if within is None:
            return None
        seen, at = {attribution.letter}, within
        while at in found and at not in seen:
            seen.add(at)
            outer = found[at].row.within
            if outer is None:
                return within
            at = outer
        self._repairs.warn("bad-nesting", f"attribution {attribution.letter} stands within {within}, which cannot be")
        return None

    # Units

    def _units(self, rows: list[str], attributions: dict[str, _Attribution]) -> dict[str, _Unit]:
        found: dict[str, _Unit] = {}
        bad = 0
        for text in rows:
            row = parse_unit(text)
            pieces = () if row is None else self._pieces(row.places)
            if row is None or not pieces:
                bad += 1
                self._repairs.warn("bad-row", f"a unit breaks the grammar or names what does not exist: {text[:60]!r}")
            elif row.reference in found:
                self._repairs.warn("second-relation", f"unit {row.reference} is listed twice; its first row counts")
            else:
                found[row.reference] = _Unit(row, pieces)
                if row.letter is not None and row.letter not in attributions:
                    self._repairs.warn(
                        "unknown-attribution", f"unit {row.reference} refers to {row.letter}, not in said"
                    )
                    self._repairs.errors.append(
                        f"Unit {row.reference} refers to {row.letter}, which is not a row of said."
                    )
        if bad and bad * 3 >= len(rows):
            self._repairs.errors.append(
                f"{bad} of {len(rows)} rows of units break the grammar or name what does not exist."
            )
        return dict(sorted(self._disjoint(found).items(), key=lambda item: item[1].pieces[0].start))

    def _pieces(self, places: tuple[Place, ...]) -> tuple[Span, ...]:
        spans = []
        for place in places:
            look_up = self.numbered.word_span if place.words else self.numbered.segment_span
            span = look_up(place.first, place.last)
            if span is None:
                code = "unknown-word" if place.words else "unknown-segment"
                self._repairs.warn(code, f"a unit names {place.first}-{place.last}, which does not exist")
            else:
                spans.append(span)
        return joined(self.numbered.text, spans)

    def _disjoint(self, units: dict[str, _Unit]) -> dict[str, _Unit]:
        """The units without overlaps: what two of them claim goes to the shorter."""
        taken: list[Span] = []
        kept: dict[str, _Unit] = {}
        for reference, unit in sorted(units.items(), key=lambda item: (sum(s.length for s in item[1].pieces), item[0])):
            pieces = tuple(part for piece in unit.pieces for part in outside(piece, taken))
            pieces = tuple(piece for piece in pieces if any(map(str.isalnum, piece.cut(self.numbered.text))))
            if not pieces:
                self._repairs.warn("overlap", f"unit {reference} covers only what other units cover; it was left out")
                continue
            if pieces != unit.pieces:
                self._repairs.warn(
                    "overlap", f"unit {reference} overlaps another; the shared words went to the shorter one"
                )
            taken.extend(pieces)
            kept[reference] = _Unit(unit.row, pieces)
        return kept

    # Spans

    def _cut_attributions(self, units: dict[str, _Unit], attributions: dict[str, _Attribution]) -> None:
        """Takes source and cue off each unit, and gives each attribution the stretches that it holds."""
        text = self.numbered.text
        for unit in units.values():
            chain = list(_chain(unit.row.letter, attributions))
            for attribution in chain:
                attribution.content.extend(without_attribution(text, unit.pieces, [attribution.frame]))
            pieces = without_attribution(text, unit.pieces, [attribution.frame for attribution in chain])
            unit.pieces = tuple(bare(text, piece) for piece in pieces or unit.pieces)
        for attribution in attributions.values():
            explicit = self._pieces(attribution.row.content)
            attribution.content = list(explicit or joined(text, attribution.content))

    # The answer

    def _answer(
        self, value: dict[str, Any], units: dict[str, _Unit], attributions: dict[str, _Attribution]
    ) -> StructureAnswer:
        gists = self._gists(value, units)
        implicit, implicit_relations = self._implicit(value, units)
        relations = self._relations(value, units)
        return StructureAnswer(
            paragraph=self.paragraph,
            new_voices=tuple(self._new_voices.values()),
            attributions=tuple(
                AttributedStretch(
                    id=self._prefix + item.letter,
                    voice=item.voice,
                    within=self._prefix + item.within if item.within else None,
                    source=item.source,
                    cue=item.cue,
                    content=tuple(item.content),
                    attitude=item.row.attitude,
                )
                for item in attributions.values()
            ),
            units=tuple(
                UnitAnswer(
                    id=self._id(reference),
                    spans=unit.pieces,
                    attribution=self._prefix + unit.row.letter if unit.row.letter in attributions else None,
                    gist=gists.get(reference),
                )
                for reference, unit in units.items()
            ),
            implicit=implicit,
            relations=(*relations, *implicit_relations),
        )

    def _relations(self, value: dict[str, Any], units: Mapping[str, _Unit]) -> tuple[RelationAnswer, ...]:
        pointers: dict[str, Pointer] = {}
        for reference, unit in units.items():
            row = unit.row
            if row.kind is None or row.target is None:
                continue
            target = self._target(row.target, units)
            if target is None:
                self._repairs.warn("unknown-target", f"unit {reference} points at {row.target}, which is no unit")
            else:
                pointers[reference] = Pointer(row.kind, target, row.doubtful)
        main = value.get("main")
        main = self._target(main, units) if isinstance(main, str) and main else None
        if main in pointers:
            self._repairs.warn("main-has-relation", f"unit {main} was called the main one, yet points at another")
        return tuple(
            relation.model_copy(
                update={
                    "id": self._prefix + relation.id,
                    "sources": tuple(map(self._id, relation.sources)),
                    "target": self._prefix + relation.target
                    if relation.kind == "undercut"
                    else self._id(relation.target),
                }
            )
            for relation in relations_of(pointers, self._repairs, main)
        )

    def _target(self, reference: str, units: Mapping[str, _Unit]) -> str | None:
        """The unit that a reference means: by its own name, or by a segment or word that lies inside one unit only."""
        if reference in units:
            return reference
        number = int(reference.removeprefix("w")) if reference.removeprefix("w").isdigit() else 0
        look_up = self.numbered.word_span if reference.startswith("w") else self.numbered.segment_span
        span = look_up(number, number)
        if span is None:
            return None
        inside = [name for name, unit in units.items() if any(piece.overlaps(span) for piece in unit.pieces)]
        return inside[0] if len(inside) == 1 else None

    def _id(self, reference: str) -> str:
        return f"{self._prefix}u{reference}"

    # The words of a model, where they were asked for

    def _gists(self, value: dict[str, Any], units: Mapping[str, _Unit]) -> dict[str, str]:
        if not self.gists:
            return {}
        found: dict[str, str] = {}
        for item in _records(value, "gists"):
            reference = self._target(item.get("unit", ""), units)
            text = shown(item.get("text", "")).strip()[:GIST_LIMIT]
            if reference is None or not text:
                self._repairs.warn("bad-row", "a gist belongs to no unit, or is empty")
            else:
                found[reference] = text
        return found

    def _implicit(
        self, value: dict[str, Any], units: Mapping[str, _Unit]
    ) -> tuple[tuple[ImplicitUnit, ...], tuple[RelationAnswer, ...]]:
        """Premises that were left unsaid: each supports one unit of the paragraph."""
        found: list[ImplicitUnit] = []
        relations: list[RelationAnswer] = []
        for item in _records(value, "implicit") if self.implicit else []:
            target = self._target(item.get("to", ""), units)
            text = shown(item.get("text", "")).strip()[:IMPLICIT_LIMIT]
            if target is None or not text:
                self._repairs.warn("bad-row", "an implicit premise supports no unit, or is empty")
                continue
            name = f"{self._prefix}i{len(found) + 1}"
            found.append(ImplicitUnit(id=name, text=text))
            relations.append(
                RelationAnswer(
                    id=f"r{name}", kind="support", sources=(name,), target=self._id(target), confidence=DOUBTFUL
                )
            )
        return tuple(found), tuple(relations)


def _chain(letter: str | None, attributions: Mapping[str, _Attribution]) -> Iterator[_Attribution]:
    """The attribution and those that it stands within, from the inside out."""
    while letter is not None and letter in attributions:
        yield attributions[letter]
        letter = attributions[letter].within


def _records(value: dict[str, Any], key: str) -> list[dict[str, str]]:
    """The objects under `key` that hold nothing but strings."""
    rows = value.get(key)
    if not isinstance(rows, list):
        return []
    return [row for row in rows if isinstance(row, dict) and all(isinstance(item, str) for item in row.values())]
