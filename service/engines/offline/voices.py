"""Converts the holders of an analysis to the voices of an answer, and matches them with another engine's voices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from service.domain.base import Span
from service.domain.document import Document
from service.engines.answers import AUTHOR, StructureAnswer, Voice, VoicesAnswer
from service.engines.offline.analysis import Analysis
from service.engines.offline.holders.countries import normal
from service.engines.offline.holders.registry import Holder

_BLOCK = 128
"""Code points in which mentions are looked up together."""


def voices_of(document: Document, analysis: Analysis) -> VoicesAnswer:
    """Everybody to whom something is attributed, and the sides that they belong to, in order of first mention."""
    registry = analysis.registry
    wanted = {holder.key for holder in registry if holder.speaks}
    for holder in registry:
        if holder.speaks and holder.parent is not None:
            wanted.add(holder.parent)
    return VoicesAnswer(voices=tuple(voice_of(document, holder, wanted) for holder in registry if holder.key in wanted))


def voice_of(document: Document, holder: Holder, known: Iterable[str]) -> Voice:
    """One holder as a voice, with every place where the body of the article names it."""
    return Voice(
        key=holder.key,
        label=holder.label,
        kind=holder.kind,
        parent=holder.parent if holder.parent in set(known) else None,
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
    """Whether every place where these words stand is a mention: proper names, not "Critics" at a sentence's start."""
    return bool(holder.name) or holder.kind == "state" or " " in alias


def match_voices(own: Iterable[Voice], voices: VoicesAnswer) -> dict[str, str]:
    """Own voice's key -> key of the voice (perhaps another engine's) that means the same; those without one left out.

    A shared key decides, then a shared mention, then a label or alias in common.
    """
    matched: dict[str, str] = {AUTHOR: AUTHOR}
    by_key, at = {voice.key for voice in voices.voices}, _Places(voices)
    by_name = {normal(voice.label.split()[-1]): voice.key for voice in voices.voices if _has_surname(voice)}
    by_name |= {normal(name): voice.key for voice in voices.voices for name in (voice.label, *voice.aliases)}
    for voice in own:
        key = voice.key if voice.key in by_key else at.first_at(voice.mentions)
        key = key or next((by_name[name] for name in _names(voice) if name in by_name), None)
        if key is not None:
            matched[voice.key] = key
    return matched


class _Places:
    """Which voice is mentioned where."""

    def __init__(self, voices: VoicesAnswer) -> None:
        self._blocks: dict[int, list[tuple[int, Span, str]]] = {}
        for number, voice in enumerate(voices.voices):
            for mention in voice.mentions:
                for block in range(mention.start // _BLOCK, mention.end // _BLOCK + 1):
                    self._blocks.setdefault(block, []).append((number, mention, voice.key))

    def first_at(self, mentions: Iterable[Span]) -> str | None:
        """The first voice that is mentioned at the first of these places at which one is."""
        for mention in mentions:
            near = [
                (number, key)
                for block in range(mention.start // _BLOCK, mention.end // _BLOCK + 1)
                for number, other, key in self._blocks.get(block, ())
                if mention.overlaps(other)
            ]
            if near:
                return min(near)[1]
        return None


def _has_surname(voice: Voice) -> bool:
    return voice.kind == "person" and " " in voice.label


def _names(voice: Voice) -> list[str]:
    names = [voice.label, *voice.aliases, *([voice.label.split()[-1]] if _has_surname(voice) else [])]
    return [normal(name) for name in names if name]


def in_terms_of(voices: VoicesAnswer, structure: StructureAnswer, own: VoicesAnswer) -> StructureAnswer:
    """The structure, which is in the keys of `own`, in the keys of `voices`; whom nobody declared is a new voice."""
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
    """The structure with its voices' keys renamed; keys without a new name stay."""
    items = (item.model_copy(update={"voice": names.get(item.voice, item.voice)}) for item in structure.attributions)
    return structure.model_copy(update={"attributions": tuple(items)})
