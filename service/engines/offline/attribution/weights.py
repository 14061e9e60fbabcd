"""Loading the tagger's weights: two ONNX graphs, the tokenizer, the chains and the calibration, checked by hash.

A folder of weights holds the files of `FILES` and `weights.sha256` (lines of `sha256sum`), as the training command
writes them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from service.engines.offline.attribution.chains import Chain, cue_chain, role_chain
from service.engines.offline.attribution.conventions import Convention
from service.engines.offline.attribution.inference import ChainWeights
from service.errors import InfrastructureError

PACKAGED = Path(__file__).parent.parent / "weights" / "attribution"
FILES = ("encoder.onnx", "branch.onnx", "tokenizer.json", "tagger.json")
CHECKSUMS = "weights.sha256"
FORMAT = 2
FORBIDDEN = -1e4


class WeightsUnusable(InfrastructureError):
    """The tagger's weights are missing, damaged or of another version."""

    code = "weights-unusable"


@dataclass(frozen=True)
class Calibration:
    """Two logistic models, whether a proposed cue is one (`keep`) and whether cue and source are right (`confidence`).

    Features of both: a constant, the log odds of the proposal, the branch's verdict; of `confidence` also the log odds
    of the source. `threshold`: the least `keep` of a cue that is reported.
    """

    keep: tuple[float, ...]
    confidence: tuple[float, ...]
    threshold: float


@dataclass(frozen=True)
class Weights:
    """Everything the tagger loads."""

    encoder: onnxruntime.InferenceSession
    branch: onnxruntime.InferenceSession
    tokenizer: Tokenizer
    cues: ChainWeights
    roles: ChainWeights
    calibrations: Mapping[Convention, Calibration]


def load(folder: Path | None = None, threads: int = 1) -> Weights:
    """Load a folder of weights (default: the packaged ones); raises WeightsUnusable."""
    folder = folder or PACKAGED
    check(folder, FILES)
    settings = json.loads((folder / "tagger.json").read_text(encoding="utf-8"))
    check_format(folder / "tagger.json", settings, FORMAT)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Weights(
        graph(folder / "encoder.onnx", threads),
        graph(folder / "branch.onnx", threads),
        tokenizer,
        chain_weights(cue_chain(), settings["cues"]),
        chain_weights(role_chain(), settings["roles"]),
        {Convention(name): _calibration(values) for name, values in settings["calibrations"].items()},
    )


def _calibration(values: Mapping[str, Any]) -> Calibration:
    return Calibration(tuple(values["keep"]), tuple(values["confidence"]), float(values["threshold"]))


def check_format(path: Path, settings: Mapping[str, Any], format: int) -> None:
    """Raises WeightsUnusable if a settings file is of another format than this version reads."""
    if settings.get("format") != format:
        raise WeightsUnusable(
            f"{path} has format {settings.get('format')!r}, this version reads {format}",
            hint="Install the weights for this version.",
        )


def check(folder: Path, files: Sequence[str]) -> None:
    """Compare every file with its recorded hash; raises WeightsUnusable."""
    hint = "Reinstall the package, or point to a folder that the training command wrote."
    record = folder / CHECKSUMS
    if not record.is_file():
        raise WeightsUnusable(f"no weights in {folder}: {CHECKSUMS} is missing", hint=hint)
    expected = {name: digest for digest, name in map(str.split, record.read_text(encoding="utf-8").splitlines())}
    for name in files:
        path = folder / name
        if name not in expected or not path.is_file():
            raise WeightsUnusable(f"the weights in {folder} are incomplete: {name} is missing", hint=hint)
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected[name]:
            raise WeightsUnusable(f"{path} does not match its hash in {CHECKSUMS}: the file is damaged", hint=hint)


def graph(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """An ONNX graph, ready to run on the CPU."""
    options = onnxruntime.SessionOptions()
    options.enable_cpu_mem_arena = False  # it keeps what the longest text took; without it, texts are read as fast
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def chain_weights(chain: Chain, scores: Mapping[str, Any]) -> ChainWeights:
    """A chain with its trained scores; forbidden moves score far below all others."""
    initial = np.where(chain.allowed_start, np.array(scores["initial"]), FORBIDDEN)
    transitions = np.where(chain.allowed, np.array(scores["transitions"]), FORBIDDEN)
    return ChainWeights(chain.labels, initial, transitions)
