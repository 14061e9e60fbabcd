"""Decodes emissions into the source and content of one cue, and follows quotations beyond its window."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.engines.offline.attribution.chains import (
    CONTENT_BEGIN,
    CONTENT_INSIDE,
    NO_SOURCE_STATES,
    OUT,
    SOURCE_BEGIN,
    SOURCE_INSIDE,
    SOURCE_STATES,
)
from service.engines.offline.attribution.encoding import CLOSING, INSIDE, OPENING, SENTENCE_ENDS, EncodedText, Ints
from service.engines.offline.attribution.inference import ChainWeights, Floats, best_paths, marginals, padded, spans_of

Span = tuple[int, int, int]  # paragraph, start, end (code points within the paragraph)
CUE_PENALTY = 30.0  # a cue's own words are no source and no content


@dataclass(frozen=True)
class Roles:
    """Source and contents of one cue, in document words [first, last]; the probability of the source, or of none."""

    source: tuple[int, int] | None
    source_probability: float
    content: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class RoleEmissions:
    """The branch's output at the consecutive document words `words`, and which of them are the cue."""

    words: Ints
    emissions: Floats
    is_cue: Ints


def read_roles(chain: ChainWeights, windows: Sequence[RoleEmissions]) -> list[Roles]:
    """Decode a batch of windows together."""
    stacked, lengths = padded([seen.emissions for seen in windows])
    for row, seen in enumerate(windows):
        stacked[row, : lengths[row], OUT + 1 :] -= CUE_PENALTY * seen.is_cue[:, None]
    paths = best_paths(chain, stacked, lengths)
    found = marginals(chain, stacked, lengths)
    begins = found.states[:, :, SOURCE_STATES[0]]
    without = found.forward[np.arange(len(windows)), lengths - 1][:, list(NO_SOURCE_STATES)].sum(axis=1)
    labels = np.array(chain.labels)
    read = []
    for row, (seen, path) in enumerate(zip(windows, paths, strict=True)):
        tags = labels[path]
        sources = spans_of(tags, SOURCE_BEGIN, SOURCE_INSIDE)
        sure = float(begins[row, sources[0][0]]) if sources else float(without[row])
        offset = int(seen.words[0])
        pieces = tuple((a + offset, b + offset) for a, b in spans_of(tags, CONTENT_BEGIN, CONTENT_INSIDE))
        source = (sources[0][0] + offset, sources[0][1] + offset) if sources else None
        read.append(Roles(source, sure, pieces))
    return read


def whole_content(text: EncodedText, content: tuple[tuple[int, int], ...], window_end: int) -> tuple[Span, ...]:
    """Content pieces as spans, split at paragraphs. A last piece that reaches `window_end`, the token after the window,
    is extended to the end of its quotation or sentence; an open quotation continues through the paragraphs that start
    with a quotation mark.
    """
    first, last = content[-1]
    end = text.tokens_of(last, last)[1]
    if end >= window_end:
        last = _finish(text, end - 1)
    last = _follow_quotation(text, last)
    spans: list[Span] = []
    for start_word, end_word in (*content[:-1], (first, last)):
        spans.extend(_by_paragraph(text, start_word, end_word))
    return tuple(spans)


def _finish(text: EncodedText, token: int) -> int:
    """The last word of the quotation that contains `token`, or of its sentence if there is no quotation."""
    _, separator = text.bounds[int(text.paragraph[token])]
    quoted = text.quote[token] in (INSIDE, OPENING)
    while token + 1 < separator:
        at_end = text.quote[token] == CLOSING if quoted else text.ids[token] in SENTENCE_ENDS
        if at_end:
            break
        token += 1
    if not quoted and text.ids[token] in SENTENCE_ENDS:
        token -= 1
    return int(text.word[token])


def _follow_quotation(text: EncodedText, last: int) -> int:
    while True:
        token = text.tokens_of(last, last)[1] - 1
        number = int(text.paragraph[token])
        _, separator = text.bounds[number]
        unclosed = token + 1 == separator and text.quote[token] in (INSIDE, OPENING)
        goes_on = separator + 1 < len(text.ids) and text.quote[separator + 1] == OPENING
        if not (unclosed and goes_on):
            return last
        last = _finish(text, separator + 1)


def _by_paragraph(text: EncodedText, first: int, last: int) -> list[Span]:
    start = int(text.paragraph[text.word_tokens[first]])
    end = int(text.paragraph[text.word_tokens[last]])
    spans = []
    for number in range(start, end + 1):
        low, separator = text.bounds[number]
        words = np.searchsorted(text.word_tokens, [low, separator])
        a, b = max(first, int(words[0])), min(last, int(words[1]) - 1)
        if a <= b:
            spans.append(text.span(a, b))
    return spans
