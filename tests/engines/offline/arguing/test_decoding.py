from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.engines.offline.arguing.decoding import decode
from service.engines.offline.arguing.scorer import Scored


@st.composite
def scored(draw: st.DrawFn) -> Scored:
    size = draw(st.integers(0, 7))
    numbers = st.floats(-5, 5, allow_nan=False)
    arcs = np.array(draw(st.lists(numbers, min_size=size * size, max_size=size * size))).reshape(size, size)
    np.fill_diagonal(arcs, -np.inf)
    roots = np.array(draw(st.lists(numbers, min_size=size, max_size=size)))
    return Scored(roots, arcs, np.zeros((size, size)), [False] * size)


@given(scored())
def test_each_unit_leads_to_at_most_one_other_and_nothing_turns_in_a_circle(given_scores: Scored) -> None:
    root, arcs = decode(given_scores, 0.0)
    leads = {arc.source: arc.target for arc in arcs}

    assert len(leads) == len(arcs)
    assert root not in leads
    for start in leads:
        seen = [start]
        while seen[-1] in leads:
            seen.append(leads[seen[-1]])
            assert len(seen) <= len(given_scores.roots)


@given(scored())
def test_no_arc_below_the_threshold_is_kept(given_scores: Scored) -> None:
    _, arcs = decode(given_scores, 1.0)

    assert all(arc.score > 1.0 for arc in arcs)
