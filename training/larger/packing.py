"""A trained larger network as a folder of weights: an int8 encoder, small heads in half precision."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper

from training.attribution.export import FUSED, Graph, array
from training.larger.model import FILES
from training.larger.mpnet import HEADS, Layer
from training.larger.network import LargerNet
from training.structure.packing import write_heads

IN_THE_GRAPH = ("encoder", "segments", "said", "case", "quote", "unit_head", "crf", "dropout")
_MARKS = ("segments", "said", "case", "quote")


def pack(model: LargerNet, folder: Path) -> None:
    """Write graph, heads, settings in which nothing is fitted, and hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    _save_encoder(model, folder / "encoder.onnx")
    write_heads(model, folder, IN_THE_GRAPH, FILES)


def write_encoder(model: LargerNet, graph: Graph) -> dict[str, str]:
    """The encoder's operators; returns the graph's outputs and what computes them."""
    encoder = model.encoder
    x = graph.embed_words("ids", encoder.words.weight)
    x = graph.node("Add", [x, graph.embed("positions", encoder.positions.weight)])[0]
    x = graph.norm(x, encoder.embedding_norm)
    near = graph.node("Transpose", [graph.embed("relative", encoder.relative.weight)], perm=[2, 0, 1])[0]
    bias = graph.node("Unsqueeze", [near, graph.constant(np.array([0]))])[0]
    for number, layer in enumerate(encoder.layers):
        assert isinstance(layer, Layer)
        if number == encoder.frozen:
            for name in _MARKS:
                x = graph.node("Add", [x, graph.embed(name, getattr(model, name).weight)])[0]
        x = _layer(graph, x, layer, bias)
    return {"tokens": x, "units": graph.exact_linear(x, model.unit_head)}


def _layer(graph: Graph, x: str, layer: Layer, bias: str) -> str:
    q, k, v = graph.node("Split", [graph.linear(x, layer.qkv)], 3, axis=-1, num_outputs=3)
    attended = graph.node("MultiHeadAttention", [q, k, v, "", "", bias], domain=FUSED, num_heads=HEADS)[0]
    x = graph.skip_norm(graph.linear(attended, layer.out, bias=False), x, layer.out, layer.attention_norm)
    inner = graph.linear(x, layer.up, bias=False)
    inner = graph.node("BiasGelu", [inner, graph.constant(array(layer.up.bias))], domain=FUSED)[0]
    return graph.skip_norm(graph.linear(inner, layer.down, bias=False), x, layer.down, layer.output_norm)


def _save_encoder(model: LargerNet, path: Path) -> None:
    graph = Graph()
    outputs = write_encoder(model, graph)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "length"])
    relative = helper.make_tensor_value_info("relative", TensorProto.INT64, ["length", "length"])
    along = [helper.make_tensor_value_info(name, TensorProto.INT64, ["length"]) for name in ("positions", *_MARKS)]
    graph.save(path, [ids, relative, *along], outputs)
