"""Turns the words that the structure model cuts out into the units of a document, each with who puts it forward.

A unit leaves out what only attributes it (guidelines, 2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from service.domain.document import Document
from service.engines.offline.attribution.attribution import READING, Attribution, Stretch, covers, shared, size
from service.engines.offline.attribution.encoding import EncodedText
from service.engines.offline.lexicon import words as word_list
from service.engines.offline.parsing import Parsed
from service.engines.offline.structure_model.model import Unit

_JOINER = re.compile(
    r"(?<=[,;\u2013\u2014])\s+(?:and|but|while|because|so|although|though|since|yet|or|as|for|whereas)\b", re.IGNORECASE
)
"""Opens a clause of its own after an interruption."""
_FIRST_WORD = re.compile(r"\w+")
_THAT = re.compile(r"that\s+", re.IGNORECASE)
_REASON = re.compile(r",?\s(because)\s(?=\w)")
_MARKED = 0.5
"""Confidence of a unit that the model did not find."""
_POINTERS = word_list("pointers at what was said")
_FEW_WORDS = 14
"""Code points of a content that says nothing without its frame."""
_HELD_SHARE = 0.5
"""Least share of a unit that an attribution's content must cover to hold it."""
SHORT = 300
"""Code points of a text in which the model, trained on articles, overlooks units."""


class UnitPlacer:
    """Places units in one document. `encoded`: its body paragraphs; `held`: its attributions by paragraph index."""

    def __init__(self, document: Document, encoded: EncodedText, held: Mapping[int, Sequence[Attribution]]) -> None:
        self._document, self._encoded, self._held = document, encoded, held
        self._blocks = document.body()
        self._numbers = {block.index: number for number, block in enumerate(self._blocks)}

    def placed(self, found: Sequence[Unit]) -> list[Unit]:
        """The model's units without the frames of their attributions. What stands on both sides of "X says" is one
        unit, unless a clause of its own begins after it.
        """
        placed = []
        for unit in found:
            block = self._blocks[int(self._encoded.paragraph[self._encoded.word_tokens[unit.words[0]]])]
            held = self._held.get(block.index, ())
            frames = _frames(held)
            words = tuple(word for word in unit.words if not _touches(self._stretch(word), frames)) or unit.words
            for spans, run in self._pieces(words, held):
                if not self._says_nothing(spans):
                    placed.append(Unit(run, unit.probability, block.index, spans, _holder_of(spans, held)))
        return placed

    def _pieces(
        self, words: Sequence[int], held: Sequence[Attribution]
    ) -> list[tuple[tuple[Stretch, ...], tuple[int, ...]]]:
        """The words in one piece or more, each its own unit: spans and words."""
        pieces: list[tuple[tuple[Stretch, ...], tuple[int, ...]]] = []
        for run in np.split(words, np.flatnonzero(np.diff(words) != 1) + 1):
            span = self._stretch(int(run[0]))[0], self._stretch(int(run[-1]))[1]
            run_words = tuple(run.tolist())
            if pieces and not self._opens_a_clause(pieces[-1][0], span) and not _is_anothers(pieces[-1][0], span, held):
                pieces[-1] = (*pieces[-1][0], span), pieces[-1][1] + run_words
            else:
                pieces.append(((span,), run_words))
        return pieces

    def _opens_a_clause(self, before: Sequence[Stretch], span: Stretch) -> bool:
        word = _FIRST_WORD.search(self._document.text, *span)
        return _JOINER.search(self._document.text, before[-1][1], word.end() if word else span[0]) is not None

    def _says_nothing(self, spans: Sequence[Stretch]) -> bool:
        """Whether it only refers to what was said: "Officials deny this" is a stance without a unit (guidelines, 7)."""
        words = (word for a, b in spans for word in _FIRST_WORD.findall(self._document.text[a:b]))
        return all(word.lower() in _POINTERS for word in words)

    def with_overlooked(self, units: Sequence[Unit], parsed: Sequence[Parsed]) -> list[Unit]:
        """The units, in a short text with those that the model overlooked: whatever somebody is said to say; where
        there is nothing at all, every sentence.
        """
        if len(self._document.text) > SHORT:
            return list(units)
        whole = [*units]
        for index, items in self._held.items():
            for item in sorted(items, key=lambda item: -size(item.content)):
                (start, end), *rest = item.content
                lead = _THAT.match(self._document.text, start, end)
                spans = (lead.end() if lead else start, end), *rest
                known = any(shared(spans, unit.spans) for unit in whole if unit.paragraph == index)
                if item.asserted and not known and not self._says_nothing(spans):
                    whole.append(Unit(self._words_of(index, spans), _MARKED, index, spans, _holder_of(spans, items)))
        whole = [unit for unit in whole if unit.words] or self._sentences(parsed)
        return sorted(whole, key=lambda unit: unit.spans[0])

    def _sentences(self, parsed: Sequence[Parsed]) -> list[Unit]:
        """Every sentence except questions, as the author's."""
        found = []
        for paragraph in parsed:
            for sentence in paragraph.doc.sents:
                words = sentence.text.rstrip(" .\n")
                start = paragraph.start + sentence.start_char
                span = start, start + len(words)
                if words and not words.endswith("?"):
                    found.append(Unit(self._words_of(paragraph.index, [span]), _MARKED, paragraph.index, (span,)))
        return [unit for unit in found if unit.words]

    def with_reasons_apart(self, units: Sequence[Unit]) -> list[Unit]:
        """The author's units, with "because" clauses as units of their own (guidelines, 2). For texts of one unit; in
        articles the model does it better alone.
        """
        apart: list[Unit] = []
        for unit in units:
            found = _REASON.search(self._document.text, *unit.spans[0]) if unit.attribution is None else None
            if found is None or len(unit.spans) > 1:
                apart.append(unit)
                continue
            parts = (unit.spans[0][0], found.start()), (found.end(), unit.spans[0][1])
            apart += [replace(unit, spans=(part,), words=self._words_of(unit.paragraph, [part])) for part in parts]
        return apart

    def with_interrupted(self, units: Sequence[Unit]) -> list[Unit]:
        """The units, each with the rest of what is said where the model found only the half before the interruption
        ("The wells, they say, will run dry").
        """
        whole = list(units)
        for index, items in self._held.items():
            for item in items:
                for before, after in pairwise(item.content if item.asserted else ()):
                    own = [number for number, unit in enumerate(whole) if unit.paragraph == index]
                    first = [number for number in own if shared(whole[number].spans, [before])]
                    if not first or any(shared(whole[number].spans, [after]) for number in own):
                        continue
                    unit = whole[first[-1]]
                    spans = (*unit.spans, after)
                    whole[first[-1]] = replace(unit, spans=spans, words=self._words_of(index, spans))
        return whole

    def _words_of(self, paragraph: int, spans: Sequence[Stretch]) -> tuple[int, ...]:
        first, last = np.searchsorted(self._encoded.word_tokens, self._encoded.bounds[self._numbers[paragraph]])
        return tuple(word for word in range(int(first), int(last)) if _touches(self._stretch(word), spans))

    def _stretch(self, word: int) -> Stretch:
        number, start, end = self._encoded.span(word, word)
        return self._blocks[number].start + start, self._blocks[number].start + end


def _is_anothers(spans: Sequence[Stretch], span: Stretch, held: Sequence[Attribution]) -> bool:
    """Whether somebody else, named between two pieces, says the second: "Some fear that p; others, that q"."""
    one, other = _holder_of(spans, held), _holder_of([span], held)
    if one is None or other is None or held[one].holder == held[other].holder:
        return False
    source = held[other].source
    return source is not None and spans[-1][1] <= source[0] and source[1] <= span[0]


def _frames(held: Sequence[Attribution]) -> list[Stretch]:
    """Sources and cues of what is asserted, except around a word or two within somebody else's words ("They want
    piers", he said), which say nothing without them.
    """
    return [
        part
        for item in held
        if item.asserted and not (size(item.content) < _FEW_WORDS and _is_inside_another(item, held))
        for part in item.frame
    ]


def _is_inside_another(item: Attribution, held: Sequence[Attribution]) -> bool:
    return any(other is not item and covers(other.content, [*item.content, *item.frame]) for other in held)


def _touches(stretch: Stretch, frames: Sequence[Stretch]) -> bool:
    return any(start < stretch[1] and stretch[0] < end for start, end in frames)


def _holder_of(spans: Sequence[Stretch], held: Sequence[Attribution]) -> int | None:
    """The innermost attribution that asserts at least half of a unit."""
    covering = [
        (size(item.content), number)
        for number, item in enumerate(held)
        if item.asserted and item.rule != READING and shared(spans, item.content) >= _HELD_SHARE * size(spans)
    ]
    return min(covering)[1] if covering else None
