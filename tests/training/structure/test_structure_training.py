"""The structure model learns, and packs to weights that say the same; needs what `argmap[train]` installs."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs argmap[train]")
pytest.importorskip("onnx", reason="training needs argmap[train]")
pytest.importorskip("safetensors", reason="training needs argmap[train]")

from service.domain.argument_map import parse_map  # noqa: E402
from service.engines.offline.attribution.tagger import AttributionTagger  # noqa: E402
from service.engines.offline.parsing import load_parser  # noqa: E402
from service.engines.offline.structure_model.model import StructureModel  # noqa: E402
from training.structure.corpus import Example, body_of, example, said_marks_of  # noqa: E402
from training.structure.fitting import judge_gold, unit_score  # noqa: E402
from training.structure.network import StructureNet  # noqa: E402
from training.structure.optimise import Recipe, see, stack, train  # noqa: E402
from training.structure.packing import Biases, pack  # noqa: E402

MAPS = Path(__file__).parents[3] / "training" / "maps"


@pytest.fixture(scope="module")
def short_texts() -> list[Example]:
    tagger, parser = AttributionTagger.load(), load_parser()
    maps = [parse_map(path.read_bytes()) for path in sorted(MAPS.glob("t6-0[1-4]*.json"))]
    return [example(item, tagger.encode(body_of(item)), parser) for item in maps]


def test_it_learns_a_few_texts_by_heart(short_texts: list[Example], tmp_path: Path) -> None:
    torch.manual_seed(1)
    model = StructureNet(dropout=0.0)
    losses: list[str] = []
    train(model, short_texts, Recipe(epochs=12, branch_rate=1e-3, head_rate=3e-3, average_decay=0.5), 1, losses.append)
    pack(model, tmp_path, Biases())

    assert unit_score(StructureModel.load(tmp_path), short_texts).f1 > 0.5
    assert float(losses[-1].split()[3]) < float(losses[0].split()[3]) / 2


def test_packed_weights_judge_as_the_network_does(short_texts: list[Example], tmp_path: Path) -> None:
    torch.manual_seed(2)
    model = StructureNet().eval()
    pack(model, tmp_path, Biases())
    item = short_texts[0]
    with torch.no_grad():
        seen = see(model, item, stack(item), said_marks_of(item, lambda: False), item.holders)
        expected = torch.log_softmax(seen.head_scores(model, item.ruled), dim=1).numpy()

    found = judge_gold(StructureModel.load(tmp_path), item).heads

    assert np.abs(found - expected)[expected > -20].max() < 0.2  # int8 weights and activations
