"""Labelled texts as training examples: token arrays with cue labels, and per cue the labels of its window."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from service.engines.offline.attribution.chains import (
    AFTER_SOURCE,
    CONTENT_BEGIN,
    CONTENT_INSIDE,
    CUE_BEGIN,
    CUE_INSIDE,
    OUT,
    SOURCE_BEGIN,
    SOURCE_INSIDE,
    SOURCE_STATES,
)
from service.engines.offline.attribution.encoding import EncodedText, Ints, chunks, encode
from training.attribution.corpus import LabelledText, Span

SEGMENT_CHUNKS = 4


@dataclass(frozen=True)
class CueExample:
    """One attribution in words of its document: cue [first, last], source or none, content pieces."""

    cue: tuple[int, int]
    source: tuple[int, int] | None
    content: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Example:
    """A document ready for training; `in_source` and `in_content` say per word whether any attribution has it so."""

    text: EncodedText
    chunks: tuple[tuple[int, int], ...]
    cue_labels: Ints
    in_source: Ints
    in_content: Ints
    cues: tuple[CueExample, ...]


@dataclass(frozen=True)
class Segment:
    """A run of consecutive chunks of one document, the grain at which training data is shuffled."""

    example: Example
    first: int
    last: int  # chunks [first, last)


def example(tokenizer: Tokenizer, labelled: LabelledText) -> Example:
    """Align gold spans with words; a word is in a span that it overlaps."""
    text = encode(tokenizer, labelled.paragraphs, labelled.convention)
    words = len(text.word_tokens)
    cue_labels, in_source, in_content = (np.zeros(words, dtype=np.int64) for _ in range(3))
    cues = []
    for item in labelled.attributions:
        source, cue, content = (_word_runs(text, spans) for spans in (item.source, item.cue, item.content))
        for first, last in source:
            in_source[first : last + 1] = 1
        for first, last in content:
            in_content[first : last + 1] = 1
        if not cue:
            continue
        cues.append(CueExample(cue[0], source[0] if source else None, tuple(content)))
        cue_labels[cue[0][0]] = CUE_BEGIN
        cue_labels[cue[0][0] + 1 : cue[0][1] + 1] = CUE_INSIDE
    return Example(text, tuple(chunks(text)), cue_labels, in_source, in_content, tuple(cues))


def _word_runs(text: EncodedText, spans: Iterable[Span]) -> list[tuple[int, int]]:
    runs = []
    for paragraph, start, end in spans:
        first, separator = text.bounds[paragraph]
        inside = np.flatnonzero((text.start[first:separator] < end) & (text.end[first:separator] > start)) + first
        if len(inside):
            runs.append((int(text.word[inside[0]]), int(text.word[inside[-1]])))
    return runs


def window_labels(cue: CueExample, words: Ints) -> Ints:
    """Labels of the consecutive document words `words` for one cue; what lies outside the window is cut off."""
    labels = np.zeros(len(words), dtype=np.int64)
    first_word = int(words[0])
    spans = [(piece, CONTENT_BEGIN, CONTENT_INSIDE) for piece in cue.content]
    if cue.source is not None:
        spans.append((cue.source, SOURCE_BEGIN, SOURCE_INSIDE))
    for (first, last), begin, inside in spans:
        start, end = max(0, first - first_word), min(len(words), last + 1 - first_word)
        if start < end:
            labels[start] = begin
            labels[start + 1 : end] = inside
    cue_words = np.zeros(len(words), dtype=np.bool_)
    cue_words[max(0, cue.cue[0] - first_word) : max(0, cue.cue[1] + 1 - first_word)] = True
    return without(labels, cue_words)


def without(labels: Ints, taken: npt.NDArray[np.bool_]) -> Ints:
    """Labels with the words `taken` out of every span; what goes on behind them begins anew, a source does not."""
    kept = np.where(taken, OUT, labels)
    sources = 0
    for position, label in enumerate(kept):
        before = kept[position - 1] if position else OUT
        if label == CONTENT_INSIDE and before not in (CONTENT_BEGIN, CONTENT_INSIDE):
            kept[position] = CONTENT_BEGIN
        elif label in (SOURCE_BEGIN, SOURCE_INSIDE):
            begins = before not in (SOURCE_BEGIN, SOURCE_INSIDE)
            sources += begins
            if sources > 1:
                kept[position] = OUT
            elif begins:
                kept[position] = SOURCE_BEGIN
    return kept


def segments(examples: Sequence[Example]) -> list[Segment]:
    """Cut every document into runs of at most SEGMENT_CHUNKS chunks."""
    cut = []
    for item in examples:
        count = len(item.chunks)
        cut += [Segment(item, at, min(at + SEGMENT_CHUNKS, count)) for at in range(0, count, SEGMENT_CHUNKS)]
    return cut


def role_path(labels: Ints) -> Ints:
    """The states that spell a label sequence with at most one source."""
    path = np.empty(len(labels), dtype=np.int64)
    seen = False
    for position, label in enumerate(labels):
        if label in (SOURCE_BEGIN, SOURCE_INSIDE):
            seen = True
            path[position] = SOURCE_STATES[int(label == SOURCE_INSIDE)]
        else:
            path[position] = {OUT: 0, CONTENT_BEGIN: 1, CONTENT_INSIDE: 2}[int(label)] + seen * AFTER_SOURCE
    return path
