"""What pronouns and the like stand for: once a document, only about units that cannot be read alone.

A request shows the sentences around the open words, no more of the article. Words that may name something carry
numbers, open words stand in brackets; an answer is nothing but such numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from service.domain.argument import Reference
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.meaning.open_words import AUXILIARIES, open_words
from service.domain.word_lists import word_list
from service.engines.answers import ReferencesAnswer, UnitReference
from service.engines.llm.decoding import Decoded, Repairs, object_schema, parse_object, rows_schema, string_list
from service.engines.llm.numbering import fence_of, shown
from service.engines.llm.rows import REFERENT_PATTERN, parse_referent
from service.reading.sentences import sentences_of
from service.reading.words import words_of

MARKS_A_CALL = 120
CONFIDENCE = 0.9
_BEFORE, _AFTER = 8, 60
"""Words wanted before a mark, else one more sentence is shown, two at most; code points shown after the last mark."""
_LONGEST = 24
"""Most words of a name."""
_UNNUMBERED = AUXILIARIES | word_list(
    "a an the this that these those and or but nor so yet if as than then of to in on at by for from with without into "
    "onto over under about between among against after before during since until while when where why how what who "
    "whom whose which because though although whether not no only also even still just too very more most much many "
    "few some any all both each every either neither other another such same own be been being he him his she her hers "
    "it its they them their theirs we us our ours i me my you your there here now one ones"
)
_LEADING = word_list(
    "a an the this these those his her its their our my your some any no every each both all many few most "
    "several other another such been neither either"
)
"""Words that belong to the name behind them; "be" too, where a verb was left out ("It can" "be faked")."""


@dataclass(frozen=True)
class Mark:
    """An open word of a unit, and the passage in which its name is looked for."""

    unit: str
    word: Span
    passage: Span


@dataclass(frozen=True)
class ReferencesQuestion:
    """Marks in text order, numbered from 1; the numbers of words begin anew with each passage."""

    draft: ArgumentMap
    marks: tuple[Mark, ...]

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        fence = fence_of(self.draft.document.sha256, "references", str(self.marks[0].word.start))
        return {"fence": fence, "passages": "\n".join(map(self._line, self._passages))}

    @cached_property
    def _passages(self) -> tuple[Span, ...]:
        return tuple(dict.fromkeys(mark.passage for mark in self.marks))

    @cached_property
    def _names(self) -> dict[Span, tuple[Span, ...]]:
        """The words of each passage that carry numbers: those that can name something, before its last mark."""
        text = self.draft.document.text
        marked = {mark.word for mark in self.marks}
        last = {mark.passage: mark.word.start for mark in self.marks}
        return {
            passage: tuple(
                word
                for word in words_of(text, passage)
                if word.end <= last[passage]
                and word.cut(text).lower() not in _UNNUMBERED
                and not any(word.overlaps(mark) for mark in marked)
            )
            for passage in self._passages
        }

    def _line(self, passage: Span) -> str:
        """The passage with its numbers and marks; brackets and underscores of the article's own are shown otherwise."""
        text = self.draft.document.text
        notes = [(word.start, word.end, f"{{}}_{number}") for number, word in enumerate(self._names[passage], 1)]
        notes += [
            (mark.word.start, mark.word.end, f"[{number} {{}}]")
            for number, mark in enumerate(self.marks, 1)
            if mark.passage == passage
        ]
        parts, at = [], passage.start
        for start, end, form in sorted(notes):
            parts += [_plain(text[at:start]), form.format(_plain(text[start:end]))]
            at = end
        return "".join([*parts, _plain(text[at : passage.end])]).strip()

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        return object_schema({"references": rows_schema(REFERENT_PATTERN, len(self.marks))})

    def decode(self, raw: str) -> Decoded[ReferencesAnswer]:
        """The references in spans of the document; a row that names what is not there is left out, with a warning."""
        repairs = Repairs()
        value = parse_object(raw, repairs)
        rows = None if value is None else string_list(value, "references", len(self.marks), repairs)
        if rows is None:
            return repairs.decoded(None)
        found = {item.reference.start: item for row in reversed(rows) if (item := self._reference(row, repairs))}
        answer = ReferencesAnswer(references=tuple(found[at] for at in sorted(found)))
        return repairs.decoded(answer)

    def _reference(self, row: str, repairs: Repairs) -> UnitReference | None:
        parsed = parse_referent(row)
        if parsed is None or not 1 <= parsed.mark <= len(self.marks):
            repairs.warn("bad-row", f"a reference breaks the grammar or names what does not exist: {row[:60]!r}")
            return None
        mark = self.marks[parsed.mark - 1]
        spans = [self._name(mark, place.first, place.last) for place in parsed.places]
        kept = sorted({span for span in spans if span is not None}, key=lambda span: span.start)
        if len(kept) < len(spans) or any(one.end > other.start for one, other in pairwise(kept)):
            repairs.warn("unknown-word", f"a reference names words that do not exist, or too many: {row[:60]!r}")
            return None
        reference = Reference(start=mark.word.start, end=mark.word.end, spans=tuple(kept), confidence=CONFIDENCE)
        return UnitReference(unit=mark.unit, reference=reference)

    def numbers_of(self, mark: Mark, name: str) -> str:
        """The numbers of a name's words in the mark's passage; raises ValueError if it is not there just once."""
        text = self.draft.document.text
        words = [word.cut(text) for word in self._names[mark.passage]]
        wanted = [word for word in name.split() if word.lower() not in _UNNUMBERED]
        found = [at for at in range(len(words)) if words[at : at + len(wanted)] == wanted]
        if len(found) != 1:
            raise ValueError(f"{name!r} stands {len(found)} times in its passage")
        first, last = found[0] + 1, found[0] + len(wanted)
        return str(first) if first == last else f"{first}-{last}"

    def _name(self, mark: Mark, first: int, last: int) -> Span | None:
        """The words of a passage from one number to another, with the little words that lead up to them."""
        words = self._names[mark.passage]
        if not 1 <= first <= last <= len(words):
            return None
        text = self.draft.document.text
        start = words[first - 1].start
        leading = _LEADING | {"be"} if mark.word.cut(text).lower() in AUXILIARIES else _LEADING
        while (before := re.search(r"(?<!\S)([^\W\d_]+) $", text[mark.passage.start : start])) is not None:
            if before[1].lower() not in leading:
                break
            start -= len(before.group())
        span = Span(start=start, end=words[last - 1].end)
        one_sentence = len(sentences_of(text, span)) == 1
        return span if one_sentence and len(words_of(text, span)) <= _LONGEST and not span.overlaps(mark.word) else None


def _plain(text: str) -> str:
    """As `shown`, with the brackets and underscores of the article replaced, since ours mark numbers and open words."""
    return shown(text).replace("_", "-").replace("[", "(").replace("]", ")")


def questions_of(draft: ArgumentMap, known: ReferencesAnswer) -> list[ReferencesQuestion]:
    """What is to be asked beside what is known already; none where every unit can be read alone."""
    resolved = {(item.unit, item.reference.start) for item in known.references}
    text = draft.document.text
    marked = [
        (word.span, unit.id)
        for unit in draft.units
        if draft.document.is_english(unit.paragraph)
        for word in open_words(unit, text)
        if word.kind != "speaker" and (unit.id, word.span.start) not in resolved
    ]
    ordered = sorted(dict(marked).items(), key=lambda item: item[0].start)
    passages = _passages(draft, [word for word, _ in ordered])
    marks = [
        Mark(unit, word, passage)
        for (word, unit), passage in zip(ordered, passages, strict=True)
        if passage is not None
    ]
    return [
        ReferencesQuestion(draft, tuple(marks[at : at + MARKS_A_CALL])) for at in range(0, len(marks), MARKS_A_CALL)
    ]


def _passages(draft: ArgumentMap, words: Sequence[Span]) -> list[Span | None]:
    """For each word its passage: its sentence up to a little behind the word, and one or two sentences before it.
    Passages that share a sentence are merged."""
    text = draft.document.text
    sentences = [sentence for paragraph in draft.document.body() for sentence in sentences_of(text, paragraph)]
    groups: list[tuple[int, int, list[Span]]] = []
    for word in words:
        at = _place(sentences, word)
        if at is None:
            continue
        first = _first(text, sentences, at, word)
        if groups and first <= groups[-1][1]:
            begun, _, members = groups[-1]
            groups[-1] = (min(begun, first), at, [*members, word])
        else:
            groups.append((first, at, [word]))
    found: dict[Span, Span] = {}
    for first, last, members in groups:
        end = _cut(text, sentences[last], members[-1])
        found |= dict.fromkeys(members, Span(start=sentences[first].start, end=end))
    return [found.get(word) for word in words]


def _place(sentences: Sequence[Span], word: Span) -> int | None:
    """The number of the sentence in which a word stands."""
    at = bisect_right(sentences, word.start, key=lambda sentence: sentence.start) - 1
    return at if at >= 0 and sentences[at].covers(word) else None


def _first(text: str, sentences: Sequence[Span], at: int, word: Span) -> int:
    """The sentence with which a word's passage begins."""
    first, before = at, words_of(text, Span(start=sentences[at].start, end=word.start + 1))
    while first > max(0, at - 2) and len(before) <= _BEFORE:
        first -= 1
        before = (*words_of(text, sentences[first]), *before)
    return first


def _cut(text: str, sentence: Span, word: Span) -> int:
    """Where a passage ends: a few words behind its last mark."""
    far = word.end + _AFTER
    if far >= sentence.end:
        return sentence.end
    space = text.rfind(" ", word.end, far)
    return space if space > word.end else sentence.end
