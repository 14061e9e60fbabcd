"""A trained network as a folder of weights that the service loads: an int8 branch, small heads in half precision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper

from service.engines.offline.attribution.weights import CHECKSUMS
from service.engines.offline.structure_model.model import FILES
from training.attribution.export import Graph, token_states
from training.attribution.network import Layer
from training.structure.network import StructureNet, UnitHeads

_SETTINGS = "structure.json"
IN_THE_GRAPH = ("positions", "segments", "said", "norm", "branch", "unit_head", "crf", "dropout")


@dataclass(frozen=True)
class Biases:
    """What is fitted on held-out folds: added to the score of beginning a unit, of leading nowhere, of an article
    without a conclusion; and the temperature by which head scores are divided.
    """

    begin_bias: float = 0.0
    nowhere_bias: float = 0.0
    conclusion_bias: float = 0.0
    temperature: float = 1.0


@dataclass(frozen=True)
class Confidences:
    """Weights as in `structure_model.confidence`; what the network says itself, until they are fitted."""

    arc_confidence: tuple[float, ...] = (0.0, 1.0, 0.0, 0.0)
    unit_confidence: tuple[float, ...] = (0.0, 1.0, 0.0)


def pack(model: StructureNet, folder: Path, biases: Biases) -> None:
    """Write graph, heads, settings and hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    _save_branch(model, folder / "branch.onnx")
    write_heads(model, folder, IN_THE_GRAPH, FILES)
    set_fitted(folder, biases, FILES)


def write_heads(model: UnitHeads, folder: Path, in_the_graph: Sequence[str], files: Sequence[str]) -> None:
    """Write what does not stand in the graph, settings in which nothing is fitted, and the hashes of all files."""
    heads = {
        name: value.detach().numpy().astype(np.float16)
        for name, value in model.state_dict().items()
        if name.split(".")[0] not in in_the_graph
    }
    np.savez_compressed(folder / "heads.npz", **heads)  # type: ignore[arg-type]
    chain = {
        "initial": [round(value, 5) for value in model.crf.initial.tolist()],
        "transitions": [[round(value, 5) for value in row] for row in model.crf.transitions.tolist()],
    }
    _write_settings(folder, {"format": 1, "chain": chain, **asdict(Biases()), **asdict(Confidences())}, files)


def set_fitted(folder: Path, fitted: Biases | Confidences, files: Sequence[str] = FILES) -> None:
    """Write what was fitted into the settings of a folder of weights, which has these files."""
    settings = json.loads((folder / _SETTINGS).read_text(encoding="utf-8"))
    values = {name: _rounded(value) for name, value in asdict(fitted).items()}
    _write_settings(folder, {**settings, **values}, files)


def _rounded(value: float | tuple[float, ...]) -> float | list[float]:
    return [round(item, 4) for item in value] if isinstance(value, tuple) else round(value, 4)


def _write_settings(folder: Path, settings: dict[str, object], files: Sequence[str]) -> None:
    (folder / _SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def write_branch(model: StructureNet, graph: Graph) -> dict[str, str]:
    """The branch's operators; returns the graph's outputs and what computes them."""
    x = "states"
    for name, table in (
        ("positions", model.positions.weight),
        ("segments", model.segments.weight),
        ("said", model.said.weight),
    ):
        x = graph.node("Add", [x, graph.embed(name, table)])[0]
    x = graph.norm(x, model.norm)
    for layer in model.branch:
        assert isinstance(layer, Layer)
        x = graph.layer(x, layer)
    return {"tokens": x, "units": graph.exact_linear(x, model.unit_head)}


def _save_branch(model: StructureNet, path: Path) -> None:
    graph = Graph()
    outputs = write_branch(model, graph)
    marks = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["length"]) for name in ("positions", "segments", "said")
    ]
    graph.save(path, [token_states("states"), *marks], outputs)
