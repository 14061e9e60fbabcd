"""The heads as an ONNX graph that the service runs: exported from the trained network, so that it stands once."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from service.engines.offline.structure_model.model import JUDGED, KNOWN
from service.engines.offline.structure_model.windows import WIDTH
from training.structure.network import StructureNet

_PREFIX = "heads."


class _HeadsGraph(nn.Module):
    """All that the heads say of N units, from what is known of them (`structure_model.model.KNOWN`)."""

    def __init__(self, heads: StructureNet) -> None:
        super().__init__()
        self.heads = heads

    def forward(
        self, states: Tensor, places: Tensor, distances: Tensor, holders: Tensor, shared: Tensor
    ) -> tuple[Tensor, ...]:
        heads, count = self.heads, states.shape[0]
        units = heads.in_context(heads.unit_vectors(*states.split(WIDTH, dim=1), places), distances, holders)
        rows, columns = (at.reshape(-1) for at in torch.meshgrid(*[torch.arange(count)] * 2, indexing="ij"))
        scores = heads.head_scores(units, distances, holders, shared)
        return (
            heads.voice(units)[:, 0],
            scores,
            heads.conclusion_scores(units, scores),
            heads.kind_scores(units, rows, columns, holders.reshape(-1)).reshape(count, count, -1),
            heads.linked_scores(units, rows, columns, distances.reshape(-1)).reshape(count, count),
        )


def export_heads(model: StructureNet, path: Path) -> None:
    """Write the graph of a network, which it puts in evaluation mode; its constants are named as the parameters are."""
    count = torch.export.Dim.DYNAMIC
    sizes = ((3, 3 * WIDTH), (3,), (3, 3), (3, 3), (3, 3))
    kinds = (torch.float, torch.long, torch.long, torch.long, torch.float)
    known = tuple(torch.zeros(*size, dtype=kind) for size, kind in zip(sizes, kinds, strict=True))
    program = torch.onnx.export(
        _HeadsGraph(model).eval(),
        known,
        dynamo=True,
        optimize=False,
        verbose=False,
        input_names=KNOWN,
        output_names=JUDGED,
        dynamic_shapes=tuple({axis: count for axis, size in enumerate(some) if size == 3} for some in sizes),
    )
    assert program is not None
    program.save(path)


def read_heads(path: Path) -> dict[str, Tensor]:
    """The parameters that a graph of heads holds, by name."""
    constants = {item.name: numpy_helper.to_array(item) for item in onnx.load(str(path)).graph.initializer}
    named = {name: value for name, value in constants.items() if name.startswith(_PREFIX)}
    return {name.removeprefix(_PREFIX): torch.from_numpy(value.copy()) for name, value in named.items()}
