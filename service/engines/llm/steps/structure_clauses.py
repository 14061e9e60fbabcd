"""The units of an answer, mended where they are cut in the middle of a clause (English; see `clauses`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from service.domain.base import Span
from service.engines.answers import Voice
from service.engines.llm.clauses import (
    belong_together,
    in_whole_clause,
    says_nothing,
    with_its_verb,
    without_conjunction,
    without_own_frame,
)
from service.engines.llm.rows import UnitRow
from service.engines.llm.steps.structure_attributions import Attributed
from service.engines.llm.strip_attribution import bare
from service.reading.sentences import sentences_of


@dataclass(frozen=True)
class PlacedUnit:
    """A row of `units` and the stretches that it covers."""

    row: UnitRow
    pieces: tuple[Span, ...]

    @property
    def hull(self) -> Span:
        """From the first word to the last."""
        return Span(start=self.pieces[0].start, end=self.pieces[-1].end)


_EXAMPLE = re.compile(r"\b(?:such as|including|like|for example,?) (?:the |a |an )?\Z")
_LOOSE = 12
"""Code points between two pieces of one clause ("regard X [as] Y")."""


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
