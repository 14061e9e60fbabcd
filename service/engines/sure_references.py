"""Resolves pronouns from the attribution next to them: "we" and "my" in a named speaker's own words, "he", "she" and
"they" right after the speaker in indirect speech. Pure; for every engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.domain.argument import Attribution, Perspective, Reference, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.meaning.open_words import OpenWord, open_words
from service.engines.answers import ReferencesAnswer, UnitReference

CONFIDENCE = 0.95
"""Read on the gold: see docs/design.md."""
_SPEAKERS = {"I": ("person",), "we": ("group", "institution", "state")}
_REPORTED = {"he": ("person",), "she": ("person",), "they": ("group",)}
_NO_NAME = re.compile(
    r"\W*(?:he|she|it|they|we|i|you|one|some|many|others?|both|who|which|those|these|that|this|his|her|their|its|my"
    r"|our|nobody|everybody|everyone|somebody|someone)\b",
    re.IGNORECASE,
)
_MAN, _WOMAN = (
    re.compile(r"\b(?:mr|man|father|spokesman|chairman)\b"),
    re.compile(r"\b(?:mrs|ms|woman|mother|spokeswoman)\b"),
)
_STOP = re.compile(r"[.!?;\n]")
_OPEN, _CLOSE = "“«„", "”»"
_NEAR = 8
"""Most words between a speaker and a pronoun that stands for it."""


def sure_references(draft: ArgumentMap) -> ReferencesAnswer:
    """The references that follow from who is said to speak; empty if it takes more than a glance."""
    holders = {item.id: item for item in draft.perspectives}
    attributions = {item.id: item for item in draft.attributions}
    found: list[UnitReference] = []
    for unit in draft.units:
        attribution = attributions.get(unit.attribution or "")
        if attribution is not None and unit.spans and draft.document.is_english(unit.paragraph):
            found += _of_unit(draft.document.text, unit, attribution, holders[unit.perspective])
    return ReferencesAnswer(references=tuple(found))


def _of_unit(text: str, unit: Unit, attribution: Attribution, holder: Perspective) -> Iterator[UnitReference]:
    quoted = _is_quoted(text, unit.spans[0])
    for word in open_words(unit, text):
        name: Span | None = None
        if quoted and holder.kind in _SPEAKERS.get(word.group, ()):
            name = _name_of(text, attribution, holder, word.span)
        elif not quoted and holder.kind in _REPORTED.get(word.group, ()):
            name = _speaker_before(text, unit, attribution, word)
        if name is not None and not name.overlaps(word.span):
            reference = Reference(start=word.span.start, end=word.span.end, spans=(name,), confidence=CONFIDENCE)
            yield UnitReference(unit=unit.id, reference=reference)


def _is_quoted(text: str, span: Span) -> bool:
    """Whether a unit opens a quotation, or stands in one that is open at its start."""
    start = text.rfind("\n", 0, span.start) + 1
    before = text[start : span.start + 1]
    opened = sum(before.count(mark) for mark in _OPEN) - sum(before.count(mark) for mark in _CLOSE)
    return opened > 0 or before.count('"') % 2 == 1


def _name_of(text: str, attribution: Attribution, holder: Perspective, word: Span) -> Span | None:
    """The speaker's name: the fullest of its mentions, the nearest before the word; else the words of the source."""
    source = attribution.source
    names = [item for item in holder.mentions if not _NO_NAME.match(item.cut(text))]
    named = [item for item in names if item.cut(text) == holder.label] or names
    before = [item for item in named if item.end <= word.start]
    if before or named:
        return max(before, key=lambda item: item.end) if before else named[0]
    return source if source is not None and not _NO_NAME.match(source.cut(text)) else None


def _speaker_before(text: str, unit: Unit, attribution: Attribution, word: OpenWord) -> Span | None:
    """The source, where it stands right before the unit in the same sentence, and the pronoun opens what it says."""
    source = attribution.source
    if source is None or source.end > unit.spans[0].start or _NO_NAME.match(source.cut(text)):
        return None
    between = text[source.end : word.span.start]
    if _STOP.search(between) or len(between.split()) > _NEAR or re.search(r"\b(?:of|told|with|to|asked)\b", between):
        return None
    name = source.cut(text).lower()
    if (word.group == "he" and _WOMAN.search(name)) or (word.group == "she" and _MAN.search(name)):
        return None
    return source
