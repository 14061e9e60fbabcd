"""The structure model learns, goes on where it stopped, and packs to weights that say the same; needs what
`argmap[train]` installs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs argmap[train]")
pytest.importorskip("onnx", reason="training needs argmap[train]")
pytest.importorskip("safetensors", reason="training needs argmap[train]")
pytest.importorskip("sklearn", reason="training needs argmap[train]")

from service.domain.argument_map import parse_map  # noqa: E402
from service.engines.offline.attribution import weights as attribution  # noqa: E402
from service.engines.offline.structure_model.model import StructureModel  # noqa: E402
from training.labelled_maps import read_records  # noqa: E402
from training.structure.__main__ import examples  # noqa: E402
from training.structure.corpus import Example, said_marks_of  # noqa: E402
from training.structure.fitting import judge_gold, unit_score  # noqa: E402
from training.structure.heads_graph import read_heads  # noqa: E402
from training.structure.losses import see_units  # noqa: E402
from training.structure.network import StructureNet  # noqa: E402
from training.structure.optimise import Recipe, Training, losses_of_maps, read_tokens  # noqa: E402
from training.structure.packing import pack  # noqa: E402
from training.structure.states import States  # noqa: E402
from training.structure.unpacking import load_packed  # noqa: E402

TOKENS = attribution.load().tokenizer.get_vocab()
MAPS = Path(__file__).parents[3] / "training" / "maps"
RECIPE = Recipe(steps=30, falling=10, encoder_rate=5e-4, head_rate=3e-3, average_decay=0.5, documents=2, rising=4)


@pytest.fixture(scope="module")
def short_texts() -> list[Example]:
    maps = [parse_map(record) for record in read_records(MAPS) if record["id"].startswith(("t6-01", "t6-02"))][:2]
    return examples(maps)


def small(seed: int) -> StructureNet:
    """Two layers of random weights, the lower one frozen."""
    torch.manual_seed(seed)
    return StructureNet(dropout=0.0, layers=2, frozen=1)


def of_maps(
    model: StructureNet, folder: Path
) -> Callable[[Sequence[Example], Random], Iterator[dict[str, torch.Tensor]]]:
    return losses_of_maps(model, States(folder / "states", model.encoder))


def test_it_learns_a_few_texts_by_heart_and_packs_what_it_learnt(short_texts: list[Example], tmp_path: Path) -> None:
    model = small(1)
    losses: list[str] = []
    Training(model, short_texts, of_maps(model, tmp_path), 1).run(RECIPE, losses.append)
    pack(model, tmp_path, TOKENS)

    assert unit_score(StructureModel.load(tmp_path), short_texts).f1 > 0.5
    units = [float(line.split(" unit ")[1].split()[0]) for line in losses]
    assert units[-1] < units[0] / 2


def test_a_stopped_training_goes_on_as_if_it_had_not_stopped(short_texts: list[Example], tmp_path: Path) -> None:
    whole, again = small(3), small(3)
    recipe = Recipe(steps=4, falling=2, documents=1)
    Training(whole, short_texts, of_maps(whole, tmp_path), 5).run(recipe, lambda line: None, tmp_path / "whole.pt")

    halved = Training(again, short_texts, of_maps(again, tmp_path), 5)
    halved.load(tmp_path / "whole-steady.pt")  # written after two steps, before the rate falls
    assert halved.step == 2
    halved.run(recipe, lambda line: None)

    for (name, left), right in zip(whole.named_parameters(), again.parameters(), strict=True):
        assert torch.allclose(left, right, atol=1e-6), name


def test_packed_weights_judge_as_the_network_does(short_texts: list[Example], tmp_path: Path) -> None:
    model = small(2).eval()
    pack(model, tmp_path, TOKENS)
    item = short_texts[0]
    said = said_marks_of(item, lambda: False)
    with torch.no_grad():
        states = States(tmp_path / "states", model.encoder).of(item.id, item.text).astype(np.float32)
        ((words, emissions),) = read_tokens(model, [item], [torch.from_numpy(states)], [said])
        seen = see_units(model, item, words, emissions, item.holders)
        expected = torch.log_softmax(seen.head_scores(model, item.shared), dim=1).numpy()

    found = judge_gold(StructureModel.load(tmp_path), item).heads

    assert np.abs(found - expected)[expected > -20].max() < 0.3  # int8 weights and activations


def test_packed_weights_come_back_and_pack_to_the_same_bytes(tmp_path: Path) -> None:
    pack(small(4), tmp_path / "first", TOKENS)
    pack(load_packed(small(5), tmp_path / "first", TOKENS), tmp_path / "second", TOKENS)
    assert (tmp_path / "first/encoder.onnx").read_bytes() == (tmp_path / "second/encoder.onnx").read_bytes()
    assert (tmp_path / "first/structure.json").read_bytes() == (tmp_path / "second/structure.json").read_bytes()
    first, second = (read_heads(tmp_path / name / "heads.onnx") for name in ("first", "second"))
    assert first.keys() == second.keys()
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_what_nobody_looked_for_is_not_learnt(short_texts: list[Example], tmp_path: Path) -> None:
    model = small(6)
    losses = of_maps(model, tmp_path)
    unlinked = replace(short_texts[0], id="unlinked", knows_arcs=False)
    (known,), (unknown,) = losses([short_texts[0]], Random(1)), losses([unlinked], Random(1))
    assert known.keys() - unknown.keys() == {"head", "kind", "conclusion", "linked"}
    assert unknown.keys() == {"unit", "voice"}
