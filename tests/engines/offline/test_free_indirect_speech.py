from __future__ import annotations

import numpy as np

from service.domain.argument import AUTHOR
from service.engines.offline.attribution_rules.raw_attributions import RawAttribution
from service.engines.offline.free_indirect_speech import with_run_on
from service.engines.offline.holders.resolve import Held
from service.engines.offline.units import DraftUnit

COST, THEIRS, DISAGREE = (20, 41), (43, 63), (65, 75)


def unit(span: tuple[int, int], attribution: int | None = None) -> DraftUnit:
    return DraftUnit(0, (span,), (0,), attribution, 0.9)


def attribution(holder: str, start: int, content: tuple[tuple[int, int], ...]) -> Held:
    return Held(RawAttribution(0, (start, start + 5), None, content), holder)


def settle(units: list[DraftUnit], others: list[float], held: list[Held]) -> list[int | None]:
    return [item.attribution for item in with_run_on(units, np.array(others, dtype=np.float32), {0: held})]


def test_a_unit_that_reads_as_somebodys_goes_to_whoever_speaks_before_it() -> None:
    speaks = attribution("growers", 0, (COST,))
    assert settle([unit(COST, 0), unit(THEIRS), unit(DISAGREE)], [0.95, 0.95, 0.1], [speaks]) == [0, 0, None]


def test_the_last_speaker_before_it_counts_and_else_the_first_behind_it() -> None:
    early, late = attribution("growers", 0, ()), attribution("board", 45, ())
    assert settle([unit(DISAGREE)], [0.95], [early, late]) == [1]
    assert settle([unit(COST)], [0.95], [late]) == [0]


def test_what_is_in_nobodys_mouth_stays_the_authors() -> None:
    assert settle([unit(COST)], [0.95], []) == [None]
    assert settle([unit(COST)], [0.95], [attribution(AUTHOR, 0, ())]) == [None]
    assert settle([unit(COST)], [0.5], [attribution("growers", 0, ())]) == [None]


def test_a_unit_behind_one_of_the_authors_is_not_given_away() -> None:
    speaks = attribution("growers", 0, ())
    assert settle([unit(COST), unit(THEIRS)], [0.1, 0.95], [speaks]) == [None, None]


def test_a_unit_that_tells_who_holds_what_is_not_theirs() -> None:
    told = Held(RawAttribution(0, (20, 30), (31, 35), ((36, 41),)), "growers")
    assert settle([unit(COST)], [0.95], [told]) == [None]
