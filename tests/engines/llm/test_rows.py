from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engines.llm import rows
from service.engines.llm.rows import Place


def test_a_unit_row_holds_places_and_attribution_and_is_called_by_its_first_place() -> None:
    row = rows.parse_unit("4-5,7A")
    assert row is not None
    assert row.places == (Place(False, 4, 5), Place(False, 7, 7))
    assert (row.reference, row.letter) == ("4", "A")
    row = rows.parse_unit("w12-18")
    assert row is not None
    assert (row.reference, row.letter) == ("w12", None)


@pytest.mark.parametrize("text", ["", "s1", "3 s1", "3AB", "-3", "3;4", "3\nm", "٣", "3" * 9])
def test_a_unit_row_outside_the_grammar_is_none(text: str) -> None:
    assert rows.parse_unit(text) is None


def test_an_attribution_row_holds_holder_words_attitude_nesting_and_content() -> None:
    row = rows.parse_attribution("person 12-14 15 wants <A =3,w7-9")
    assert row is not None
    assert (row.who, row.source, row.cue) == ("person", Place(False, 12, 14), Place(False, 15, 15))
    assert (row.attitude, row.within) == ("wants", "A")
    assert row.content == (Place(False, 3, 3), Place(True, 7, 9))


def test_an_attribution_without_source_cue_and_attitude_asserts() -> None:
    row = rows.parse_attribution("2 - -")
    assert row is not None
    assert (row.source, row.cue, row.attitude) == (None, None, "asserts")


@pytest.mark.parametrize("text", ["2 1", "king 1 2", "2 1 2 shouts", "2 w1 2", "author 1 2", "2 1 2 <3"])
def test_an_attribution_row_outside_the_grammar_is_none(text: str) -> None:
    assert rows.parse_attribution(text) is None


def test_a_voice_row_holds_name_kind_side_and_other_names() -> None:
    row = rows.parse_voice("12-14 state <2 =40,77-78")
    assert row is not None
    assert (row.name, row.kind, row.parent) == (Place(False, 12, 14), "state", 2)
    assert row.aliases == (Place(False, 40, 40), Place(False, 77, 78))


def test_the_author_is_no_kind_that_a_row_may_claim() -> None:
    assert rows.parse_voice("3 author") is None


def test_a_link_row_holds_source_kind_and_target() -> None:
    row = rows.parse_link("14 u12?")
    assert row == rows.LinkRow(14, "u", 12, True)
    assert rows.parse_link("14 +12") == rows.LinkRow(14, "+", 12, False)
    assert rows.parse_link("14 x12") is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_parsers(text: str) -> None:
    for parse in (rows.parse_unit, rows.parse_attribution, rows.parse_voice, rows.parse_link):
        parse(text)


@pytest.mark.parametrize(
    "pattern", [rows.UNIT_PATTERN, rows.ATTRIBUTION_PATTERN, rows.VOICE_PATTERN, rows.LINK_PATTERN]
)
def test_the_patterns_stay_within_what_json_schema_servers_know(pattern: str) -> None:
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert not re.search(r"\(\?[=!<P]|\\[dwsb]", pattern), "no look-around, no named group, no class escape"
    assert json.loads(json.dumps(pattern)) == pattern
