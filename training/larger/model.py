"""The structure model with an encoder of its own, as the service would run it once such weights are shipped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from service.engines.offline.attribution import weights as loading
from service.engines.offline.attribution.encoding import Ints
from service.engines.offline.attribution.tagger import EncodedStates
from service.engines.offline.structure_model.labels import INSIDE
from service.engines.offline.structure_model.model import CUT, Reading, StructureModel
from service.engines.offline.structure_model.token_features import SENTENCE_START
from training.larger.windows import FIRST_POSITION, WIDTH, relative_buckets, window_ids, windows, with_lead

FILES = ("encoder.onnx", "heads.npz", "structure.json")


class LargerModel(StructureModel):
    """Reads the text itself, not the attribution encoder's states."""

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> LargerModel:
        """Load a folder of weights; raises WeightsUnusable if missing or damaged."""
        if folder is None:
            raise ValueError("no such weights are packaged: name a folder")
        loading.check(folder, FILES)
        settings = json.loads((folder / "structure.json").read_text(encoding="utf-8"))
        loading.check_format(folder / "structure.json", settings, 1)
        with np.load(folder / "heads.npz") as stored:
            heads = {name: stored[name].astype(np.float32) for name in stored.files}
        return cls(loading.graph(folder / "encoder.onnx", threads), heads, settings)

    def read(self, encoded: EncodedStates, segments: Ints, said: Ints) -> Reading:
        """All words of a document, window by window; marks as in `marks`, one a token."""
        text = encoded.text
        states, emissions = [np.zeros((0, WIDTH), np.float32)], [np.zeros((0, 3), np.float32)]
        for start, end in windows(text):
            ids = window_ids(text, start, end)
            inputs = {
                "ids": ids[None],
                "positions": np.arange(len(ids)) + FIRST_POSITION,
                "relative": relative_buckets(len(ids)),
                "segments": with_lead(segments, start, end),
                "said": with_lead(said, start, end),
                "case": with_lead(text.case, start, end),
                "quote": with_lead(text.quote, start, end),
            }
            some_states, some_emissions = self._branch.run(["tokens", "units"], inputs)
            states.append(some_states[0, 1:])
            emissions.append(some_emissions[0, 1:])
        at = text.word_tokens
        of_words = np.concatenate(emissions)[at]
        of_words[segments[at] == SENTENCE_START, INSIDE] -= CUT
        return Reading(encoded, np.concatenate(states)[at], of_words, segments[at], said[at])
