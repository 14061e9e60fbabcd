"""Confidences are fitted on what the engine makes of maps; needs what `argmap[train]` installs."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="training needs argmap[train]")

from service.domain.argument_map import parse_map
from service.engines.offline.attribution.tagger import AttributionTagger
from service.engines.offline.parsing import load_parser
from service.engines.offline.structure_model.labels import NOWHERE
from service.engines.offline.structure_model.model import StructureModel
from training.structure.confidence import fitted, of_arcs, of_units
from training.structure.endtoend import figures, observe

GOLD = Path(__file__).parents[3] / "evals" / "gold" / "development" / "09-noon-is-not-the-problem.json"


def test_a_text_is_observed_as_the_evals_score_it() -> None:
    model = StructureModel.load()
    (observed,) = observe(model, AttributionTagger.load(), load_parser(), [parse_map(GOLD.read_bytes())])

    arcs, units = of_arcs([observed]), of_units([observed])
    right_units = len(observed.aligned)
    right_arcs = sum(observed.right(arc) for arc in observed.arcs)
    wanted = int((observed.heads != NOWHERE).sum())
    found = figures(model, [observed])

    assert sum(right for _, right in units) == right_units > 0
    assert found.unit_f1 == pytest.approx(2 * right_units / (len(observed.units) + len(observed.heads)))
    assert found.edge_f1 == pytest.approx(2 * right_arcs / (len(arcs) + wanted))
    assert found.root == 1.0


def test_what_is_fitted_says_how_often_such_things_are_right() -> None:
    random = np.random.default_rng(1)
    odds = random.normal(size=(4000, 2))
    right = random.random(4000) < 1 / (1 + np.exp(-(odds @ [2.0, 0.5] - 1.0)))

    confidence = fitted([(tuple(row), bool(verdict)) for row, verdict in zip(odds.tolist(), right, strict=True)])

    assert confidence.weights == pytest.approx((-1.0, 2.0, 0.5), abs=0.2)


def test_without_a_wrong_one_there_is_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="1 judgements"):
        fitted([((0.0, 1.0), True)])
