"""The trained network as two int8 ONNX graphs, written operator by operator for ONNX Runtime's fused CPU kernels.

Weight matrices are quantised per column, the word embeddings per row; activations are quantised on the fly.
Both read one sequence at a time, so that nothing is padded and no result depends on its neighbours in a batch.
Weights take 7 bits: with 8, processors without VNNI instructions overflow in silence.
"""

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from training.attribution.network import EPSILON, HEADS, SPLIT, WIDTH, Layer, Tagger

Array = npt.NDArray[np.generic]
WEIGHT_LIMIT = 63
EMBEDDING_LIMIT = 127
FUSED = "com.microsoft"


class TransformerLayer(Protocol):
    """What a layer's operators need of it."""

    qkv: nn.Linear
    out: nn.Linear
    attention_norm: nn.LayerNorm
    up: nn.Linear
    down: nn.Linear
    output_norm: nn.LayerNorm


class Graph:
    """An ONNX graph under construction; methods add nodes and return the names of their outputs."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: Array) -> str:
        """Store an array and name it."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], outputs: int = 1, domain: str = "", **attributes: object) -> list[str]:
        """Add an operator with so many outputs."""
        names = [f"n{len(self.nodes)}_{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))  # type: ignore[arg-type]
        return names

    def linear(self, x: str, layer: nn.Linear, bias: bool = True) -> str:
        """A quantised matrix product, with its bias or without."""
        weight = array(layer.weight).T
        scale = np.maximum(np.abs(weight).max(axis=0), 1e-8) / WEIGHT_LIMIT
        whole = np.rint(weight / scale).astype(np.int8)
        inputs = [x, self.constant(whole), self.constant(scale.astype(np.float32)), ""]
        inputs += [self.constant(array(layer.bias))] if bias else []
        return self.node("DynamicQuantizeMatMul", inputs, domain=FUSED)[0]

    def exact_linear(self, x: str, layer: nn.Linear) -> str:
        """A small head in full precision."""
        product = self.node("MatMul", [x, self.constant(array(layer.weight).T)])[0]
        return self.node("Add", [product, self.constant(array(layer.bias))])[0]

    def norm(self, x: str, layer: nn.LayerNorm) -> str:
        """Layer normalisation."""
        inputs = [x, self.constant(array(layer.weight)), self.constant(array(layer.bias))]
        return self.node("LayerNormalization", inputs, epsilon=EPSILON, axis=-1)[0]

    def skip_norm(self, x: str, skip: str, product: nn.Linear, layer: nn.LayerNorm) -> str:
        """Residual sum, the bias of the product that led here, layer normalisation."""
        constants = [self.constant(array(t)) for t in (layer.weight, layer.bias, product.bias)]
        return self.node("SkipLayerNormalization", [x, skip, *constants], domain=FUSED, epsilon=EPSILON)[0]

    def embed(self, ids: str, table: Tensor) -> str:
        """Rows of a small table in full precision."""
        return self.node("Gather", [self.constant(array(table)), ids])[0]

    def embed_words(self, ids: str, table: Tensor) -> str:
        """Rows of the word embeddings, stored in 8 bits with a scale a row."""
        rows = array(table)
        scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-8) / EMBEDDING_LIMIT
        whole = self.node("Gather", [self.constant(np.rint(rows / scale).astype(np.int8)), ids])[0]
        scales = self.node("Gather", [self.constant(scale.astype(np.float32)), ids])[0]
        cast = self.node("Cast", [whole], to=TensorProto.FLOAT)[0]
        return self.node("Mul", [cast, scales])[0]

    def layer(self, x: str, layer: TransformerLayer, heads: int = HEADS, bias: str = "") -> str:
        """One transformer layer; `bias`: what is added to its attention."""
        q, k, v = self.node("Split", [self.linear(x, layer.qkv)], 3, axis=-1, num_outputs=3)
        inputs = [q, k, v, "", "", bias] if bias else [q, k, v]
        attended = self.node("MultiHeadAttention", inputs, domain=FUSED, num_heads=heads)[0]
        x = self.skip_norm(self.linear(attended, layer.out, bias=False), x, layer.out, layer.attention_norm)
        inner = self.linear(x, layer.up, bias=False)
        inner = self.node("BiasGelu", [inner, self.constant(array(layer.up.bias))], domain=FUSED)[0]
        return self.skip_norm(self.linear(inner, layer.down, bias=False), x, layer.down, layer.output_norm)

    def save(self, path: Path, inputs: list[onnx.ValueInfoProto], outputs: dict[str, str]) -> None:
        """Write the graph; `outputs` maps public names to nodes' outputs."""
        for name, inner in outputs.items():
            self.nodes.append(helper.make_node("Identity", [inner], [name]))
        infos = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
        graph = helper.make_graph(self.nodes, path.stem, inputs, infos, self.constants)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        path.write_bytes(model.SerializeToString())


def array(tensor: Tensor) -> npt.NDArray[np.float32]:
    """A tensor's values in single precision."""
    return tensor.detach().float().numpy()


def export(model: Tagger, folder: Path) -> None:
    """Write `encoder.onnx` and `branch.onnx` into `folder`."""
    encoder, branch = Graph(), Graph()
    positions = helper.make_tensor_value_info("positions", TensorProto.INT64, ["length"])
    inputs = [*(_tokens(name) for name in ("ids", "case", "quote")), positions]
    encoder.save(folder / "encoder.onnx", inputs, write_encoder(model, encoder))
    branch.save(folder / "branch.onnx", [token_states("states"), _tokens("marks")], write_branch(model, branch))


def write_encoder(model: Tagger, graph: Graph) -> dict[str, str]:
    """Add the encoder to a graph; returns its outputs by public name."""
    x = graph.embed_words("ids", model.words.weight)
    for name, table in (
        ("positions", model.positions.weight),
        ("case", model.case.weight),
        ("quote", model.quote.weight),
    ):
        x = graph.node("Add", [x, graph.embed(name, table)])[0]
    x = middle = graph.norm(x, model.embedding_norm)
    for number, layer in enumerate(model.layers):
        assert isinstance(layer, Layer)
        x = graph.layer(x, layer)
        middle = x if number + 1 == SPLIT else middle
    states = graph.node("Add", [middle, graph.linear(x, model.late)])[0]
    return {"states": states, "cue": graph.exact_linear(x, model.cue_head)}


def write_branch(model: Tagger, graph: Graph) -> dict[str, str]:
    """Add the branch to a graph; returns its outputs by public name."""
    x = graph.node("Add", ["states", graph.embed("marks", model.marks.weight)])[0]
    x = graph.norm(x, model.branch_norm)
    for layer in model.branch:
        assert isinstance(layer, Layer)
        x = graph.layer(x, layer)
    return {"role": graph.exact_linear(x, model.role_head), "verdict": graph.exact_linear(x, model.verdict_head)}


def token_states(name: str) -> onnx.ValueInfoProto:
    """An input of one sequence's token states."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "length", WIDTH])


def _tokens(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, [1, "length"])
