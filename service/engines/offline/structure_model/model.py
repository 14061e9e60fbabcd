"""The trained structure model: the units, what each supports or attacks, and the conclusion.

Its own encoder (the lower layers of MPNet) reads windows of whole paragraphs; `training/structure` has the recipe.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from service.engines.offline.attribution import weights as loading
from service.engines.offline.attribution.attribution import Stretch
from service.engines.offline.attribution.chains import cue_chain
from service.engines.offline.attribution.encoding import EncodedText, Ints
from service.engines.offline.attribution.inference import best_paths, marginals, padded, spans_of
from service.engines.offline.structure_model.confidence import Confidence
from service.engines.offline.structure_model.labels import BEGIN, INSIDE
from service.engines.offline.structure_model.pair_features import distances, holder_pairs, places
from service.engines.offline.structure_model.token_features import CUE, SENTENCE_START, SOURCE
from service.engines.offline.structure_model.windows import (
    FIRST_POSITION,
    WIDTH,
    readings,
    relative_buckets,
    window_ids,
    with_lead,
)

Floats = npt.NDArray[np.float32]
PACKAGED = Path(__file__).parent.parent / "weights" / "structure"
FILES = ("encoder.onnx", "heads.onnx", "vocabulary.npz", "structure.json")
VOCABULARY = "vocabulary"
"""Name, in its file, of the table from the tokenizer's ids to the encoder's."""
KNOWN = ("states", "places", "distances", "holders", "shared")
JUDGED = ("voice", "heads", "conclusion", "kinds", "linked")
"""What goes into the graph of heads, and what comes out."""
CUT = 30.0
"""Subtracted from the score of continuing a unit where a sentence starts."""
_FRAME_COMMAS = 3
_BATCH = 32


@dataclass(frozen=True)
class Unit:
    """A unit from the network's decision to the answer.

    `words`: of the encoded text; `probability`: that a unit begins where it does, in the end that the unit and its
    holder are right. Placed in the document: its `paragraph`, its `spans` in code points, and its `attribution`, an
    index among the paragraph's attributions, or null for the author.
    """

    words: tuple[int, ...]
    probability: float
    paragraph: int = -1
    spans: tuple[Stretch, ...] = ()
    attribution: int | None = None


@dataclass(frozen=True)
class Reading:
    """Word states [words, 768], unit emissions [words, 3] and marks [words] of one document."""

    text: EncodedText
    words: Floats
    emissions: Floats
    segments: Ints
    said: Ints


@dataclass(frozen=True)
class Judged:
    """Log probabilities: `heads` [N, N + 1] of each unit's head (last column: nowhere); `kinds` [N, N, 3] of the kind
    of relation, if there is one; `conclusion` [N + 1] of being what the article argues for (last: there is none).
    `linked` [N, N]: log odds that a unit (row) and a later one (column) that lead to the same one do so together only.
    """

    heads: Floats
    kinds: Floats
    conclusion: Floats
    linked: Floats


class StructureModel:
    """One instance may be shared between threads."""

    def __init__(
        self,
        encoder: onnxruntime.InferenceSession,
        heads: onnxruntime.InferenceSession,
        numbers: Ints,
        settings: dict[str, Any],
    ) -> None:
        self._encoder = encoder
        self._heads = heads
        self._numbers = numbers
        self._chain = loading.chain_weights(cue_chain(), settings["chain"])
        self._begin_bias = float(settings["begin_bias"])
        self._nowhere_bias = float(settings["nowhere_bias"])
        self._conclusion_bias = float(settings["conclusion_bias"])
        self._linked_bias = float(settings["linked_bias"])
        self._temperature = float(settings["temperature"])
        self.arc_confidence = Confidence(tuple(settings["arc_confidence"]))
        self.unit_confidence = Confidence(tuple(settings["unit_confidence"]))

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> StructureModel:
        """Load a folder of weights (default: the packaged ones); raises WeightsUnusable if missing or damaged."""
        folder = folder or PACKAGED
        loading.check(folder, FILES)
        settings = json.loads((folder / "structure.json").read_text(encoding="utf-8"))
        loading.check_format(folder / "structure.json", settings, 1)
        with np.load(folder / "vocabulary.npz") as stored:
            numbers = stored[VOCABULARY].astype(np.int64)
        encoder, heads = (loading.graph(folder / name, threads) for name in ("encoder.onnx", "heads.onnx"))
        return cls(encoder, heads, numbers, settings)

    def read(self, text: EncodedText, segments: Ints, said: Ints) -> Reading:
        """All words of a document, averaged over its readings; one mark per token, as in `token_features`."""
        read = [self._read(text, ranges, segments, said) for ranges in readings(text)]
        states, of_words = (_mean(some) for some in zip(*read, strict=True))
        at = text.word_tokens
        of_words[segments[at] == SENTENCE_START, INSIDE] -= CUT
        return Reading(text, states, of_words, segments[at], said[at])

    def _read(
        self, text: EncodedText, ranges: list[tuple[int, int]], segments: Ints, said: Ints
    ) -> tuple[Floats, Floats]:
        """States and emissions of all words, window by window."""
        states, emissions = [np.zeros((0, WIDTH), np.float32)], [np.zeros((0, 3), np.float32)]
        for start, end in ranges:
            ids = window_ids(text, start, end, self._numbers)
            inputs = {
                "ids": ids[None],
                "positions": np.arange(len(ids)) + FIRST_POSITION,
                "relative": relative_buckets(len(ids)),
                "segments": with_lead(segments, start, end),
                "said": with_lead(said, start, end),
                "case": with_lead(text.case, start, end),
                "quote": with_lead(text.quote, start, end),
            }
            some_states, some_emissions = self._encoder.run(["tokens", "units"], inputs)
            states.append(some_states[0, 1:])
            emissions.append(some_emissions[0, 1:])
        at = text.word_tokens
        return np.concatenate(states)[at], np.concatenate(emissions)[at]

    def units(self, reading: Reading, eager: float = 0.0) -> list[Unit]:
        """The likeliest units, in text order, each within one sentence; `eager` is added to the score of a begin."""
        text = reading.text
        sequences = [np.arange(*np.searchsorted(text.word_tokens, bound)) for bound in text.bounds]
        sequences = [words for words in sequences if len(words)]
        found: list[Unit] = []
        for at in range(0, len(sequences), _BATCH):
            batch = sequences[at : at + _BATCH]
            stacked, lengths = padded([reading.emissions[words] for words in batch])
            stacked[:, :, BEGIN] += self._begin_bias + eager
            paths = best_paths(self._chain, stacked, lengths)
            begins = marginals(self._chain, stacked, lengths).states[:, :, BEGIN]
            labels = np.array(self._chain.labels)
            for row, (words, path) in enumerate(zip(batch, paths, strict=True)):
                for first, last in spans_of(labels[path], BEGIN, INSIDE):
                    found.append(Unit(tuple(words[first : last + 1].tolist()), float(begins[row, first])))
        return _joined(found, reading)

    def others(self, reading: Reading, units: list[tuple[int, ...]], holders: Ints) -> Floats:
        """Probability [N] that each of these units is not the author's, whatever holder is given; arguments as in
        `judge`.
        """
        shared = np.zeros((len(units), len(units)), dtype=np.float32)
        (voice,) = self._run(("voice",), reading, units, holders, shared)
        probabilities: Floats = np.reciprocal(1 + np.exp(-voice), dtype=np.float32)
        return probabilities

    def judge(self, reading: Reading, units: list[tuple[int, ...]], holders: Ints, shared: Floats) -> Judged:
        """What each of these units (in words, in text order) leads to; `holders`: numbers, 0 is the author; `shared`
        [N, N]: words in common.
        """
        scores, conclusion, kinds, linked = self._run(JUDGED[1:], reading, units, holders, shared)
        scores[:, -1] += self._nowhere_bias
        return Judged(
            heads=_log_softmax(scores / self._temperature),
            kinds=_log_softmax(kinds),
            conclusion=_log_softmax(np.append(conclusion, np.float32(self._conclusion_bias))),
            linked=linked + self._linked_bias,
        )

    def _run(
        self, wanted: Sequence[str], reading: Reading, units: list[tuple[int, ...]], holders: Ints, shared: Floats
    ) -> list[Floats]:
        """Outputs of the graph of heads."""
        paragraphs = _paragraphs(reading, units)
        known = (
            _unit_inputs(reading.words, units),
            places(paragraphs, holders),
            distances(paragraphs),
            holder_pairs(holders),
            shared,
        )
        said: list[Floats] = self._heads.run(wanted, dict(zip(KNOWN, known, strict=True)))
        return said


def _mean(arrays: Sequence[Floats]) -> Floats:
    mean: Floats = np.mean(np.stack(arrays), axis=0)
    return mean


def _joined(found: list[Unit], reading: Reading) -> list[Unit]:
    """Joins pieces of a sentence that only a speaker's frame separates ("p, X said, q")."""
    joined: list[Unit] = []
    for unit in found:
        before = joined[-1] if joined else None
        if before is not None and _goes_on(before.words[-1] + 1, unit.words[0], reading):
            joined[-1] = Unit(before.words + unit.words, before.probability)
        else:
            joined.append(unit)
    return joined


def _goes_on(start: int, end: int, reading: Reading) -> bool:
    """Whether nothing but an attribution's frame, with its commas, separates two words of one sentence."""
    if end <= start or (reading.segments[start : end + 1] == SENTENCE_START).any():
        return False
    framed = np.isin(reading.said[start:end], (SOURCE, CUE))
    return bool(framed.any()) and end - start - int(framed.sum()) <= _FRAME_COMMAS


def _paragraphs(reading: Reading, units: list[tuple[int, ...]]) -> Ints:
    text = reading.text
    return np.array([text.paragraph[text.word_tokens[unit[0]]] for unit in units], dtype=np.int64)


def _unit_inputs(words: Floats, units: list[tuple[int, ...]]) -> Floats:
    """Per unit: the state of its first word, the mean of its words, the mean of the first word and the three before."""
    rows = [
        np.concatenate(
            [words[unit[0]], words[list(unit)].mean(axis=0), words[max(0, unit[0] - 3) : unit[0] + 1].mean(axis=0)]
        )
        for unit in units
    ]
    return np.array(rows, dtype=np.float32).reshape(len(units), 3 * words.shape[1])


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result
