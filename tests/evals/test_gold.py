"""From use to gold: candidates, acceptance, checks, agreement."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.adding import add_gold, as_gold
from evals.agreement import agreement_of, segmentation_alpha, word_alpha
from evals.gold_cli import gold_command
from evals.metrics.labels import Labels, UnitLabels
from evals.statistics.unitising import expected_disagreement, unitising_alpha
from evals.suites import Suite, load_suite
from service.errors import ArgmapError, InputError
from tests.evals.articles import gold_map, write_suite


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """A map as the service gives it out, with a model's words in it."""
    map_ = gold_map("01-harbour")
    units = [unit.model_copy(update={"gist": "in short", "confidence": 0.4}) for unit in map_.units]
    path = tmp_path / "map.json"
    path.write_text(map_.model_copy(update={"units": tuple(units), "version": 3}).model_dump_json(), "utf-8")
    return path


def test_a_corrected_map_becomes_a_candidate_then_gold(corrected: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    arguments = ["add", str(corrected), "--id", "25-fees", "--by", "Kim", "--root", str(root)]
    first = CliRunner().invoke(gold_command, arguments)
    assert first.exit_code == 0, first.output
    candidate = root / "articles" / "candidates" / "25-fees.json"
    note = json.loads(candidate.with_name("25-fees.provenance.json").read_text("utf-8"))
    assert (note["status"], note["added_by"], note["map_version"]) == ("candidate", "Kim", 3)
    second = CliRunner().invoke(gold_command, [*arguments, "--accept"])
    assert second.exit_code == 0, second.output
    assert not candidate.exists()
    suite = load_suite(f"articles={root / 'articles'}")
    assert [item.id for item in suite.documents] == ["25-fees"]
    added = suite.documents[0].map
    assert added is not None
    assert {(unit.gist, unit.confidence) for unit in added.units} == {(None, 1.0)}
    assert added.relations == gold_map("01-harbour").relations


def test_gold_is_not_overwritten_by_accident(corrected: Path, tmp_path: Path) -> None:
    options = {"suite": "articles", "gold_id": "25-fees", "by": "Kim", "accepted": True, "root": tmp_path}
    add_gold(corrected, replace=False, **options)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="there already"):
        add_gold(corrected, replace=False, **options)  # type: ignore[arg-type]
    add_gold(corrected, replace=True, **options)  # type: ignore[arg-type]


def test_a_models_own_words_cannot_be_gold() -> None:
    map_ = gold_map("03-market")
    unsaid = map_.units[0].model_copy(
        update={
            "id": "u9",
            "spans": (),
            "text": "noise is bad",
            "implicit": True,
            "attribution": None,
            "perspective": "author",
        }
    )
    with pytest.raises(InputError, match="implicit"):
        as_gold(map_.model_copy(update={"units": (*map_.units, unsaid)}), "x", "Kim")


def test_check_finds_a_layer_on_another_text(folder: Path) -> None:
    root = folder.parent
    assert CliRunner().invoke(gold_command, ["check", "small", "--root", str(root)]).exit_code == 0
    (folder / "layers" / "B" / "01-harbour.json").write_text(gold_map("02-library").model_dump_json(), "utf-8")
    result = CliRunner().invoke(gold_command, ["check", "small", "--root", str(root)])
    assert isinstance(result.exception, ArgmapError)
    assert "layer B was labelled on another text" in result.exception.hint


def test_agreement_of_equal_layers_is_perfect_and_of_others_is_not(suite: Suite, tmp_path: Path) -> None:
    people = agreement_of(suite)
    assert people is not None
    assert 0.5 < people.alpha_units < 1
    assert 0.5 < people.kappa_relation < 1
    same = write_suite(tmp_path / "same")
    for path in (same / "layers" / "A").glob("*.json"):
        (same / "layers" / "B" / path.name).write_bytes(path.read_bytes())
    perfect = agreement_of(load_suite(f"same={same}"))
    assert perfect is not None
    assert (perfect.alpha_units, perfect.kappa_role, perfect.kappa_relation, perfect.kappa_holder) == (1, 1, 1, 1)


def test_without_layers_there_is_no_agreement(tmp_path: Path) -> None:
    folder = write_suite(tmp_path / "single", layers=False)
    assert agreement_of(load_suite(f"single={folder}")) is None


def test_alpha_of_opposite_segmentations_is_below_zero() -> None:
    one = Labels(units=(UnitLabels("a", frozenset(range(5))),))
    other = Labels(units=(UnitLabels("b", frozenset(range(5, 10))),))
    assert segmentation_alpha([(10, one, other)]) < 0
    assert word_alpha([(10, one, other)]) < 0
    assert segmentation_alpha([(10, one, one)]) == word_alpha([(10, one, one)]) == 1.0
    assert math.isnan(segmentation_alpha([(10, Labels(), Labels())]))


def test_alpha_sees_where_a_unit_ends_and_a_gap_ends_with_its_document() -> None:
    """One stretch cut into two units differs; a unit in another's gap counts by what that gap can hold."""
    whole = Labels(units=(UnitLabels("a", frozenset(range(2, 8))),))
    halves = Labels(units=(UnitLabels("a", frozenset(range(2, 5))), UnitLabels("b", frozenset(range(5, 8)))))
    assert segmentation_alpha([(10, whole, halves)]) < 0.9
    assert unitising_alpha(20, [[(2, 8)], [(2, 7)]], [10]) != unitising_alpha(20, [[(2, 8)], [(2, 7)]])
    assert expected_disagreement(6, [[(0, 3)], [(3, 6)]], [3]) == expected_disagreement(6, [[(0, 3)], [(3, 6)]])


def test_unitising_alpha_of_uncorrelated_units_is_near_zero() -> None:
    """Units of both observers dealt out at random over a long continuum: chance agreement is what D_e expects."""
    dice = random.Random(7)
    alphas = []
    for _ in range(40):
        observers = []
        for _ in range(2):
            starts = sorted(dice.sample(range(0, 300, 6), 20))
            observers.append([(start, start + dice.randint(2, 6)) for start in starts])
        alphas.append(unitising_alpha(300, observers))
    assert abs(sum(alphas) / len(alphas)) < 0.15
