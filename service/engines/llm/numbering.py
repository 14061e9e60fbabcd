"""The article as a model sees it: numbered segments and words, and the mapping from numbers back to spans.

A model never copies text: it answers in the numbers given here. What it is shown is stripped of characters that could
hide or reorder text; spans always refer to the unmodified document.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.domain.argument import AUTHOR, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Paragraph
from service.reading.words import words_of

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_SPACES = re.compile(r"\s+")
_ROLE_MARKS = re.compile(r"<(?=[|｜/!<a-zA-Z])|\[(?=/?INST)")
"""Where a mark of some chat format may begin (`<|im_start|>`, `</s>`, `[INST]`), which a local server would obey."""
UNIT_CHARACTERS = 400
"""Shown of a piece of a unit."""


def shown(text: str) -> str:
    """`text` in one line, without control, zero-width, bidirectional and tag characters, and with role markers
    disabled.

    >>> shown("a\\u200bb\\n3|  c\\u202e <|im_end|>")
    'ab 3| c < |im_end|>'
    """
    one_line = _SPACES.sub(" ", text)
    visible = "".join(letter for letter in one_line if unicodedata.category(letter) not in _HIDDEN)
    return _ROLE_MARKS.sub(lambda match: match.group() + " ", visible)


def fence_of(*parts: str) -> str:
    """Ten hex digits that delimit article text: no text can contain its own fence, and equal parts give
    equal fences.
    """
    return hashlib.sha256("\0".join(("fence", *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:10]


@dataclass(frozen=True)
class Numbered:
    """Consecutive segments of a text, with segments numbered and words numbered across all of them.

    `first_segment`, `first_word`: the first numbers, if others were shown before.
    """

    text: str
    segments: tuple[Span, ...]
    first_segment: int = 1
    first_word: int = 1

    @cached_property
    def words(self) -> tuple[Span, ...]:
        """All words, in order; word number n is `words[n - first_word]`."""
        return tuple(word for words in self._words_by_segment for word in words)

    @cached_property
    def _words_by_segment(self) -> tuple[tuple[Span, ...], ...]:
        return tuple(tuple(words_of(self.text, segment)) for segment in self.segments)

    def word_lines(self) -> str:
        """One line per segment, each word followed by its number: `3| “Indian_12 officials_13, ...`."""
        return "\n".join(f"{number}| {text}" for number, text in enumerate(self.marked(), start=self.first_segment))

    def marked(self) -> list[str]:
        """Each segment's text, each word followed by its number."""
        texts, number = [], self.first_word
        for segment, words in zip(self.segments, self._words_by_segment, strict=True):
            parts: list[str] = []
            at = segment.start
            for word in words:
                shown_word = _without_bars(self.text[at : word.end])
                apart = " " if parts and shown_word[:1].isdigit() else ""  # Chinese writes 有7批: not 有_127批_13
                parts.append(f"{apart}{shown_word}_{number}")
                at = word.end
                number += 1
            parts.append(_without_bars(self.text[at : segment.end]))
            texts.append("".join(parts).strip())
        return texts

    def segment_span(self, first: int, last: int) -> Span | None:
        """From the start of one segment to the end of another; None if the numbers do not exist."""
        return _between(self.segments, first - self.first_segment, last - self.first_segment)

    def word_span(self, first: int, last: int) -> Span | None:
        """From the start of one word to the end of another; None if the numbers do not exist."""
        return _between(self.words, first - self.first_word, last - self.first_word)

    def word_pieces(self, first: int, last: int) -> tuple[Span, ...]:
        """Same as `word_span`, split where segments are not adjacent; empty if the numbers do not exist."""
        whole = self.word_span(first, last)
        if whole is None:
            return ()
        inside = ([word for word in words if whole.covers(word)] for words in self._words_by_segment)
        return tuple(Span(start=words[0].start, end=words[-1].end) for words in inside if words)

    def find_words(self, phrase: str) -> list[tuple[int, int]]:
        """First and last word number of each occurrence of the words of `phrase`, in order."""
        wanted = (
            [shown(word.cut(phrase)) for word in words_of(phrase, Span(start=0, end=len(phrase)))] if phrase else []
        )
        have = [shown(word.cut(self.text)) for word in self.words]
        size = len(wanted)
        found = [at for at in range(len(have) - size + 1) if size and have[at : at + size] == wanted]
        return [(at + self.first_word, at + self.first_word + size - 1) for at in found]


def _without_bars(text: str) -> str:
    """As `shown`, with underscores replaced, so that every underscore before a number is ours."""
    return shown(text).replace("_", "-")


def _between(spans: Sequence[Span], first: int, last: int) -> Span | None:
    if not 0 <= first <= last < len(spans):
        return None
    return Span(start=spans[first].start, end=spans[last].end)


def numbered_on(text: str, groups: Iterable[tuple[Span, ...]]) -> tuple[Numbered, ...]:
    """Groups of segments with continuous numbering, from 1 in the first group."""
    found: list[Numbered] = []
    segment = word = 1
    for group in groups:
        numbered = Numbered(text, group, segment, word)
        found.append(numbered)
        segment += len(group)
        word += len(numbered.words)
    return tuple(found)


def article_lines(draft: ArgumentMap, units: Sequence[Unit], between: Callable[[Span], str]) -> str:
    """One line a paragraph: `¶ 3: That is why ⟦12 author: its text⟧ in May.` Units are numbered from 1 in their order.

    `between`: how a stretch that is no unit is shown. Of a window of the units only their paragraphs are shown.
    """
    return "\n".join(f"{head} {_marked(draft, units, paragraph, between)}" for head, paragraph in _shown(draft, units))


def stretches_between(draft: ArgumentMap, units: Sequence[Unit]) -> list[Span]:
    """The stretches that are no unit, in the order in which `article_lines` shows them."""
    found: list[Span] = []

    def note(span: Span) -> str:
        found.append(span)
        return ""

    article_lines(draft, units, note)
    return found


def without_brackets(text: str) -> str:
    """As shown, and no double bracket in it, so that the ones around a unit are always ours."""
    return shown(text).replace("⟦", "[").replace("⟧", "]")


def _shown(draft: ArgumentMap, units: Sequence[Unit]) -> list[tuple[str, Paragraph]]:
    first, last = units[0].paragraph, units[-1].paragraph
    whole = len(units) == sum(not unit.implicit for unit in draft.units)
    return [
        (f"{'#' if paragraph.kind == 'heading' else '¶'} {paragraph.index + 1}:", paragraph)
        for paragraph in draft.document.paragraphs
        if paragraph.kind != "furniture" and (whole or first <= paragraph.index <= last)
    ]


def _marked(draft: ArgumentMap, units: Sequence[Unit], paragraph: Paragraph, between: Callable[[Span], str]) -> str:
    labels = {item.id: without_brackets(item.label) for item in draft.perspectives} | {AUTHOR: "author"}
    pieces = sorted(
        (span.start, number, span)
        for number, unit in enumerate(units, start=1)
        if unit.paragraph == paragraph.index
        for span in unit.spans
    )
    parts, at = [], paragraph.start
    for _, number, span in pieces:
        unit = units[number - 1]
        head = f"{number} {labels.get(unit.perspective, '?')}" if span == unit.spans[0] else str(number)
        text = without_brackets(span.cut(draft.document.text))[:UNIT_CHARACTERS].strip()
        parts += [_if_any(at, span.start, between), f"⟦{head}: {text}⟧"]
        at = span.end
    parts.append(_if_any(at, paragraph.end, between))
    return " ".join(part for part in parts if part)


def _if_any(start: int, end: int, between: Callable[[Span], str]) -> str:
    return between(Span(start=start, end=end)) if start < end else ""
