"""From a folder of packed weights back to a network, so that training can go on from the shipped ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from training.attribution.unpacking import Reading, constants, read_chain
from training.structure.heads_graph import read_heads
from training.structure.mpnet import NUMBERS
from training.structure.network import StructureNet
from training.structure.packing import kept_tokens, word_rows, write_encoder


def load_packed(model: StructureNet, folder: Path, tokens: Mapping[str, int]) -> StructureNet:
    """The network with a folder's weights, as they were quantised; `tokens`: the tokenizer's vocabulary.

    Words that no English text uses have no embedding there; they are read as unknown ones, as the service does.
    """
    rows = word_rows(kept_tokens(tokens))
    graph = Reading(constants(folder / "encoder.onnx"))
    settings = json.loads((folder / "structure.json").read_text(encoding="utf-8"))
    with torch.no_grad():
        write_encoder(model, graph, rows)
        words = model.encoder.words.weight
        words[torch.from_numpy(rows)] = graph.at(0) * graph.at(1)
        left_out = np.setdiff1d(np.arange(len(words)), rows)
        words[torch.from_numpy(left_out)] = words[NUMBERS[tokens["[UNK]"]]].clone()
        model.load_state_dict(read_heads(folder / "heads.onnx"), strict=False)
        read_chain(model.crf, settings["chain"])
    return model
