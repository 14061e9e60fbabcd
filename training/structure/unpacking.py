"""From a folder of packed weights back to a network, so that training can go on from the shipped ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from training.attribution.unpacking import Reading, constants, read_chain
from training.structure.network import StructureNet
from training.structure.packing import IN_THE_GRAPH, write_branch


def load_packed(model: StructureNet, folder: Path) -> None:
    """Set the parameters that the folder holds; weights of the branch come back as they were quantised.

    Parameters that the folder lacks keep what they have. Raises ValueError where it has others, or other shapes.
    """
    with torch.no_grad():
        write_branch(model, Reading(constants(folder / "branch.onnx")))
        settings = json.loads((folder / "structure.json").read_text(encoding="utf-8"))
        read_chain(model.crf, settings["chain"])
    wanted = {name for name in StructureNet().state_dict() if name.split(".")[0] not in IN_THE_GRAPH}
    with np.load(folder / "heads.npz") as stored:
        heads = {name: torch.from_numpy(stored[name].astype(np.float32)) for name in stored.files}
    if set(heads) - wanted:
        raise ValueError(f"{folder / 'heads.npz'}: parameters that this network lacks: {sorted(set(heads) - wanted)}")
    own = model.state_dict()
    wrong = [name for name, value in heads.items() if own[name].shape != value.shape]
    if wrong:
        raise ValueError(f"{folder / 'heads.npz'}: other shapes than this network's: {wrong}")
    model.load_state_dict(heads, strict=False)
