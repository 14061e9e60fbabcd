"""Joint parties: of "Norway and Sweden argue" each is a holder, also where an answer has a row for one of them only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from service.domain.base import Span
from service.engines.answers import Voice
from service.engines.llm.steps.structure_attributions import Attributed

_REACH = 90
"""Code points before and behind a source in which its partner stands."""
_BETWEEN = re.compile(r",?\s{1,4}(?:and|or|&|as well as)\s{1,4}(?:the\s{1,4})?\Z")


def with_partners(text: str, attributions: Mapping[str, Attributed], voices: Sequence[Voice]) -> dict[str, Attributed]:
    """The attributions, and one more for each listed voice that "and" joins to a source and that has none of its own;
    it says the same by the same cue.
    """
    found = dict(attributions)
    for item in attributions.values():
        for voice, source in _partners(text, item, voices):
            spoken = [other for other in found.values() if other.voice == voice.key and other.cue == item.cue]
            if not spoken:
                letter = f"{item.letter}{len(found) + 1}"
                found[letter] = replace(item, letter=letter, voice=voice.key, source=source)
    return found


def _partners(text: str, item: Attributed, voices: Sequence[Voice]) -> Iterator[tuple[Voice, Span]]:
    """The voices named in the source, or joined to it by "and", with where they are."""
    if item.source is None or item.cue is None:
        return
    first, last = max(0, item.source.start - _REACH), item.source.end + _REACH
    for voice in voices:
        if voice.key == item.voice or voice.kind == "unnamed":
            continue
        for name in sorted({voice.label, *voice.aliases, voice.label.split()[-1]}, key=len, reverse=True):
            if name[:1].isupper() and (span := _joined(text, item, name, first, last)) is not None:
                yield voice, span
                break


def _joined(text: str, item: Attributed, name: str, first: int, last: int) -> Span | None:
    source, cue = item.source, item.cue
    assert source is not None
    assert cue is not None
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text[first:last]):
        span = Span(start=first + match.start(), end=first + match.end())
        if source.covers(span) and _BETWEEN.search(text[source.start : span.start]):
            return span
        if source.end <= span.start < span.end <= cue.start or (cue.end <= source.start and source.end <= span.start):
            if _BETWEEN.fullmatch(text[source.end : span.start]):
                return span
        elif span.end <= source.start and _BETWEEN.fullmatch(text[span.end : source.start]):
            return span
    return None
