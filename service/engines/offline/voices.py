"""Turns the holders of an analysis into voices, and matches them with those of another engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

from service.domain.base import Span
from service.domain.document import Document
from service.engines.answers import AUTHOR, StructureAnswer, Voice, VoicesAnswer
from service.engines.offline.analysis import Analysis
from service.engines.offline.holders.countries import normal
from service.engines.offline.holders.registry import Holder


def voices_of(document: Document, analysis: Analysis) -> VoicesAnswer:
    """Everybody to whom something is attributed, and their sides, in order of first mention."""
    registry = analysis.registry
    wanted = {key for holder in registry if holder.speaks for key in (holder.key, holder.parent)}
    voices = (_voice(document, holder, wanted) for holder in registry if holder.key in wanted)
    return VoicesAnswer(voices=tuple(voices))


def _voice(document: Document, holder: Holder, known: Set[str | None]) -> Voice:
    """A holder as a voice, with every place in the body that names it."""
    return Voice(
        key=holder.key,
        label=holder.label,
        kind=holder.kind,
        parent=holder.parent if holder.parent in known else None,
        aliases=tuple(alias for alias in holder.aliases if alias != holder.label),
        mentions=_mentions(document, holder),
    )


def _mentions(document: Document, holder: Holder) -> tuple[Span, ...]:
    found = {Span(start=start, end=end) for start, end in holder.at}
    names = {
        alias for alias in (*holder.aliases, " ".join(holder.name)) if alias[:1].isupper() and _is_name(holder, alias)
    }
    if holder.kind == "person" and len(holder.name) > 1:
        names.add(holder.name[-1])
    if names:
        pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names, key=len, reverse=True)))
        for paragraph in document.body():
            for match in pattern.finditer(document.text, paragraph.start, paragraph.end):
                span = Span(start=match.start(), end=match.end())
                if not any(span.overlaps(other) for other in found):
                    found.add(span)
    return tuple(sorted(found, key=lambda span: (span.start, span.end)))


def _is_name(holder: Holder, alias: str) -> bool:
    """Whether these words always mean the holder: a proper name does, "Critics" at the start of a sentence does not."""
    return bool(holder.name) or holder.kind == "state" or " " in alias


def match_voices(own: Iterable[Voice], voices: VoicesAnswer) -> dict[str, str]:
    """Own voice's key -> key of the same voice among `voices`, which may be another engine's; unmatched ones are left
    out. A shared key decides, then a shared mention, then a shared name.
    """
    matched: dict[str, str] = {AUTHOR: AUTHOR}
    by_key = {voice.key for voice in voices.voices}
    at: dict[int, str] = {}
    for voice in voices.voices:
        for mention in voice.mentions:
            for place in range(mention.start, mention.end):
                at.setdefault(place, voice.key)
    by_name = {normal(voice.label.split()[-1]): voice.key for voice in voices.voices if _has_surname(voice)}
    by_name |= {normal(name): voice.key for voice in voices.voices for name in (voice.label, *voice.aliases)}
    for voice in own:
        places = (place for mention in voice.mentions for place in range(mention.start, mention.end))
        key = voice.key if voice.key in by_key else next((at[place] for place in places if place in at), None)
        key = key or next((by_name[name] for name in _names(voice) if name in by_name), None)
        if key is not None:
            matched[voice.key] = key
    return matched


def _has_surname(voice: Voice) -> bool:
    return voice.kind == "person" and " " in voice.label


def _names(voice: Voice) -> list[str]:
    names = [voice.label, *voice.aliases, *([voice.label.split()[-1]] if _has_surname(voice) else [])]
    return [normal(name) for name in names if name]


def in_terms_of(voices: VoicesAnswer, structure: StructureAnswer, own: VoicesAnswer) -> StructureAnswer:
    """The structure with the keys of `own` replaced by those of `voices`; speakers missing there become new voices."""
    speaking = {item.voice for item in structure.attributions} - {AUTHOR}
    taken = {voice.key for voice in voices.voices}
    if speaking <= taken:
        return structure
    declared = [voice for voice in own.voices if voice.key in speaking]
    names = match_voices(declared, voices)
    new = []
    for voice in declared:
        if voice.key not in names:
            names[voice.key] = f"offline-{voice.key}" if voice.key in taken else voice.key
            parent = voice.parent if voice.parent in taken else None
            new.append(voice.model_copy(update={"key": names[voice.key], "parent": parent}))
            taken.add(names[voice.key])
    return renamed(structure, names).model_copy(update={"new_voices": tuple(new)})


def renamed(structure: StructureAnswer, names: Mapping[str, str]) -> StructureAnswer:
    """The structure with its voices' keys renamed; keys that `names` lacks stay."""
    items = (item.model_copy(update={"voice": names.get(item.voice, item.voice)}) for item in structure.attributions)
    return structure.model_copy(update={"attributions": tuple(items)})
