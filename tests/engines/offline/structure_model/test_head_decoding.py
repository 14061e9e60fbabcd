from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engines.offline.structure_model.head_decoding import arborescence_heads, best_forest, likeliest_heads
from service.engines.offline.structure_model.model import Judged


def judged(heads: list[list[float]], kinds: list[list[list[float]]] | None = None) -> Judged:
    count = len(heads)
    scores = np.array(heads, dtype=np.float32).reshape(count, count + 1)
    made = np.array(kinds, dtype=np.float32) if kinds else np.zeros((count, count, 3), dtype=np.float32)
    return Judged(scores, made, np.zeros(count + 1, np.float32), np.full((count, count), -1.0, np.float32))


@st.composite
def any_judgement(draw: st.DrawFn) -> Judged:
    size = draw(st.integers(0, 7))
    numbers = st.floats(-5, 0, allow_nan=False, width=32)
    heads = draw(st.lists(st.lists(numbers, min_size=size + 1, max_size=size + 1), min_size=size, max_size=size))
    return judged(heads)


@given(any_judgement())
def test_each_unit_leads_to_at_most_one_other_and_nothing_turns_in_a_circle(given_scores: Judged) -> None:
    arcs = best_forest(given_scores)
    leads = {arc.source: arc.target for arc in arcs}

    assert len(leads) == len(arcs)
    for start in leads:
        seen = [start]
        while seen[-1] in leads:
            seen.append(leads[seen[-1]])
            assert len(seen) <= len(given_scores.heads)


def test_of_a_circle_the_weakest_arc_gives_way_as_the_whole_is_likeliest() -> None:
    # 0 and 1 like each other best; 1 loses less by going nowhere than 0.
    arcs = best_forest(judged([[-9, -0.1, -3], [-0.1, -9, -0.5]]))

    assert [(arc.source, arc.target) for arc in arcs] == [(0, 1)]


def test_only_what_leads_somewhere_can_be_undercut() -> None:
    undercuts = [[[-3.0, -2.0, -0.1]] * 3] * 3
    chain = [[-9, -0.1, -9, -3], [-9, -9, -0.1, -3], [-9, -9, -9, -0.1]]

    arcs = best_forest(judged(chain, undercuts))

    assert [(arc.source, arc.target, arc.kind) for arc in arcs] == [(0, 1, "undercut"), (1, 2, "rebut")]


@given(any_judgement())
def test_the_short_way_gives_what_the_arborescence_gives(given_scores: Judged) -> None:
    short = likeliest_heads(given_scores)
    if short is not None and len(given_scores.heads):
        long = arborescence_heads(given_scores)

        def total(heads: dict[int, int]) -> float:
            count = len(given_scores.heads)
            return float(sum(given_scores.heads[unit, heads.get(unit, count)] for unit in range(count)))

        assert total(short) == pytest.approx(total(long))
