"""Confidence that is measured: fitted on decisions, judged on documents that the fit never saw."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from evals.calibration import TABLE, Decision, bins_of, calibration_error, cross_fitted, fitted
from service.engines.llm.confidence import LEAST, MOST, Weights, weights_of


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
