"""Sentence vectors (all-MiniLM-L6-v2, int8) of unit length, so that a dot product is a cosine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from service.engines.offline.attribution import weights as loading

Vectors = NDArray[np.float32]
WIDTH = 384
_FOLDER = Path(__file__).parent.parent / "weights" / "sentences"
_BATCH = 32
_LONGEST = 128  # word pieces that are read of one sentence


class SentenceEncoder:
    """One instance may be shared between threads."""

    def __init__(self, graph: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        self._graph = graph
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, threads: int = 1) -> SentenceEncoder:
        """The packaged weights; raises WeightsUnusable if they are missing or damaged."""
        loading.check(_FOLDER, ("encoder.onnx",))
        loading.check(loading.PACKAGED, ("tokenizer.json",))
        tokenizer = Tokenizer.from_file(str(loading.PACKAGED / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_LONGEST)
        return cls(loading.graph(_FOLDER / "encoder.onnx", threads), tokenizer)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text [texts, 384]. Texts of similar length share a batch, to limit padding."""
        rows = np.zeros((len(texts), WIDTH), np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda number: len(tokens[number]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            rows[batch] = self._encode([tokens[number] for number in batch])
        return rows

    def _encode(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        length = max(len(row) for row in tokens)
        ids = np.zeros((len(tokens), length), np.int64)
        mask = np.zeros_like(ids)
        for number, row in enumerate(tokens):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        [states] = self._graph.run(["last_hidden_state"], inputs)
        means = (states * mask[:, :, None]).sum(axis=1) / np.maximum(mask.sum(axis=1, keepdims=True), 1)
        return normed(means)


def normed(rows: Vectors) -> Vectors:
    """Rows scaled to unit length; zero rows are left unchanged."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def centred(rows: Vectors, mean: Vectors) -> Vectors:
    """Rows with their mean subtracted, scaled to unit length again."""
    return normed(rows - mean)


@lru_cache(maxsize=1)
def sentence_encoder() -> SentenceEncoder:
    """The encoder of this process."""
    return SentenceEncoder.load()
