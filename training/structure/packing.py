"""A trained network as a folder of weights that the service loads: an int8 encoder, small heads in full precision."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from onnx import TensorProto, helper

from service.engines.offline.attribution.encoding import SEP, Ints
from service.engines.offline.attribution.weights import CHECKSUMS
from service.engines.offline.structure_model.model import FILES, VOCABULARY
from service.engines.offline.structure_model.windows import FIRST_POSITION, WINDOW
from training.attribution.export import Graph
from training.structure.heads_graph import export_heads
from training.structure.mpnet import HEADS, NUMBERS, Layer
from training.structure.network import StructureNet

_SETTINGS = "structure.json"
_UNUSED = re.compile(r"\[unused\d+\]")
_MARKS = ("segments", "said", "case", "quote")


@dataclass(frozen=True)
class Biases:
    """What is fitted on held-out folds: added to the score of beginning a unit, of leading nowhere, of an article
    without a conclusion, of premises that are linked; and the temperature by which head scores are divided.
    """

    begin_bias: float = 0.0
    nowhere_bias: float = 0.0
    conclusion_bias: float = 0.0
    linked_bias: float = 0.0
    temperature: float = 1.0


@dataclass(frozen=True)
class Confidences:
    """Weights as in `structure_model.confidence`; what the network says itself, until they are fitted."""

    arc_confidence: tuple[float, ...] = (0.0, 1.0, 0.0, 0.0)
    unit_confidence: tuple[float, ...] = (0.0, 1.0, 0.0)


def _write_unfitted(model: StructureNet, folder: Path) -> None:
    chain = {
        "initial": [round(value, 5) for value in model.crf.initial.tolist()],
        "transitions": [[round(value, 5) for value in row] for row in model.crf.transitions.tolist()],
    }
    _write_settings(folder, {"format": 1, "chain": chain, **asdict(Biases()), **asdict(Confidences())})


def set_fitted(folder: Path, fitted: Biases | Confidences) -> None:
    """Write what was fitted into the settings of a folder of weights."""
    settings = json.loads((folder / _SETTINGS).read_text(encoding="utf-8"))
    values = {name: _rounded(value) for name, value in asdict(fitted).items()}
    _write_settings(folder, {**settings, **values})


def _rounded(value: float | tuple[float, ...]) -> float | list[float]:
    return [round(item, 4) for item in value] if isinstance(value, tuple) else round(value, 4)


def _write_settings(folder: Path, settings: dict[str, object]) -> None:
    (folder / _SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in FILES]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def pack(model: StructureNet, folder: Path, tokens: Mapping[str, int]) -> None:
    """Write both graphs, the vocabulary, settings in which nothing is fitted, and hashes; `tokens`: the tokenizer's."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = kept_tokens(tokens)
    numbers = np.full(len(tokens), 1 + kept.index(tokens["[UNK]"]), dtype=np.int64)
    numbers[kept] = np.arange(len(kept)) + 1
    _save_encoder(model, folder / "encoder.onnx", word_rows(kept))
    export_heads(model, folder / "heads.onnx")
    np.savez_compressed(folder / "vocabulary.npz", **{VOCABULARY: numbers.astype(np.int32)})  # type: ignore[arg-type]
    _write_unfitted(model, folder)


def kept_tokens(tokens: Mapping[str, int]) -> list[int]:
    """Numbers of the tokens that English texts use: no unused ones, no letters that are not Latin."""
    return sorted(
        number for token, number in tokens.items() if number == SEP or not (_UNUSED.match(token) or _is_foreign(token))
    )


def word_rows(kept: Sequence[int]) -> Ints:
    """The rows of MPNet's word embeddings that a graph holds: of the leading token, then of those kept."""
    return np.concatenate([[0], NUMBERS[list(kept)]])


def _is_foreign(token: str) -> bool:
    return any(letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN") for letter in token)


def write_encoder(model: StructureNet, graph: Graph, rows: Ints) -> dict[str, str]:
    """The encoder's operators, with these rows of its word embeddings; returns the graph's outputs and what computes
    them.
    """
    encoder = model.encoder
    x = graph.embed_words("ids", encoder.words.weight[torch.from_numpy(rows)])
    positions = encoder.positions.weight[: FIRST_POSITION + WINDOW + 1]
    x = graph.node("Add", [x, graph.embed_words("positions", positions)])[0]
    x = graph.norm(x, encoder.embedding_norm)
    near = graph.node("Transpose", [graph.embed("relative", encoder.relative.weight)], perm=[2, 0, 1])[0]
    bias = graph.node("Unsqueeze", [near, graph.constant(np.array([0]))])[0]
    for number, layer in enumerate(encoder.layers):
        assert isinstance(layer, Layer)
        if number == encoder.frozen:
            for name in _MARKS:
                x = graph.node("Add", [x, graph.embed(name, getattr(model, name).weight)])[0]
        x = graph.layer(x, layer, HEADS, bias)
    return {"tokens": x, "units": graph.exact_linear(x, model.unit_head)}


def _save_encoder(model: StructureNet, path: Path, rows: Ints) -> None:
    graph = Graph()
    outputs = write_encoder(model, graph, rows)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "length"])
    relative = helper.make_tensor_value_info("relative", TensorProto.INT64, ["length", "length"])
    along = [helper.make_tensor_value_info(name, TensorProto.INT64, ["length"]) for name in ("positions", *_MARKS)]
    graph.save(path, [ids, relative, *along], outputs)
