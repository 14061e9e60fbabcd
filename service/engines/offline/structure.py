"""Turns one paragraph of an analysis into an answer: attributions, units, relations."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from service.domain.argument import Mode
from service.domain.base import Span
from service.domain.document import Document
from service.domain.meaning.supposed import mode_in
from service.engines.answers import (
    AttributedStretch,
    RelationAnswer,
    StructureAnswer,
    UnitAnswer,
)
from service.engines.offline.analysis import Analysis
from service.engines.offline.attribution.attribution import READING, Attribution, Stretch, covers, size
from service.engines.offline.structure_model.head_decoding import Arc
from service.engines.offline.structure_model.model import Unit


def structure_of(document: Document, analysis: Analysis, paragraph: int) -> StructureAnswer:
    """The structure of one body paragraph, in the keys of the analysis."""
    held = analysis.held.get(paragraph, ())
    units = {number: unit for number, unit in enumerate(analysis.units) if unit.paragraph == paragraph}
    arcs = [arc for arc in analysis.arcs if arc.source in units and arc.target in units]
    return StructureAnswer(
        paragraph=paragraph,
        attributions=_attributions(document.text, held),
        units=tuple(_unit(document.text, number, unit) for number, unit in units.items()),
        relations=relations_of(arcs),
    )


def _attributions(text: str, held: Sequence[Attribution]) -> tuple[AttributedStretch, ...]:
    outer = [_outer(number, held) for number in range(len(held))]
    return tuple(
        AttributedStretch(
            id=f"a{number}",
            voice=item.holder,
            within=None if outer[number] is None else f"a{outer[number]}",
            source=_span(text, item.source or item.same_as),
            cue=_span(text, item.cue or item.same_cue),
            content=tuple(whole(text, piece) for piece in item.content),
            attitude=item.attitude,
            mode=_mode(text, item, outer[number], held),
        )
        for number, item in enumerate(held)
    )


def _mode(text: str, item: Attribution, outer: int | None, held: Sequence[Attribution]) -> Mode:
    source, cue = (_words(text, stretch) for stretch in (item.source or item.same_as, item.cue or item.same_cue))
    told = outer is not None and held[outer].holder != item.holder
    return mode_in(cue, source, attitude=item.attitude, told_by_another=told)


def _words(text: str, stretch: Stretch | None) -> str:
    return text[stretch[0] : stretch[1]] if stretch else ""


def _outer(number: int, held: Sequence[Attribution]) -> int | None:
    """The smallest other attribution whose content covers this one's frame and content. What is read into a record is
    within the words of whoever reads it.
    """
    raw = held[number]
    own = [*raw.frame, *raw.content]
    outer = [
        (size(item.content), item.rule == READING, other)
        for other, item in enumerate(held)
        if other != number
        and item.asserted
        and _may_hold(item.content, own)
        and (item.content != raw.content or READING == item.rule != raw.rule)
    ]
    return min(outer)[-1] if outer else None


def _may_hold(content: Sequence[Stretch], own: Sequence[Stretch]) -> bool:
    if not content or not own or content[-1][1] <= own[0][0] or own[0][1] <= content[0][0]:
        return False  # a quick check, since every pair is compared
    return covers(content, own)


def _span(text: str, stretch: tuple[int, int] | None) -> Span | None:
    return whole(text, stretch) if stretch is not None else None


def _unit(text: str, number: int, unit: Unit) -> UnitAnswer:
    return UnitAnswer(
        id=f"u{number}",
        spans=tuple(whole(text, piece) for piece in unit.spans),
        attribution=None if unit.attribution is None else f"a{unit.attribution}",
        confidence=rounded(unit.probability),
    )


def relations_of(arcs: Sequence[Arc]) -> tuple[RelationAnswer, ...]:
    """Relations, each named after its first source, linked premises together; an undercut of a relation that is not
    among them becomes a rebuttal.
    """
    sources = {arc.source for arc in arcs}
    firsts = {arc.source: arc.source if arc.beside is None or arc.beside not in sources else arc.beside for arc in arcs}
    together: dict[int, list[Arc]] = {}
    for arc in arcs:
        together.setdefault(firsts[arc.source], []).append(arc)
    return tuple(
        RelationAnswer(
            id=f"r{first}",
            kind="rebut" if arcs[0].kind == "undercut" and arcs[0].target not in sources else arcs[0].kind,
            sources=tuple(f"u{arc.source}" for arc in arcs),
            target=f"r{firsts[arcs[0].target]}"
            if arcs[0].kind == "undercut" and arcs[0].target in sources
            else f"u{arcs[0].target}",
            confidence=rounded(min(arc.probability for arc in arcs)),
        )
        for first, arcs in together.items()
    )


def rounded(probability: float) -> float:
    """The probability as a confidence: three decimals, between .01 and .99."""
    return round(min(max(probability, 0.01), 0.99), 3)


_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")


def whole(text: str, stretch: Stretch) -> Span:
    """The stretch in whole words; if nothing were left of it, the word that contains it.

    >>> whole("They're paid.", (0, 4)), whole("They're paid.", (4, 12))
    (Span(start=0, end=7), Span(start=8, end=12))
    """
    start, end = stretch
    opening, closing = _word_at(text, start), _word_at(text, end)
    if closing is not None:
        end = closing[1]
    if opening is not None:
        after = opening[1]
        while after < end and text[after].isspace():
            after += 1
        start = after if after < end else opening[0]
    return Span(start=start, end=end)


def _word_at(text: str, position: int) -> Stretch | None:
    """The word that a position falls inside, or null."""
    words, starts = _cuttable(text)
    index = bisect_right(starts, position) - 1
    if index >= 0 and words[index][0] < position < words[index][1]:
        return words[index]
    return None


@lru_cache(maxsize=4)
def _cuttable(text: str) -> tuple[list[Stretch], list[int]]:
    words = [match.span() for match in _WORD.finditer(text)]
    return words, [start for start, _ in words]
