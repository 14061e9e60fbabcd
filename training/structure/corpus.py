"""Argument maps as training examples: unit labels per word, each unit's head, the conclusion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from service.domain.argument import AUTHOR, Attribution, Relation
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document
from service.engines.offline.attribution.encoding import EncodedText, Ints
from service.engines.offline.attribution.speaker_turns import SpeakerTurns
from service.engines.offline.structure_model.labels import BEGIN, INSIDE, KINDS, NOWHERE, OUTSIDE
from service.engines.offline.structure_model.pair_features import shared_words
from service.engines.offline.structure_model.token_features import (
    CONTENT,
    CUE,
    FREE,
    SENTENCE_START,
    SOURCE,
    said_marks,
    segment_marks,
    tokens_in,
)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """One document. `segments`: marks of its tokens; `said`: per attribution the tokens of its content, source and
    cue; `labels`: per word of the document.

    Per unit, in text order: its words, paragraph, holder (a number; 0 is the author), its head (the number of another
    unit, or NOWHERE) and the kind of the relation to it (an index of KINDS). `conclusion`: a unit, or NOWHERE. `shared`
    [N, N]: words in common.
    `turned`: marks of its tokens by the turns of its speakers. `linked`: pairs of units that lead to their target
    together. `knows_arcs`: whether anybody looked for relations and a conclusion.
    """

    id: str
    text: EncodedText
    segments: Ints
    said: tuple[tuple[Ints, Ints, Ints], ...]
    labels: Ints
    units: tuple[tuple[int, ...], ...]
    paragraphs: Ints
    holders: Ints
    heads: Ints
    kinds: Ints
    conclusion: int
    shared: Floats
    turned: Ints
    linked: tuple[tuple[int, int], ...] = ()
    knows_arcs: bool = True


def body_of(map_: ArgumentMap) -> list[str]:
    """The texts of a map's body paragraphs."""
    return [item.cut(map_.document.text) for item in map_.document.body()]


def example(map_: ArgumentMap, text: EncodedText, knows_arcs: bool = True) -> Example:
    """Align a map's units with the words of its body paragraphs; `text`: these."""
    blocks = map_.document.body()
    numbers = {item.index: number for number, item in enumerate(blocks)}
    units = sorted((item for item in map_.units if not item.implicit), key=lambda item: item.spans[0].start)
    labels = np.full(len(text.word_tokens), OUTSIDE, dtype=np.int64)
    placed: list[tuple[int, ...]] = []
    kept = []
    for unit in units:
        block = blocks[numbers[unit.paragraph]]
        words: list[int] = []
        for span in unit.spans:
            words += words_of(text, numbers[unit.paragraph], span.start - block.start, span.end - block.start)
        if not words or any(labels[word] != OUTSIDE for word in words):
            continue
        labels[words] = INSIDE
        labels[[word for word in words if word - 1 not in words]] = BEGIN
        placed.append(tuple(words))
        kept.append(unit)
    index = {unit.id: number for number, unit in enumerate(kept)}
    heads, kinds = gold_heads(map_.relations, index)
    holders = {AUTHOR: 0}
    return Example(
        id=map_.id,
        text=text,
        segments=segment_marks(map_.document, text),
        said=tuple(_said(map_.document, text, item) for item in map_.attributions),
        labels=labels,
        units=tuple(placed),
        paragraphs=np.array([numbers[unit.paragraph] for unit in kept], dtype=np.int64),
        holders=np.array([holders.setdefault(unit.perspective, len(holders)) for unit in kept], dtype=np.int64),
        heads=heads,
        kinds=kinds,
        conclusion=index.get(map_.conclusion or "", NOWHERE),
        shared=shared_words([unit.text for unit in kept]),
        turned=_turned(map_.document, text),
        linked=_linked(map_.relations, index),
        knows_arcs=knows_arcs,
    )


def _turned(document: Document, text: EncodedText) -> Ints:
    turns = SpeakerTurns(document)
    return said_marks(document, text, [item for block in document.body() for item in turns.attributions(block)])


def _said(document: Document, text: EncodedText, item: Attribution) -> tuple[Ints, Ints, Ints]:
    def tokens(spans: Iterable[Span | None]) -> Ints:
        found = [token for span in spans if span for token in tokens_in(document, text, (span.start, span.end))]
        return np.array(found, dtype=np.int64)

    return tokens(item.content), tokens([item.source]), tokens([item.cue])


def said_marks_of(example: Example, drop: Callable[[], bool], cut: Callable[[], bool] = lambda: False) -> Ints:
    """Marks of a document's tokens by its turns and by its attributions, less those that `drop` leaves out; of those
    that `cut` picks nothing but what stands in the sentence of their cue, where a reader of single sentences stops.
    """
    marks = example.turned.copy()
    kept = [item for item in example.said if not drop()]
    sentences = np.cumsum(example.segments == SENTENCE_START)
    for content, source, cue in kept:
        frame = np.concatenate([source, cue])
        if len(frame) and cut():
            content = content[np.isin(sentences[content], sentences[frame])]
        marks[content] = CONTENT
    for _, source, cue in kept:
        marks[source] = SOURCE
        marks[cue] = CUE
    return marks


def told_holders(example: Example, marks: Ints) -> Ints:
    """Holders of the units as they look by these marks: what no attribution covers looks like the author's."""
    tokens = [example.text.word_tokens[list(words)] for words in example.units]
    covered = np.array([(marks[own] != FREE).mean() >= 0.5 for own in tokens], dtype=bool)
    return np.where(covered, example.holders, 0)


def words_of(text: EncodedText, paragraph: int, start: int, end: int) -> list[int]:
    """Words of a paragraph that the characters from start to end touch."""
    first, separator = text.bounds[paragraph]
    inside = np.flatnonzero((text.start[first:separator] < end) & (text.end[first:separator] > start)) + first
    return sorted({int(word) for word in text.word[inside]})


def gold_heads(relations: Iterable[Relation], index: dict[str, int]) -> tuple[Ints, Ints]:
    """Head and kind of each unit; an undercut leads to the first source of the relation that it undercuts."""
    listed: Sequence[Relation] = list(relations)
    first = {item.id: min((index[s] for s in item.sources if s in index), default=NOWHERE) for item in listed}
    heads = np.full(len(index), NOWHERE, dtype=np.int64)
    kinds = np.zeros(len(index), dtype=np.int64)
    for item in listed:
        target = first.get(item.target, NOWHERE) if item.kind == "undercut" else index.get(item.target, NOWHERE)
        for source in item.sources:
            if source in index and target != NOWHERE and index[source] != target:
                heads[index[source]] = target
                kinds[index[source]] = KINDS.index(item.kind)
    return heads, kinds


def _linked(relations: Iterable[Relation], index: dict[str, int]) -> tuple[tuple[int, int], ...]:
    """Pairs of premises of one relation, the earlier first."""
    groups = (sorted(index[source] for source in item.sources if source in index) for item in relations)
    return tuple(pair for group in groups for pair in combinations(group, 2))
