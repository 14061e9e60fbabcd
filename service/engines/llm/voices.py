"""The first question: who speaks in this article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.domain.document import Document
from service.engines.answers import Voice, VoicesAnswer
from service.engines.llm.boundaries import name_at
from service.engines.llm.decoding import Decoded, Repairs, object_schema, parse_object, rows_schema, string_list
from service.engines.llm.numbering import Numbered, fence_of, shown
from service.engines.llm.rows import SPEAKER_PATTERN, VOICE_PATTERN, Place, VoiceRow, parse_speaker, parse_voice

MAX_VOICES = 60
WINDOW_SEGMENTS = 700
"""Segments shown in one call; a longer article is read in several windows, so that cost grows linearly."""
_POSSESSIVE = re.compile(r"['’]s?$")
_NAMED = frozenset({"person", "institution", "state", "group"})


@dataclass(frozen=True)
class VoicesQuestion:
    """One window of the article's body; `speakers`: voices that are known already, numbered before the others."""

    document: Document
    numbered: Numbered
    key_prefix: str = "v"
    speakers: tuple[Voice, ...] = ()

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        return {
            "title": self.document.title or "",
            "fence": fence_of(self.document.sha256, "voices", self.key_prefix),
            "word_lines": self.numbered.word_lines(),
            "speakers": [f"{number} = {shown(item.label)}" for number, item in enumerate(self.speakers, start=1)],
        }

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        rows = {"voices": rows_schema(VOICE_PATTERN, MAX_VOICES)}
        if self.speakers:
            rows["speakers"] = rows_schema(SPEAKER_PATTERN, len(self.speakers))
        return object_schema(rows)

    def decode(self, raw: str) -> Decoded[VoicesAnswer]:
        """The answer in spans of the document; rows that name what is not there are left out, with a warning."""
        repairs = Repairs()
        value = parse_object(raw, repairs)
        rows = None if value is None else string_list(value, "voices", MAX_VOICES, repairs)
        if rows is None:
            return repairs.decoded(None)
        parsed = [self._checked(row, repairs) for row in rows]
        keys = self._keys(parsed)
        voices = [
            self._voice(number, row, keys, repairs) for number, row in enumerate(parsed, start=1) if row is not None
        ]
        if rows and len(voices) * 2 < len(rows):
            repairs.errors.append("Most rows of voices break the grammar or name words that do not exist.")
        told = string_list(value, "speakers", len(self.speakers), repairs) if value and self.speakers else None
        voices = [*self._speakers(told or [], keys, repairs), *voices]
        return repairs.decoded(VoicesAnswer(voices=tuple(voices)))

    def _keys(self, rows: list[VoiceRow | None]) -> dict[int, str]:
        """The key of each number that a row may call somebody's side by."""
        known = {number: item.key for number, item in enumerate(self.speakers, start=1)}
        first = len(known) + 1
        return known | {number: self._key(number) for number, row in enumerate(rows, start=first) if row is not None}

    def _key(self, number: int) -> str:
        return f"{self.key_prefix}{number - len(self.speakers)}"

    def _speakers(self, rows: list[str], keys: dict[int, str], repairs: Repairs) -> list[Voice]:
        """The known speakers, with what the rows add to them."""
        found = {number: item for number, item in enumerate(self.speakers, start=1)}
        for text in rows:
            row = parse_speaker(text)
            if row is None or row.speaker not in found:
                repairs.warn("bad-row", f"a row of speakers breaks the grammar or names none of them: {text[:60]!r}")
                continue
            voice = found[row.speaker]
            spans = self._named_places(row.speaker, row.aliases, repairs)
            names = dict.fromkeys((*voice.aliases, *(span.cut(self.numbered.text) for span in spans)))
            update = {
                "aliases": tuple(name for name in names if name != voice.label),
                "mentions": tuple(sorted({*voice.mentions, *spans}, key=lambda span: span.start)),
                "parent": self._parent(row.speaker, row.parent, keys, repairs) or voice.parent,
            }
            found[row.speaker] = voice.model_copy(update=update)
        return list(found.values())

    def _named_places(self, number: int, places: tuple[Place, ...], repairs: Repairs) -> list[Span]:
        spans = [self._span(place.first, place.last) for place in places]
        named = [span for span in spans if span is not None]
        if len(named) < len(spans):
            repairs.warn("unknown-word", f"voice {number} has an alias of words that do not exist")
        return named

    def _parent(self, number: int, parent: int | None, keys: dict[int, str], repairs: Repairs) -> str | None:
        if parent is None:
            return None
        if parent == number or parent not in keys:
            repairs.warn("unknown-voice", f"voice {number} belongs to voice {parent}, which does not exist")
            return None
        return keys[parent]

    def _checked(self, row: str, repairs: Repairs) -> VoiceRow | None:
        parsed = parse_voice(row)
        if parsed is None:
            repairs.warn("bad-row", f"a row of voices breaks the grammar: {row[:60]!r}")
            return None
        return self._named(row, parsed, repairs)

    def _named(self, row: str, parsed: VoiceRow, repairs: Repairs) -> VoiceRow | None:
        """The row if its words name somebody; a function word alone (a number off by one) counts for its neighbour."""
        given = self.numbered.word_span(parsed.name.first, parsed.name.last)
        span = self._span(parsed.name.first, parsed.name.last)
        if given is None or (span is None and parsed.name.last - parsed.name.first > 14):
            repairs.warn("unknown-word", f"a voice is named by words that do not exist: {row[:60]!r}")
            return None
        words = given.cut(self.numbered.text)
        if span is None:
            repairs.errors.append(f"The words {words!r} of the row {row[:60]!r} name nobody; give the words that do.")
            return None
        if not given.overlaps(span):
            told = f"a voice was named by {words!r} alone; {span.cut(self.numbered.text)!r} beside it was taken"
            repairs.warn("moved-name", told)
        return parsed

    def _voice(self, place: int, row: VoiceRow, keys: dict[int, str], repairs: Repairs) -> Voice:
        number = len(self.speakers) + place
        named = self._named_places(number, (row.name, *row.aliases), repairs)
        label, *aliases = list(dict.fromkeys(span.cut(self.numbered.text) for span in named))
        return Voice(
            key=self._key(number),
            label=label,
            kind=row.kind,
            parent=self._parent(number, row.parent, keys, repairs),
            aliases=tuple(aliases),
            mentions=self._mentions(named, [label, *aliases] if row.kind in _NAMED else []),
        )

    def _span(self, first: int, last: int) -> Span | None:
        if self.numbered.word_span(first, last) is None or last - first > 14:
            return None
        span = name_at(self.numbered.text, self.numbered.words, first - 1, last - 1, self.document.language)
        if span is None:
            return None
        bare = _POSSESSIVE.sub("", span.cut(self.numbered.text)).rstrip(" ,;:.")
        return Span(start=span.start, end=span.start + len(bare)) if bare else None

    def _mentions(self, given: list[Span], names: list[str]) -> tuple[Span, ...]:
        """The places that were named, and every other place where a name with a capital stands as whole words."""
        body = Span(start=self.numbered.segments[0].start, end=self.numbered.segments[-1].end)
        found = list(given)
        for name in names:
            if any(letter.isupper() for letter in name):
                pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
                found += [
                    Span(start=hit.start(), end=hit.end())
                    for hit in pattern.finditer(self.numbered.text, body.start, body.end)
                    if self._in_body(hit.start())
                ]
        kept: list[Span] = []
        for span in sorted(found, key=lambda item: (item.start, -item.end)):
            if not kept or span.start >= kept[-1].end:
                kept.append(span)
        return tuple(kept)

    def _in_body(self, at: int) -> bool:
        return any(segment.start <= at < segment.end for segment in self.numbered.segments)


def questions_of(document: Document, speakers: tuple[Voice, ...] = ()) -> list[VoicesQuestion]:
    """The windows in which the article's voices are asked for; one, unless the article is very long."""
    body = {paragraph.index for paragraph in document.body()}
    segments = [segment for segment in document.segments if segment.paragraph in body]
    windows = [segments[at : at + WINDOW_SEGMENTS] for at in range(0, len(segments), WINDOW_SEGMENTS)]
    return [
        VoicesQuestion(
            document, Numbered(document.text, tuple(window)), "v" if len(windows) == 1 else f"v{part}.", speakers
        )
        for part, window in enumerate(windows, start=1)
    ]


def merged(answers: list[VoicesAnswer]) -> VoicesAnswer:
    """The windows' voices as one list: those that share a name become one, under the key of the first."""
    kept: dict[str, Voice] = {}
    owner: dict[str, str] = {}
    renamed: dict[str, str] = {AUTHOR: AUTHOR}
    for voice in (voice for answer in answers for voice in answer.voices):
        names = [name.casefold() for name in (voice.label, *voice.aliases)]
        key = next((owner[name] for name in names if name in owner and voice.kind != "unnamed"), voice.key)
        renamed[voice.key] = key
        if key in kept:
            first = kept[key]
            aliases = tuple(dict.fromkeys((*first.aliases, voice.label, *voice.aliases)))
            spans = {(span.start, span.end): span for span in (*first.mentions, *voice.mentions)}
            mentions = tuple(spans[at] for at in sorted(spans))
            voice = first.model_copy(
                update={"aliases": aliases, "mentions": mentions, "parent": first.parent or voice.parent}
            )
        kept[key] = voice
        owner.update({name: key for name in names if name not in owner})
    voices = [
        voice.model_copy(update={"parent": renamed.get(voice.parent)}) if voice.parent else voice
        for voice in kept.values()
    ]
    return VoicesAnswer(voices=tuple(voices))
