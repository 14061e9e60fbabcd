"""From the rows of `said` to attributions: who says it, by which words, inside whose words and turn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

from service.domain.argument import AUTHOR, Mode, PerspectiveKind
from service.domain.base import Span
from service.domain.document import Document, Turn
from service.domain.spans import joined, outside
from service.engines.answers import AttributedStretch, Voice
from service.engines.llm.boundaries import is_whole_quotation, name_at, quote
from service.engines.llm.decoding import Repairs
from service.engines.llm.numbering import Numbered, shown
from service.engines.llm.rows import VOICE_KINDS, AttributionRow, Place, parse_attribution
from service.engines.turns import introducer_of, said_in, turn_of
from service.reading.sentences import sentences_of

MAX_ATTRIBUTIONS = len(ascii_uppercase)
_SAYING = re.compile(r"\b(?:said|says|told|tells|added|adds|wrote|writes|argued|argues|insisted|insists|asked|asks)\b")
_ENDORSED = re.compile(r"\bas\s+$", re.IGNORECASE)
UNNAMED_LABEL = "Unnamed"
_REACH = 90
"""Code points before and behind a source in which its partner stands."""
_BETWEEN = re.compile(r",?\s{1,4}(?:and|or|&|as well as)\s{1,4}(?:the\s{1,4})?\Z")
NOBODY = "0"
"""But the author has the word."""


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


def holder_of_quotation(
    text: str,
    paragraph: Span,
    name: str,
    pieces: Sequence[Span],
    attributions: Mapping[str, Attributed],
    repairs: Repairs,
    language: str = "en",
) -> str | None:
    """The letter of whoever the sentence says is quoted, for a unit given to the author; None where nobody is."""
    if not is_whole_quotation(text, pieces):
        return None
    sentences = [item for item in sentences_of(text, paragraph, language) if any(map(item.overlaps, pieces))]
    near = [
        item
        for item in attributions.values()
        if item.voice != AUTHOR
        and any(_inside(span, sentences) for span in item.frame)
        and not _is_endorsed(text, item)
    ]
    if len({item.voice for item in near}) == 1:
        told = f"the quotation {quote(text, pieces[0])} was given to the author; the sentence names another"
        repairs.warn("quotation-holder", told)
        return near[-1].letter
    outside = " ".join(_without(text, item, pieces) for item in sentences)
    if not near and _SAYING.search(outside):
        repairs.errors.append(
            f"Unit {name} is a quotation, and its sentence says whose: give it the letter of a row of said."
        )
    return None


def _inside(span: Span, sentences: Sequence[Span]) -> bool:
    return any(sentence.covers(span) for sentence in sentences)


def _is_endorsed(text: str, attributed: Attributed) -> bool:
    """`as X says`: the author takes it over."""
    start = min(span.start for span in attributed.frame)
    return _ENDORSED.search(text, max(0, start - 5), start) is not None


def _without(text: str, sentence: Span, pieces: Sequence[Span]) -> str:
    return "".join(
        letter
        for at, letter in enumerate(sentence.cut(text), start=sentence.start)
        if not any(piece.start <= at < piece.end for piece in pieces)
    )


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


def lines_with_turns(
    document: Document, voices: Sequence[Voice], numbered: Numbered, speaking: str
) -> tuple[list[str], str]:
    """The numbered lines of a paragraph, with `@ 2` where voice 2 takes the word; and who has it at the end.

    `speaking`: who had the word before, in the same notation; NOBODY before the first paragraph shown.
    """
    numbers = {voice.key: number for number, voice in enumerate(voices, start=1)}
    lines: list[str] = []
    for segment, line in zip(numbered.segments, numbered.word_lines().split("\n"), strict=True):
        who = _who(turn_of(document, [segment]), numbers)
        if who != speaking:
            lines.append(f"@ {who}")
            speaking = who
        lines.append(line)
    return lines, speaking


def _who(turn: Turn | None, numbers: Mapping[str, int]) -> str:
    if turn is None or turn.speaker == AUTHOR:
        return NOBODY
    number = numbers.get(turn.speaker)
    name = str(number) if number else shown(turn.label or NOBODY)
    return name if turn.kind == "speech" else f"{name} {turn.kind}"


def turns_within(document: Document, paragraph: Span) -> dict[Turn, Attributed]:
    """An attribution without words of saying for each turn of the paragraph that claims something."""
    spoken = [turn for turn, _ in said_in(document, paragraph) if turn.kind != "procedure" and turn.speaker != AUTHOR]
    found = {turn: _attributed(f"T{number}", turn) for number, turn in enumerate(spoken, start=1)}
    for turn in spoken:
        reader = introducer_of(document, turn)
        if reader is not None:
            around = found.setdefault(reader, _attributed(f"R{found[turn].letter}", reader))
            found[turn].within = around.letter
    return found


def _attributed(letter: str, turn: Turn) -> Attributed:
    return Attributed(letter, turn.speaker, AttributionRow(turn.speaker, None, None), turn.source, None)


def letter_of(document: Document, pieces: Sequence[Span], turns: Mapping[Turn, Attributed]) -> str | None:
    """The letter of the turn in which these stretches begin; None where nobody but the author has the word."""
    turn = turn_of(document, pieces)
    found = turns.get(turn) if turn else None
    return found.letter if found else None


def stand_within(
    document: Document,
    attributions: dict[str, Attributed],
    turns: Mapping[Turn, Attributed],
    held: Mapping[str, Sequence[Span]],
) -> dict[str, Attributed]:
    """The attributions with those of the turns, in which the outermost of others stand. `held`: units by letter."""
    for item in list(attributions.values()):
        turn = turn_of(document, item.frame or held.get(item.letter, ()))
        outer = turns.get(turn) if turn else None
        if outer is None or item.within is not None:
            continue
        if item.voice == AUTHOR and item.row.supposed:
            item.voice = outer.voice  # what is assumed for the argument's sake is assumed by whoever has the word
        elif item.voice not in (AUTHOR, outer.voice):
            item.within = outer.letter
    used = {item.within for item in attributions.values()} | set(held)
    used |= {item.within for item in turns.values() if item.letter in used}
    return {item.letter: item for item in turns.values() if item.letter in used} | attributions


def with_modes(attributions: Mapping[str, Attributed]) -> dict[str, Attributed]:
    """The attributions, each said, supposed (by whoever speaks) or reported by somebody other than the author."""
    return {letter: replace(item, mode=_mode(item, attributions)) for letter, item in attributions.items()}


def _mode(item: Attributed, attributions: Mapping[str, Attributed]) -> Mode:
    if any(outer.row.supposed for outer in chain_of(item.letter, attributions)):
        return "supposed"
    outer = attributions.get(item.within or "")
    return "said" if outer is None or outer.voice == AUTHOR else "reported"
