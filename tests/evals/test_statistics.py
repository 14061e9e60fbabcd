"""Intervals and tests behave as they must on data whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from evals.metrics.scores import F1, ClassF1, Share, class_counts
from evals.statistics.bootstrap import change_interval, draw_weights, score_interval
from evals.statistics.correction import holm
from evals.statistics.normalising import between
from evals.statistics.permutation import sign_flip_p

COUNTS = [(float(right), 10.0, 10.0) for right in (3, 9, 5, 7, 6, 8, 2, 9, 4, 7)]


def test_the_interval_of_a_mean_is_close_to_the_normal_one() -> None:
    found = score_interval(Share(), COUNTS, draw_weights(len(COUNTS), draws=4000))
    shares = np.array([right / judged for right, judged, _ in COUNTS])
    half = 1.96 * shares.std() / math.sqrt(len(shares))
    assert found.value == pytest.approx(shares.mean())
    assert found.high - found.low == pytest.approx(2 * half, rel=0.1)


def test_a_clear_fall_lies_wholly_below_zero_and_a_small_one_does_not() -> None:
    weights = draw_weights(len(COUNTS))
    worse = [(right - 2, judged, applicable) for right, judged, applicable in COUNTS]
    assert change_interval(Share(), worse, COUNTS, weights).high < 0
    one = [(COUNTS[0][0] - 1, 10.0, 10.0), *COUNTS[1:]]
    change = change_interval(Share(), one, COUNTS, weights)
    assert change.value < 0 <= change.high + 1e-12


def test_sign_flips_find_a_real_change_only() -> None:
    worse = [(right - 2, judged, applicable) for right, judged, applicable in COUNTS]
    assert sign_flip_p(Share(), worse, COUNTS) < 0.01
    swapped = [COUNTS[place ^ 1] for place in range(len(COUNTS))]  # the same suite in another order
    assert sign_flip_p(Share(), swapped, COUNTS) == 1.0


def test_the_same_seed_gives_the_same_interval() -> None:
    one, other = (score_interval(Share(), COUNTS, draw_weights(len(COUNTS))) for _ in range(2))
    assert one == other


def test_what_cannot_be_judged_is_nan_and_takes_no_part_in_holm() -> None:
    nothing = [(0.0, 0.0, 0.0)] * 3
    assert math.isnan(score_interval(Share(), nothing, draw_weights(3)).value)
    assert math.isnan(sign_flip_p(Share(), nothing, nothing))
    corrected = holm({"a": 0.02, "b": math.nan})
    assert corrected["a"] == 0.02
    assert math.isnan(corrected["b"])


def test_normalising_needs_people_above_the_baseline() -> None:
    assert between(0.5, 0.4, 0.4) is None
    assert between(0.5, 0.4, None) is None
    assert between(0.3, 0.4, 0.8) == -0.25


counts = st.tuples(*[st.integers(0, 20)] * 3).map(lambda item: (min(item), item[1], min(item), item[2]))


@given(st.lists(counts, min_size=1, max_size=6))
def test_f1_of_sums_lies_between_0_and_1(documents: list[tuple[int, int, int, int]]) -> None:
    sums = np.sum(documents, axis=0).astype(float)
    value = float(F1().value(sums))
    assert math.isnan(value) == (sums[1] == 0 and sums[3] == 0)
    assert math.isnan(value) or 0 <= value <= 1


def test_class_f1_agrees_with_scikit_learn() -> None:
    gold = ["a", "b", "b", "c", "a", "c", "c"]
    predicted = ["a", "b", "c", "c", "b", "c", "a"]
    table = np.array(class_counts(list(zip(gold, predicted, strict=True)), ("a", "b", "c"), 7), dtype=float)
    assert float(ClassF1(3).value(table)) == pytest.approx(f1_score(gold, predicted, average="macro"))
    weighted = f1_score(gold, predicted, average="weighted")
    assert float(ClassF1(3, weighted=True).value(table)) == pytest.approx(weighted)
