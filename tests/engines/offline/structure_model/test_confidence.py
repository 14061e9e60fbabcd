from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engines.offline.structure_model.confidence import Confidence, about_arc, about_unit
from service.engines.offline.structure_model.model import StructureModel

PROBABILITIES = st.floats(0.0, 1.0)


def test_weights_of_nothing_but_the_head_give_its_probability_back() -> None:
    confidence = Confidence((0.0, 1.0, 0.0, 0.0))

    assert confidence.of(about_arc(0.3, 0.9, 0.1)) == pytest.approx(0.3)


@given(PROBABILITIES, PROBABILITIES, PROBABILITIES)
def test_it_is_a_probability_however_sure_the_network_is(head: float, source: float, target: float) -> None:
    assert 0.0 < Confidence((-1.7, 0.4, 0.1, 0.1)).of(about_arc(head, source, target)) < 1.0


def test_the_shipped_weights_trust_an_arc_more_where_head_and_units_are_surer() -> None:
    shipped = StructureModel.load().arc_confidence

    assert shipped.of(about_arc(0.9, 0.99, 0.99)) > shipped.of(about_arc(0.6, 0.99, 0.99))
    assert shipped.of(about_arc(0.9, 0.99, 0.99)) > shipped.of(about_arc(0.9, 0.5, 0.99))


def test_the_shipped_weights_do_not_call_an_arc_likely_that_the_network_is_of_two_minds_about() -> None:
    # Of such arcs one in four is right, since both of its units must be found as well.
    assert StructureModel.load().arc_confidence.of(about_arc(0.5, 0.9, 0.9)) < 0.5


def test_a_longer_unit_is_trusted_more() -> None:
    shipped = StructureModel.load().unit_confidence

    assert shipped.of(about_unit(0.9, 15)) > shipped.of(about_unit(0.9, 3))
