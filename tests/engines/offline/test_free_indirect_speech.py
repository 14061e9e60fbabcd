from __future__ import annotations

from dataclasses import replace

import numpy as np

from service.domain.argument import AUTHOR
from service.engines.offline.attribution.attribution import Attribution
from service.engines.offline.free_indirect_speech import RunOn
from service.engines.offline.structure_model.model import Unit

COST, THEIRS, DISAGREE = (20, 41), (43, 63), (65, 75)


def unit(span: tuple[int, int], attribution: int | None = None) -> Unit:
    return Unit((0,), 0.9, 0, (span,), attribution)


def attribution(holder: str, start: int, content: tuple[tuple[int, int], ...]) -> Attribution:
    return Attribution(0, (start, start + 5), None, content, holder=holder)


def hold(raw: Attribution) -> Attribution:
    return replace(raw, holder=f"named at {raw.source}")


def run_on(
    units: list[Unit], others: list[float], held: list[Attribution], about: list[tuple[int, int]] | None = None
) -> RunOn:
    settled = RunOn({0: held}, {0: about or []}, hold)
    settled.add(units, np.array(others, dtype=np.float32))
    return settled


def settle(units: list[Unit], others: list[float], held: list[Attribution]) -> list[int | None]:
    return [item.attribution for item in run_on(units, others, held).units]


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


def test_somebody_who_is_only_introduced_says_what_follows_and_nobody_before() -> None:
    settled = run_on([unit(COST), unit(THEIRS)], [0.99, 0.95], [], about=[(0, 9)])
    assert [item.attribution for item in settled.units] == [0, 0]
    assert [(item.holder, item.source, item.cue, item.content) for item in settled.held[0]] == [
        ("named at (0, 9)", (0, 9), None, (COST, THEIRS))
    ]
    assert run_on([unit(COST)], [0.99], [], about=[(70, 79)]).units[0].attribution is None
    assert run_on([unit(COST)], [0.8], [], about=[(0, 9)]).units[0].attribution is None


def test_whoever_is_introduced_later_takes_over_and_whoever_a_unit_is_about_does_not() -> None:
    speaks = attribution("growers", 0, (COST,))
    later = run_on([unit(COST, 0), unit(DISAGREE)], [0.99, 0.99], [speaks], about=[(43, 52)])
    assert later.held[0][1].source == (43, 52)
    assert later.units[1].attribution == 1
    assert run_on([unit(DISAGREE)], [0.99], [], about=[(56, 64)]).units[0].attribution is None
    inside = run_on([unit(COST), unit(DISAGREE)], [0.1, 0.99], [], about=[(25, 34)])
    assert inside.units[1].attribution is None
