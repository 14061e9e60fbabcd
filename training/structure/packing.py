"""A trained network as a folder of weights that the service loads: an int8 branch, small heads in half precision."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper

from service.engines.offline.arguing.model import FILES
from service.engines.offline.attribution.weights import CHECKSUMS
from training.attribution.export import Graph, token_states
from training.attribution.network import Layer
from training.structure.network import StructureNet

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
    """Weights as in `arguing.confidence`; what the network says itself, until they are fitted."""

    arc_confidence: tuple[float, ...] = (0.0, 1.0, 0.0, 0.0)
    unit_confidence: tuple[float, ...] = (0.0, 1.0, 0.0)


def pack(model: StructureNet, folder: Path, biases: Biases) -> None:
    """Write graph, heads, settings and hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    _save_branch(model, folder / "branch.onnx")
    heads = {
        name: value.detach().numpy().astype(np.float16)
        for name, value in model.state_dict().items()
        if name.split(".")[0] not in IN_THE_GRAPH
    }
    np.savez_compressed(folder / "heads.npz", **heads)  # type: ignore[arg-type]
    chain = {
        "initial": [round(value, 5) for value in model.crf.initial.tolist()],
        "transitions": [[round(value, 5) for value in row] for row in model.crf.transitions.tolist()],
    }
    settings = {"format": 1, "chain": chain, **{name: round(value, 4) for name, value in asdict(biases).items()}}
    _write_settings(folder, {**settings, **asdict(Confidences())})


def set_confidences(folder: Path, confidences: Confidences) -> None:
    """Write them into the settings of a folder of weights."""
    settings = json.loads((folder / _SETTINGS).read_text(encoding="utf-8"))
    fitted = {name: [round(value, 4) for value in weights] for name, weights in asdict(confidences).items()}
    _write_settings(folder, {**settings, **fitted})


def _write_settings(folder: Path, settings: dict[str, object]) -> None:
    """Write the settings, and the hashes of all files."""
    (folder / _SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in FILES]
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
