"""A trained network as a folder of weights that the service loads."""

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from service.engines.offline.attribution.conventions import Convention
from service.engines.offline.attribution.weights import CHECKSUMS, FILES, FORMAT, Calibration
from training.attribution.crf import ChainCrf
from training.attribution.export import export
from training.attribution.network import Tagger

NEUTRAL = Calibration(keep=(0.0, 1.0, 0.0), confidence=(0.0, 1.0, 0.0, 0.0), threshold=0.0)  # keeps every proposal


def pack(model: Tagger, tokenizer: Path, folder: Path) -> None:
    """Write graphs, tokenizer, chains, neutral calibrations and hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    export(model, folder)
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    chains = {"cues": _scores(model.cue_crf), "roles": _scores(model.role_crf)}
    neutral = {convention.value: dataclasses.asdict(NEUTRAL) for convention in Convention}
    write_settings(folder, {"format": FORMAT, **chains, "calibrations": neutral})


def recalibrate(folder: Path, convention: Convention, calibration: Calibration) -> None:
    """Replace one calibration of a folder of weights."""
    settings = json.loads((folder / "tagger.json").read_text(encoding="utf-8"))
    settings["calibrations"][convention.value] = dataclasses.asdict(calibration)
    write_settings(folder, settings)


def write_settings(folder: Path, settings: dict[str, Any]) -> None:
    """Write `tagger.json` and the hashes of all files."""
    (folder / "tagger.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in FILES]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def _scores(crf: ChainCrf) -> dict[str, Any]:
    return {
        "initial": [round(value, 5) for value in crf.initial.tolist()],
        "transitions": [[round(value, 5) for value in row] for row in crf.transitions.tolist()],
    }
