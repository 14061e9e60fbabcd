"""The packaged weights are whole, small and quick to load; damaged ones are refused with a reason."""

import hashlib
import json
import shutil
import time
from pathlib import Path

import pytest

from service.engines.offline.attribution import weights
from service.engines.offline.attribution.conventions import Convention


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "weights"
    shutil.copytree(weights.PACKAGED, folder)
    return folder


def test_the_packaged_weights_load_within_a_second_or_so() -> None:
    began = time.process_time()
    loaded = weights.load()
    assert time.process_time() - began < 2
    assert 0 < loaded.calibrations[Convention.MAPS].threshold < 1


def test_the_graphs_stay_under_thirty_megabytes() -> None:
    assert sum(path.stat().st_size for path in weights.PACKAGED.glob("*.onnx")) < 30_000_000


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(weights.WeightsUnusable, match="no weights in") as caught:
        weights.load(tmp_path)
    assert caught.value.hint


@pytest.mark.parametrize("name", weights.FILES)
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(weights.WeightsUnusable, match=name):
        weights.load(copy)


def test_a_damaged_file_is_refused(copy: Path) -> None:
    content = bytearray((copy / "branch.onnx").read_bytes())
    content[-1] ^= 1
    (copy / "branch.onnx").write_bytes(bytes(content))
    with pytest.raises(weights.WeightsUnusable, match="does not match its hash"):
        weights.load(copy)


def test_another_format_is_refused(copy: Path) -> None:
    settings = json.loads((copy / "tagger.json").read_text())
    old = hashlib.sha256((copy / "tagger.json").read_bytes()).hexdigest()
    (copy / "tagger.json").write_text(json.dumps(settings | {"format": 3}))
    new = hashlib.sha256((copy / "tagger.json").read_bytes()).hexdigest()
    record = copy / weights.CHECKSUMS
    record.write_text(record.read_text().replace(old, new))
    with pytest.raises(weights.WeightsUnusable, match="format 3"):
        weights.load(copy)
