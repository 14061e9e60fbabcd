"""Packed weights come back as a network that packs to the same; needs what `argmap[train]` installs."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="training needs argmap[train]")
pytest.importorskip("onnx", reason="training needs argmap[train]")
pytest.importorskip("safetensors", reason="training needs argmap[train]")

from service.engines.offline.attribution.weights import PACKAGED  # noqa: E402
from training.attribution.export import export  # noqa: E402
from training.attribution.network import Tagger  # noqa: E402
from training.attribution.unpacking import load_packed  # noqa: E402


def test_the_shipped_weights_survive_unpacking_and_packing(tmp_path: Path) -> None:
    model = Tagger()
    before = model.cue_head.weight.detach().clone()
    load_packed(model, PACKAGED)
    assert not torch.equal(model.cue_head.weight, before)

    export(model, tmp_path)
    again = Tagger()
    (tmp_path / "tagger.json").write_bytes((PACKAGED / "tagger.json").read_bytes())
    load_packed(again, tmp_path)

    for (name, left), right in zip(model.named_parameters(), again.parameters(), strict=True):
        if not name.startswith("roles_head"):
            assert torch.allclose(left, right, atol=1e-5), name
