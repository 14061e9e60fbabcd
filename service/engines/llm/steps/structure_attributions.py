"""From the rows of `said` to attributions: who says it, by which words, inside whose words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase

from service.domain.argument import Mode, PerspectiveKind
from service.domain.base import Span
from service.domain.spans import joined, outside
from service.engines.answers import AUTHOR, AttributedStretch, Voice
from service.engines.llm.boundaries import name_at
from service.engines.llm.decoding import Repairs
from service.engines.llm.numbering import Numbered
from service.engines.llm.rows import VOICE_KINDS, AttributionRow, Place, parse_attribution
from service.reading.sentences import sentences_of

MAX_ATTRIBUTIONS = len(ascii_uppercase)
UNNAMED_LABEL = "Unnamed"


@dataclass
class Attributed:
    """One row of `said` in spans; `voice` is a key, `content` what its units and its own row give it."""

    letter: str
    voice: str
    row: AttributionRow
    source: Span | None
    cue: Span | None
    within: str | None = None
    content: tuple[Span, ...] = ()
    mode: Mode | None = None

    @property
    def frame(self) -> tuple[Span, ...]:
        """The words that only attribute."""
        return tuple(span for span in (self.source, self.cue) if span is not None)

    def stretch(self, prefix: str) -> AttributedStretch:
        """As the engine's answer has it."""
        return AttributedStretch(
            id=prefix + self.letter,
            voice=self.voice,
            within=prefix + self.within if self.within else None,
            source=self.source,
            cue=self.cue,
            content=self.content,
            attitude=self.row.attitude,
            mode=self.mode,
        )


@dataclass
class SaidDecoder:
    """Decodes the attributions of one answer; collects the voices that the voices step did not declare."""

    numbered: Numbered
    voices: tuple[Voice, ...]
    key_prefix: str
    repairs: Repairs
    language: str = "en"
    new_voices: dict[str, Voice] = field(default_factory=dict)

    def decode(self, rows: list[str]) -> dict[str, Attributed]:
        """Attributions by letter; malformed rows are skipped and reported in `repairs`."""
        found: dict[str, Attributed] = {}
        bad = 0
        for letter, text in zip(ascii_uppercase, rows, strict=False):
            row = parse_attribution(text)
            if row is None:
                bad += 1
                self.repairs.warn("bad-row", f"a row of said breaks the grammar: {text[:60]!r}")
                continue
            source, cue = self._named(letter, row.source), self._words(row.cue)
            found[letter] = Attributed(letter, self._voice_of(row, source, found), row, source, cue)
        if bad:
            self.repairs.errors.append(f"{bad} row(s) of said break the grammar.")
        for attributed in found.values():
            attributed.within = self._nested_in(attributed, found)
        return found

    def _words(self, place: Place | None) -> Span | None:
        if place is None:
            return None
        span = self.numbered.word_span(place.first, place.last)
        if span is None:
            detail = f"a source or cue names words {place.first}-{place.last}, which do not exist"
            self.repairs.warn("unknown-word", detail)
        return span

    def _named(self, letter: str, place: Place | None) -> Span | None:
        """A source; where it is a function word alone (a number off by one), the name beside it."""
        span = self._words(place)
        if place is None or span is None:
            return None
        text, first = self.numbered.text, self.numbered.first_word
        name = name_at(text, self.numbered.words, place.first - first, place.last - first, self.language)
        if name == span:
            return span
        if name is None:
            self.repairs.errors.append(
                f"Row {letter} of said: {span.cut(text)!r} names nobody; give the words that do."
            )
            return None
        told = f"a speaker was named by {span.cut(text)!r} alone; {name.cut(text)!r} beside it was taken"
        self.repairs.warn("moved-name", told)
        return name

    def _voice_of(self, row: AttributionRow, source: Span | None, earlier: Mapping[str, Attributed]) -> str:
        """The holder's key; one that was not declared becomes a new voice, named by its source, never the author."""
        if row.who.isdecimal():
            number = int(row.who)
            if number == 0:
                return AUTHOR
            if number <= len(self.voices):
                return self.voices[number - 1].key
            self.repairs.warn("unknown-voice", f"voice {number} was not declared; its source was taken for a new one")
        elif row.who in earlier:
            return earlier[row.who].voice
        elif row.who not in VOICE_KINDS:
            self.repairs.warn("unknown-voice", f"a holder refers to row {row.who}, which does not exist")
        kind: PerspectiveKind = next((known for known in VOICE_KINDS if known == row.who), "unnamed")
        return self._new_voice(kind, source)

    def _new_voice(self, kind: PerspectiveKind, source: Span | None) -> str:
        label = source.cut(self.numbered.text) if source else UNNAMED_LABEL
        known = next((voice.key for voice in self.voices if label in (voice.label, *voice.aliases)), None)
        if known is not None:
            return known
        if label not in self.new_voices:
            key = f"{self.key_prefix}{len(self.new_voices) + 1}"
            mentions = (source,) if source else ()
            self.new_voices[label] = Voice(key=key, label=label, kind=kind, mentions=mentions)
        return self.new_voices[label].key

    def _nested_in(self, attributed: Attributed, found: Mapping[str, Attributed]) -> str | None:
        within = attributed.row.within
        if within is None:
            return None
        seen, at = {attributed.letter}, within
        while at in found and at not in seen:
            seen.add(at)
            outer = found[at].row.within
            if outer is None:
                return within
            at = outer
        detail = f"attribution {attributed.letter} stands within {within}, which cannot be"
        self.repairs.warn("bad-nesting", detail)
        return None


def chain_of(letter: str | None, attributions: Mapping[str, Attributed]) -> Iterator[Attributed]:
    """The attribution and those that it stands within, from the inside out."""
    while letter is not None and letter in attributions:
        yield attributions[letter]
        letter = attributions[letter].within


def give_frames(text: str, paragraph: Span, attributions: Mapping[str, Attributed], language: str = "en") -> None:
    """What X said of "X said that Y believes p" is "Y believes p": an outer content holds the frame of an inner one.

    Only where the outer row names no content of its own, and within a sentence.
    """
    sentences = sentences_of(text, paragraph, language)
    inside = [item for item in attributions.values() if item.within in attributions and item.frame]
    for inner in sorted(inside, key=lambda item: -len(list(chain_of(item.letter, attributions)))):
        outer = attributions[inner.within or ""]
        if outer.row.content:
            continue
        said = list(outer.content)
        for sentence in sentences:
            near = [span for span in (*inner.frame, *inner.content) if sentence.covers(span)]
            if any(span in inner.frame for span in near):
                hull = Span(start=min(span.start for span in near), end=max(span.end for span in near))
                said += outside(hull, outer.frame)
        outer.content = joined(said, text)
