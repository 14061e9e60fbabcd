"""Holders of an analysis -> the voices of an answer, and the way back from another engine's voices."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.domain.base import Span
from service.domain.document import Document
from service.engines.answers import AUTHOR, Voice, VoicesAnswer
from service.engines.offline.analysis import Analysis
from service.engines.offline.holders.countries import normal
from service.engines.offline.holders.registry import Holder


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


def match_voices(holders: Iterable[Holder], voices: VoicesAnswer) -> dict[str, str]:
    """Own holder's key -> key of the voice (perhaps another engine's) that means the same; those without one left out.

    A shared key decides, then a shared mention, then a label or alias in common.
    """
    matched: dict[str, str] = {AUTHOR: AUTHOR}
    by_key = {voice.key for voice in voices.voices}
    by_name = {normal(name): voice.key for voice in voices.voices for name in (voice.label, *voice.aliases)}
    for holder in holders:
        if holder.key in by_key:
            matched[holder.key] = holder.key
            continue
        key = _by_mention(holder, voices) or next((by_name[name] for name in _names(holder) if name in by_name), None)
        if key is not None:
            matched[holder.key] = key
    return matched


def _by_mention(holder: Holder, voices: VoicesAnswer) -> str | None:
    for start, end in holder.at:
        own = Span(start=start, end=end)
        for voice in voices.voices:
            if any(own.overlaps(mention) for mention in voice.mentions):
                return voice.key
    return None


def _names(holder: Holder) -> list[str]:
    names = [holder.label, *holder.aliases, " ".join(holder.name)]
    if holder.kind == "person" and holder.name:
        names.append(holder.name[-1])
    return [normal(name) for name in names if name]
