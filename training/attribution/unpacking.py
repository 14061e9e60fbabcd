"""From a folder of packed weights back to a network, so that training can go on from the shipped ones.

The graphs hold their constants in the order in which `export` wrote them; writing a template once more tells which
constant is which parameter. Weights come back as they were quantised (7 bits, a scale a column).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from training.attribution.crf import ChainCrf
from training.attribution.export import HEADS, Array, Graph, TransformerLayer, write_branch, write_encoder
from training.attribution.network import Tagger

_UP_BIAS = 10
"""Place of the inner bias among the constants of a layer."""


def load_packed(model: Tagger, folder: Path) -> None:
    """Set the model's parameters to a folder's; the head that serves training only keeps its own."""
    with torch.no_grad():
        write_encoder(model, Reading(constants(folder / "encoder.onnx")))
        write_branch(model, Reading(constants(folder / "branch.onnx")))
        settings = json.loads((folder / "tagger.json").read_text(encoding="utf-8"))
        read_chain(model.cue_crf, settings["cues"])
        read_chain(model.role_crf, settings["roles"])


def constants(path: Path) -> dict[str, Array]:
    """A graph's constants by name."""
    return {item.name: numpy_helper.to_array(item) for item in onnx.load(str(path)).graph.initializer}


def read_chain(crf: ChainCrf, scores: Mapping[str, list[float]]) -> None:
    """Set a chain's scores, as settings hold them."""
    crf.initial.copy_(torch.tensor(scores["initial"]))
    crf.transitions.copy_(torch.tensor(scores["transitions"]))


class Reading(Graph):
    """Goes through the motions of writing, and sets each parameter to what the stored graph has in its place."""

    def __init__(self, stored: Mapping[str, Array]) -> None:
        super().__init__()
        self._stored = stored

    def at(self, place: int) -> Tensor:
        """What the graph holds as its constant of this number."""
        return torch.from_numpy(np.array(self._stored[f"c{place}"], dtype=np.float32))

    def linear(self, x: str, layer: nn.Linear, bias: bool = True) -> str:
        place = len(self.constants)
        made = super().linear(x, layer, bias)
        layer.weight.copy_((self.at(place) * self.at(place + 1)).T)
        if bias:
            layer.bias.copy_(self.at(place + 2))
        return made

    def exact_linear(self, x: str, layer: nn.Linear) -> str:
        place = len(self.constants)
        made = super().exact_linear(x, layer)
        layer.weight.copy_(self.at(place).T)
        layer.bias.copy_(self.at(place + 1))
        return made

    def norm(self, x: str, layer: nn.LayerNorm) -> str:
        place = len(self.constants)
        made = super().norm(x, layer)
        layer.weight.copy_(self.at(place))
        layer.bias.copy_(self.at(place + 1))
        return made

    def skip_norm(self, x: str, skip: str, product: nn.Linear, layer: nn.LayerNorm) -> str:
        place = len(self.constants)
        made = super().skip_norm(x, skip, product, layer)
        for number, parameter in enumerate((layer.weight, layer.bias, product.bias)):
            parameter.copy_(self.at(place + number))
        return made

    def embed(self, ids: str, table: Tensor) -> str:
        place = len(self.constants)
        made = super().embed(ids, table)
        table.copy_(self.at(place))
        return made

    def embed_words(self, ids: str, table: Tensor) -> str:
        place = len(self.constants)
        made = super().embed_words(ids, table)
        table.copy_(self.at(place) * self.at(place + 1))
        return made

    def layer(self, x: str, layer: TransformerLayer, heads: int = HEADS, bias: str = "") -> str:
        place = len(self.constants)
        made = super().layer(x, layer, heads, bias)
        layer.up.bias.copy_(self.at(place + _UP_BIAS))
        return made
