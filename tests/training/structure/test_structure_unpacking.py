"""Packed structure weights come back as a network that packs to the same; needs what `argmap[train]` installs."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs argmap[train]")
pytest.importorskip("onnx", reason="training needs argmap[train]")
pytest.importorskip("safetensors", reason="training needs argmap[train]")

from service.engines.offline.structure_model.model import PACKAGED  # noqa: E402
from training.structure.network import StructureNet  # noqa: E402
from training.structure.packing import Biases, pack  # noqa: E402
from training.structure.unpacking import load_packed  # noqa: E402


def test_the_shipped_weights_survive_unpacking_and_packing(tmp_path: Path) -> None:
    model = StructureNet()
    before = model.unit_head.weight.detach().clone()
    load_packed(model, PACKAGED)
    assert not torch.equal(model.unit_head.weight, before)

    pack(model, tmp_path, Biases())
    again = StructureNet()
    load_packed(again, tmp_path)

    for (name, left), right in zip(model.named_parameters(), again.parameters(), strict=True):
        assert torch.allclose(left, right, atol=1e-3), name


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    pack(StructureNet(), tmp_path, Biases())
    with np.load(tmp_path / "heads.npz") as stored:
        heads = {name: stored[name] for name in stored.files}
    heads["conclusion.weight"] = heads["conclusion.weight"][:, :-1]
    np.savez_compressed(tmp_path / "heads.npz", **heads)

    with pytest.raises(ValueError, match=r"heads\.npz.*conclusion\.weight"):
        load_packed(StructureNet(), tmp_path)
