"""Paragraphs as inputs of the tagger: word pieces, surface features, chunks and windows.

All positions are indices into one flat token sequence per document: the word pieces of every paragraph, each
paragraph followed by one separator. Character offsets are code points within a paragraph.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from service.engines.offline.attribution.conventions import Convention

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SEP = 102
SENTENCE_ENDS = (1012, 1029, 999)  # . ? !
CHUNK_TOKENS = 190  # the encoder's view of a text, without its leading token
WINDOW_BEFORE, WINDOW_AFTER = 64, 96  # tokens around a cue that may hold its source and content
BREAK_MARGIN = 8  # tokens of a neighbouring paragraph that a window may see

LOWER, CAPITAL, CAPITALS = 0, 1, 2
OUTSIDE, INSIDE, OPENING, CLOSING = 0, 1, 2, 3
BEFORE_CUE, CUE, AFTER_CUE, OTHER_PARAGRAPH = 0, 1, 2, 3


@dataclass(frozen=True)
class EncodedText:
    """A document as flat token arrays of equal length; `word` numbers words over the document, -1 at separators."""

    ids: Ints
    case: Ints
    quote: Ints
    paragraph: Ints
    start: Ints
    end: Ints
    word: Ints
    word_tokens: Ints  # the first token of each word
    bounds: tuple[tuple[int, int], ...]  # per paragraph its tokens [first, separator]
    convention: Convention = Convention.MAPS  # by which the text is to be labelled

    def tokens_of(self, first: int, last: int) -> tuple[int, int]:
        """The token range [start, end) of the words `first` to `last`, both included."""
        start = int(self.word_tokens[first])
        end = int(self.word_tokens[last]) + 1
        while self.word[end] == last:
            end += 1
        return start, end

    def opens_paragraph(self, words: Ints) -> Flags:
        """Which of these consecutive words are in a different paragraph from the word before."""
        paragraphs = self.paragraph[self.word_tokens[words]]
        opens: Flags = np.diff(paragraphs, prepend=paragraphs[:1]) != 0
        return opens

    def span(self, first: int, last: int) -> tuple[int, int, int]:
        """Paragraph, start and end (code points) from word `first` to word `last`, both in one paragraph."""
        start, end = self.tokens_of(first, last)
        return int(self.paragraph[start]), int(self.start[start]), int(self.end[end - 1])


@dataclass(frozen=True)
class Window:
    """The tokens [start, end) around a cue, each marked: before it, in it, after it, or in another paragraph."""

    start: int
    end: int
    marks: Ints


def encode(tokenizer: Tokenizer, paragraphs: Sequence[str], convention: Convention = Convention.MAPS) -> EncodedText:
    """Cut paragraphs into word pieces with their features; empty paragraphs keep their separator."""
    ids: list[int] = []
    rows: list[tuple[int, int, int, int, int, int]] = []
    bounds: list[tuple[int, int]] = []
    words = 0
    for number, encoding in enumerate(tokenizer.encode_batch(list(paragraphs), add_special_tokens=False)):
        text = paragraphs[number]
        quotes = quote_states(text)
        first = len(ids)
        ids.extend(encoding.ids)
        previous = None
        word_start = 0
        for (start, end), word_id in zip(encoding.offsets, encoding.word_ids, strict=True):
            if word_id != previous:
                previous, word_start = word_id, start
                words += 1
            rows.append((case_of(text[word_start:end]), quotes[start], number, start, end, words - 1))
        ids.append(SEP)
        rows.append((LOWER, OUTSIDE, number, len(text), len(text), -1))
        bounds.append((first, len(ids) - 1))
    case, quote, paragraph, start_of, end_of, word = np.array(rows, dtype=np.int64).reshape(-1, 6).T
    word_tokens = np.flatnonzero((word >= 0) & (np.diff(word, prepend=-2) != 0))
    tokens = np.array(ids, dtype=np.int64)
    return EncodedText(tokens, case, quote, paragraph, start_of, end_of, word, word_tokens, tuple(bounds), convention)


def case_of(word: str) -> int:
    """How a word is capitalised, which the uncased vocabulary discards."""
    if not word[:1].isupper():
        return LOWER
    return CAPITALS if len(word) > 1 and word.isupper() else CAPITAL


def quote_states(text: str) -> list[int]:
    """Whether each character is outside or inside quotation marks, or is one. Unclosed quotations run to the end.

    Single marks count only in pairs, since the closing one is also the apostrophe.
    """
    states: list[int] = []
    double = single = False
    for position, char in enumerate(text):
        if char == "\u201c" or (char == '"' and not double):
            double, state = True, OPENING
        elif char in '\u201d"':
            double, state = False, CLOSING
        elif char == "\u2018" and not double:
            single, state = True, OPENING
        elif char == "\u2019" and single and not text[position + 1 : position + 2].isalnum():
            single, state = False, CLOSING
        else:
            state = INSIDE if double or single else OUTSIDE
        states.append(state)
    return states


def chunks(text: EncodedText, limit: int = CHUNK_TOKENS) -> list[tuple[int, int]]:
    """Cover the tokens with ranges of whole paragraphs, up to `limit` tokens each; longer paragraphs are split."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for first, separator in text.bounds:
        if separator + 1 - start > limit and first > start:
            ranges.append((start, first))
            start = first
        while separator + 1 - start > limit:
            cut = _cut(text, start, start + limit)
            ranges.append((start, cut))
            start = cut
    if start < len(text.ids):
        ranges.append((start, len(text.ids)))
    return ranges


def _cut(text: EncodedText, start: int, limit: int) -> int:
    """Where to split a long paragraph: after a sentence in the second half of the range, otherwise before a word."""
    for token in range(limit, (start + limit) // 2, -1):
        if text.ids[token - 1] in SENTENCE_ENDS and text.word[token] != text.word[token - 1]:
            return token
    cut = limit
    while cut > start + 1 and text.word[cut] == text.word[cut - 1]:
        cut -= 1
    return cut if cut > start + 1 else limit


def window(text: EncodedText, cue_start: int, cue_end: int) -> Window:
    """The window around the cue tokens [cue_start, cue_end); it ends at word boundaries.

    It stays within the cue's paragraph apart from a margin, and extends into the next paragraph if that continues a
    quotation.
    """
    number = int(text.paragraph[cue_start])
    first, separator = text.bounds[number]
    start = cue_start - WINDOW_BEFORE
    if start <= first:
        start = max(0, start, first - BREAK_MARGIN - 1) if first else 0
    end = cue_end + WINDOW_AFTER
    if end > separator:
        goes_on = separator + 1 < len(text.ids) and text.quote[separator + 1] == OPENING
        end = end if goes_on else min(end, separator + 1 + BREAK_MARGIN)
    end = min(end, len(text.ids))
    while start > 0 and text.word[start] >= 0 and text.word[start] == text.word[start - 1]:
        start += 1
    while end < len(text.ids) and text.word[end] >= 0 and text.word[end] == text.word[end - 1]:
        end -= 1
    position = np.arange(start, end)
    marks = np.where(position < cue_start, BEFORE_CUE, np.where(position < cue_end, CUE, AFTER_CUE))
    marks[(position < first) | (position > separator)] = OTHER_PARAGRAPH
    return Window(start, end, marks.astype(np.int64))
