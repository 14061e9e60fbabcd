"""Confidence that is measured: fitted on decisions, judged on documents that the fit never saw."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from evals.calibration import (
    TABLE,
    Decision,
    HeldUnit,
    bins_of,
    calibration_error,
    cross_fitted,
    cross_fitted_units,
    fitted,
    fitted_units,
)
from service.engines.llm.confidence import LEAST, MOST, Weights, weights_of
from service.engines.offline.holder_confidence import HolderWeights, shipped_weights


def _decisions(shares: dict[str, float], each: int = 400, seed: int = 5) -> list[Decision]:
    draw = np.random.default_rng(seed)
    return [
        Decision(f"d{number % 20}", {"kind": kind}, bool(draw.random() < share))
        for kind, share in shares.items()
        for number in range(each)
    ]


def test_weights_find_the_share_of_right_decisions_by_feature() -> None:
    weights = fitted(_decisions({"support": 0.8, "rebut": 0.4}))
    assert weights.confidence({"kind": "support"}) == pytest.approx(0.8, abs=0.05)
    assert weights.confidence({"kind": "rebut"}) == pytest.approx(0.4, abs=0.05)
    assert weights.confidence({"kind": "rebut"}) < weights.confidence({"kind": "unheard of"})


def test_a_cross_fitted_error_is_small_where_the_features_tell_and_large_for_the_overconfident() -> None:
    decisions = _decisions({"support": 0.8, "rebut": 0.4})
    assert calibration_error(cross_fitted(decisions)) < 0.05
    assert calibration_error([(0.99, item.right) for item in decisions]) > 0.3
    assert sum(int(line.split()[1].strip(",")) for line in bins_of(cross_fitted(decisions))) == len(decisions)


def test_nothing_is_certain() -> None:
    weights = Weights(0.0, {"kind": {"sure": 50.0, "hopeless": -50.0}})
    assert weights.confidence({"kind": "sure"}) == MOST < 0.99
    assert weights.confidence({"kind": "hopeless"}) == LEAST


def test_the_weights_that_ship_are_a_table_of_both() -> None:
    assert set(yaml.safe_load(TABLE.read_text("utf-8"))) == {"relations", "units"}
    near = {"kind": "support", "reach": "neighbour", "marked": "yes", "holders": "same", "direction": "back"}
    assert weights_of("relations").confidence(near) > weights_of("relations").confidence(near | {"reach": "far"})


def _units(truth: HolderWeights, each: int = 4_000) -> list[HeldUnit]:
    draw, units = np.random.default_rng(3), []
    for number in range(each):
        cut, attributed = float(draw.normal(1.5, 1.0)), bool(draw.random() < 0.5)
        right = bool(draw.random() < truth.confidence(1 / (1 + float(np.exp(-cut))), attributed=attributed))
        units.append(HeldUnit(f"d{number % 20}", 0.9, cut, attributed, right))
    return units


def test_the_weights_of_cut_and_holder_are_found_again() -> None:
    truth = HolderWeights(base=0.3, cut=0.7, attributed=-0.9)
    units = _units(truth)
    found = fitted_units(units)
    assert (found.base, found.cut, found.attributed) == pytest.approx((0.3, 0.7, -0.9), abs=0.2)
    assert (
        calibration_error(cross_fitted_units(units)) < 0.03 < calibration_error([(0.9, item.right) for item in units])
    )


def test_the_log_odds_of_a_cut_come_back_from_the_confidence_that_they_gave() -> None:
    shipped = shipped_weights()
    for attributed in (True, False):
        assert shipped.cut_of(shipped.confidence(0.8, attributed=attributed), attributed=attributed) == pytest.approx(
            np.log(4)
        )


def test_an_attributed_unit_is_trusted_less_than_one_of_the_author_that_is_cut_as_surely() -> None:
    assert (
        shipped_weights().confidence(0.9, attributed=True) < shipped_weights().confidence(0.9, attributed=False) < 0.9
    )
