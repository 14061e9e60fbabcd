"""The logistic fit and the calibration error, on data whose answer is known."""

import numpy as np
import pytest

from training.attribution.calibration import calibration_error, fit_logistic


def test_the_fit_finds_the_odds_that_made_the_data() -> None:
    random = np.random.default_rng(1)
    features = np.column_stack([np.ones(20_000), random.normal(size=20_000)])
    chance = 1 / (1 + np.exp(-(features @ [-0.5, 1.5])))
    assert fit_logistic(features, random.random(20_000) < chance) == pytest.approx([-0.5, 1.5], abs=0.06)


def test_separable_data_stay_finite() -> None:
    features = np.column_stack([np.ones(6), [-3, -2, -1, 1, 2, 3]])
    assert np.isfinite(fit_logistic(features, features[:, 1] > 0)).all()


def test_honest_confidence_has_a_small_error_and_boasting_a_large_one() -> None:
    honest = [(0.8, number % 5 != 0) for number in range(500)]
    boasting = [(0.99, number % 2 == 0) for number in range(500)]
    assert calibration_error(honest) < 0.05
    assert calibration_error(boasting) == pytest.approx(0.49, abs=0.05)
