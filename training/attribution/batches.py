"""Training steps: chunks stacked into arrays, and the windows of gold and of wrongly proposed cues."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from service.engines.offline.attribution.chains import CUE_BEGIN, CUE_INSIDE
from service.engines.offline.attribution.encoding import Ints, window
from training.attribution.examples import CueExample, Example, Segment, role_path, window_labels, without

Floats = npt.NDArray[np.float32]

STEP_CHUNKS = 8
GROUP_WINDOWS = 16
PROPOSAL = 0.05  # a word this likely to begin a cue, and not gold, is worth a negative example
MAX_NEGATIVES = 10
JITTER = 0.5  # how often a gold cue is marked as the model would have cut it
MAX_CUE_WORDS = 8


@dataclass(frozen=True)
class Batch:
    """Chunks of several segments as token arrays [B, L] and their words' positions and labels [B, words]."""

    segments: tuple[Segment, ...]
    ids: Tensor
    case: Tensor
    quote: Tensor
    mask: Tensor
    word_positions: Tensor
    word_lengths: Tensor
    cue_labels: Tensor
    memberships: Tensor  # [B, words, 2]: in a source, in a content
    rows: tuple[tuple[int, int], ...]  # per chunk its segment and its number in the document


@dataclass(frozen=True)
class WindowGroup:
    """Windows of like length: where their tokens lie in the stacked chunks, marks, words, state paths, verdicts."""

    token_index: Tensor
    marks: Tensor
    mask: Tensor
    word_positions: Tensor
    word_lengths: Tensor
    cue_words: Tensor
    path: Tensor
    true_cue: Tensor


def steps(segments: Sequence[Segment], random: Random) -> Iterator[list[Segment]]:
    """One epoch: shuffled segments, packed until a step holds STEP_CHUNKS chunks."""
    order = list(segments)
    random.shuffle(order)
    pack: list[Segment] = []
    for segment in order:
        pack.append(segment)
        if sum(s.last - s.first for s in pack) >= STEP_CHUNKS:
            yield pack
            pack = []
    if pack:
        yield pack


def batch(segments: Sequence[Segment]) -> Batch:
    """Stack the chunks of `segments`."""
    rows = tuple((number, chunk) for number, s in enumerate(segments) for chunk in range(s.first, s.last))
    ranges = [segments[number].example.chunks[chunk] for number, chunk in rows]
    length = 1 + max(end - start for start, end in ranges)
    ids, case, quote, mask = (np.zeros((len(rows), length), dtype=np.int64) for _ in range(4))
    mask[:, 0] = 1
    words = []
    for row, ((number, _), (start, end)) in enumerate(zip(rows, ranges, strict=True)):
        text = segments[number].example.text
        stop = 1 + end - start
        ids[row, 0] = text.convention.lead
        ids[row, 1:stop], mask[row, 1:stop] = text.ids[start:end], 1
        case[row, 1:stop], quote[row, 1:stop] = text.case[start:end], text.quote[start:end]
        words.append(words_in(segments[number].example, start, end))
    most = max(1, max(len(w) for w in words))
    positions, labels = (np.zeros((len(rows), most), dtype=np.int64) for _ in range(2))
    memberships = np.zeros((len(rows), most, 2), dtype=np.float32)
    for row, found in enumerate(words):
        item, (start, _) = segments[rows[row][0]].example, ranges[row]
        positions[row, : len(found)] = item.text.word_tokens[found] - start + 1
        labels[row, : len(found)] = item.cue_labels[found]
        if len(found) and labels[row, 0] == CUE_INSIDE:
            labels[row, 0] = CUE_BEGIN
        memberships[row, : len(found), 0] = item.in_source[found]
        memberships[row, : len(found), 1] = item.in_content[found]
    return Batch(
        tuple(segments),
        torch.from_numpy(ids),
        torch.from_numpy(case),
        torch.from_numpy(quote),
        torch.from_numpy(mask.astype(bool)),
        torch.from_numpy(positions),
        torch.tensor([max(1, len(w)) for w in words]),
        torch.from_numpy(labels),
        torch.from_numpy(memberships),
        rows,
    )


def words_in(item: Example, start: int, end: int) -> Ints:
    """The document's words whose first token lies in [start, end)."""
    tokens = item.text.word_tokens
    return np.arange(*np.searchsorted(tokens, [start, end]), dtype=np.int64)


def window_groups(made: Batch, begin: Tensor, inside: Tensor, random: Random) -> list[WindowGroup]:
    """Windows for every gold cue and for the likeliest wrong ones, by like length.

    `begin` and `inside` [B, words] are the model's present probabilities that a word begins or continues a cue.
    """
    items: list[_Item] = []
    for number, segment in enumerate(made.segments):
        probabilities = _document_probabilities(made, number, begin.numpy(), inside.numpy())
        items.extend(_segment_items(made, number, segment, probabilities, random))
    items.sort(key=lambda item: len(item.token_index))
    return [_group(items[at : at + GROUP_WINDOWS]) for at in range(0, len(items), GROUP_WINDOWS)]


@dataclass(frozen=True)
class _Item:
    token_index: Ints
    marks: Ints
    word_positions: Ints
    cue_words: npt.NDArray[np.bool_]
    path: Ints
    true_cue: bool


_Probabilities = dict[int, tuple[float, float]]  # word -> (begins a cue, continues one)


def _document_probabilities(made: Batch, number: int, begin: Floats, inside: Floats) -> _Probabilities:
    found: _Probabilities = {}
    for row, (owner, chunk) in enumerate(made.rows):
        if owner == number:
            item = made.segments[number].example
            for column, word in enumerate(words_in(item, *item.chunks[chunk])):
                found[int(word)] = (float(begin[row, column]), float(inside[row, column]))
    return found


def _segment_items(
    made: Batch, number: int, segment: Segment, probabilities: _Probabilities, random: Random
) -> Iterator[_Item]:
    item = segment.example
    first = item.chunks[segment.first][0]
    last = item.chunks[segment.last - 1][1]
    gold_words = {word for cue in item.cues for word in range(cue.cue[0], cue.cue[1] + 1)}
    proposals = sorted((-p[0], word) for word, p in probabilities.items() if p[0] >= PROPOSAL)
    spans = [proposed_span(word, probabilities) for _, word in proposals]
    for cue in item.cues:
        if not (cue.cue[0] in probabilities and cue.cue[1] in probabilities):
            continue
        marked = cue.cue
        rivals = [s for s in spans if s != marked and s[0] <= marked[1] and marked[0] <= s[1]]
        if rivals and random.random() < JITTER and not _touches_roles(rivals[0], cue):
            marked = rivals[0]
        yield _item(made, number, item, (first, last), marked, cue)
    wrong = [s for s in spans if not gold_words.intersection(range(s[0], s[1] + 1))]
    limit = MAX_NEGATIVES * (segment.last - segment.first) // STEP_CHUNKS
    for span in wrong[: max(1, limit)]:
        yield _item(made, number, item, (first, last), span, None)


def proposed_span(word: int, probabilities: _Probabilities) -> tuple[int, int]:
    """A cue that begins at `word` and goes on as long as that is likelier than not."""
    last = word
    while last - word < MAX_CUE_WORDS and probabilities.get(last + 1, (0.0, 0.0))[1] >= 0.5:
        last += 1
    return word, last


def _touches_roles(span: tuple[int, int], cue: CueExample) -> bool:
    pieces = [*cue.content, *([cue.source] if cue.source else [])]
    return any(span[0] <= last and first <= span[1] for first, last in pieces)


def _item(
    made: Batch, number: int, item: Example, limits: tuple[int, int], marked: tuple[int, int], gold: CueExample | None
) -> _Item:
    seen = window(item.text, *item.text.tokens_of(*marked))
    start, end = max(seen.start, limits[0]), min(seen.end, limits[1])
    width = made.ids.shape[1]
    index = np.empty(end - start, dtype=np.int64)
    for row, (owner, chunk) in enumerate(made.rows):
        if owner == number:
            lo, hi = item.chunks[chunk]
            a, b = max(lo, start), min(hi, end)
            if a < b:
                index[a - start : b - start] = row * width + 1 + np.arange(a - lo, b - lo)
    words = words_in(item, start, end)
    labels = np.zeros(len(words), dtype=np.int64) if gold is None else window_labels(gold, words)
    cue_words = (words >= marked[0]) & (words <= marked[1])
    labels = without(labels, cue_words)
    return _Item(
        index,
        seen.marks[start - seen.start : end - seen.start],
        item.text.word_tokens[words] - start,
        cue_words,
        role_path(labels),
        gold is not None,
    )


def _group(items: Sequence[_Item]) -> WindowGroup:
    lengths = [len(item.word_positions) for item in items]
    return WindowGroup(
        _stack([item.token_index for item in items]),
        _stack([item.marks for item in items]),
        _stack([np.ones(len(item.marks), dtype=bool) for item in items]),
        _stack([item.word_positions for item in items]),
        torch.tensor(lengths),
        _stack([item.cue_words for item in items]),
        _stack([item.path for item in items]),
        torch.tensor([item.true_cue for item in items], dtype=torch.float32),
    )


def _stack(rows: Sequence[npt.NDArray[np.generic]]) -> Tensor:
    stacked = np.zeros((len(rows), max(len(row) for row in rows)), dtype=rows[0].dtype)
    for number, row in enumerate(rows):
        stacked[number, : len(row)] = row
    return torch.from_numpy(stacked)
