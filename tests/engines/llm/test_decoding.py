"""Rows, relations, numbers and words of saying: what decoding an answer is made of."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.base import Span
from service.domain.graph import acyclic_relations, find_cycle
from service.domain.spans import joined, outside
from service.engines.llm import rows
from service.engines.llm.clauses import bare, without_attribution
from service.engines.llm.decoding import WARNING_TEXTS, Repairs
from service.engines.llm.links import Pointer, relations_of
from service.engines.llm.numbering import fence_of, shown
from service.engines.llm.rows import Place
from tests.engines.llm.texts import BORDER, numbered_of


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


@pytest.mark.parametrize("text", ["2 1", "king 1 2", "2 1 2 shouts", "2 w1 2", "author 1 2", "2 1 2 <3"])
def test_an_attribution_row_outside_the_grammar_is_none(text: str) -> None:
    assert rows.parse_attribution(text) is None


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


def _read(**pointers: str) -> tuple[list[tuple[str, tuple[str, ...], str]], list[str]]:
    """Pointers like `b="sa"`; relations as (kind, sources, target), and the codes of the repairs."""
    repairs = Repairs()
    given_ = {unit: Pointer(text[0], text[1:]) for unit, text in pointers.items()}  # type: ignore[arg-type]
    relations = relations_of(given_, repairs)
    return [(item.kind, item.sources, item.target) for item in relations], [w.code for w in repairs.warnings]


def test_supports_and_rebuttals_aim_at_units() -> None:
    assert _read(b="sa", c="ra") == ([("support", ("b",), "a"), ("rebut", ("c",), "a")], [])


def test_an_undercut_aims_at_the_relation_that_goes_out_from_its_target() -> None:
    assert _read(b="ra", c="ub", d="uc")[0][1:] == [("undercut", ("c",), "rb"), ("undercut", ("d",), "rc")]


def test_linked_units_share_one_relation_through_any_number_of_steps() -> None:
    assert _read(b="sa", c="+b", d="+c") == ([("support", ("b", "c", "d"), "a")], [])


def test_an_undercut_of_a_linked_unit_aims_at_the_shared_relation() -> None:
    assert ("undercut", ("d",), "rb") in _read(b="sa", c="+b", d="uc")[0]


def test_an_undercut_of_a_unit_without_a_relation_is_read_as_a_rebuttal() -> None:
    assert _read(b="ua") == ([("rebut", ("b",), "a")], ["undercut-of-nothing"])


def test_a_link_to_a_unit_without_a_relation_is_left_out() -> None:
    assert _read(b="+a", c="sa") == ([("support", ("c",), "a")], ["linked-to-nothing"])


def test_units_linked_in_a_circle_are_left_out() -> None:
    assert _read(b="+c", c="+b") == ([], ["linked-to-nothing", "linked-to-nothing"])


def test_a_unit_that_points_at_itself_or_at_what_it_is_linked_with_is_left_out() -> None:
    assert _read(a="sa")[1] == ["self-target"]
    assert _read(b="sa", a="+b") == ([], ["self-target"])


_UNITS = st.sampled_from("abcdef")
_POINTERS = st.dictionaries(_UNITS, st.builds(Pointer, st.sampled_from(["s", "r", "u", "+"]), _UNITS))


@given(_POINTERS)
def test_whatever_points_wherever_the_relations_keep_the_rules(pointers: dict[str, Pointer]) -> None:
    repairs = Repairs()
    relations = relations_of(pointers, repairs)
    names = {relation.id for relation in relations}
    sources = [source for relation in relations for source in relation.sources]
    acyclic = acyclic_relations(relations)
    assert not find_cycle(acyclic)
    assert len(acyclic) == len(relations) or find_cycle(relations), "only a cycle costs a relation"
    assert len(sources) == len(set(sources)), "a unit has one outgoing relation"
    assert all(relation.target in names for relation in relations if relation.kind == "undercut")
    assert all(relation.target not in relation.sources for relation in relations)
    assert len(sources) == len(pointers) or repairs.warnings, "nothing is lost in silence"
    assert relations_of(pointers, Repairs()) == relations


def test_words_are_numbered_through_all_segments_and_keep_their_marks() -> None:
    lines = numbered_of("“We won,” ", "he said.").word_lines().splitlines()
    assert lines == ["1| “We_1 won_2,”", "2| he_3 said_4."]


def test_numbers_lead_back_to_spans_of_the_untouched_text() -> None:
    numbered = numbered_of(*BORDER)
    words = numbered.word_span(1, 2)
    segment = numbered.segment_span(2, 3)
    assert words is not None
    assert segment is not None
    assert words.cut(numbered.text) == "Ardan officials"
    assert segment.cut(numbered.text) == "the patrols are harmless, because none of them carries arms. "


def test_numbers_that_do_not_exist_lead_nowhere() -> None:
    numbered = numbered_of(*BORDER)
    for first, last in ((0, 1), (3, 2), (1, 6), (99, 99)):
        assert numbered.segment_span(first, last) is None
    assert numbered.word_span(1, 1000) is None


def test_a_line_break_in_the_text_cannot_start_a_numbered_line() -> None:
    numbered = numbered_of("One.\n2| Two, said nobody. ", "Three.")
    assert [line.split("|")[0] for line in numbered.word_lines().splitlines()] == ["1", "2"]


def test_hidden_characters_are_not_shown_but_keep_their_place() -> None:
    numbered = numbered_of("Hid\u200bden \u202eorder\U000e0041 here.")
    assert numbered.word_lines() == "1| Hidden_1 order_2 here_3."
    last = numbered.word_span(3, 3)
    assert last is not None
    assert last.cut(numbered.text) == "here"


def test_fences_are_equal_for_equal_parts_and_differ_for_others() -> None:
    assert fence_of("a", "b") == fence_of("a", "b")
    assert len({fence_of("a", "b"), fence_of("ab"), fence_of("a", "c")}) == 3
    assert re.fullmatch("[0-9a-f]{10}", fence_of("a"))


@given(st.text(min_size=1, max_size=80))
def test_what_is_shown_is_one_line_without_control_characters(text: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f\u2028\u2029\u200b-\u200f\u202a-\u202e]", shown(text))


def _span(text: str, words: str) -> Span:
    return Span(start=text.index(words), end=text.index(words) + len(words))


@pytest.mark.parametrize(
    ("text", "source", "cue", "left"),
    [
        ("Officials said that taxes rise.", "Officials", "said", [" that taxes rise."]),
        ("Officials, who met in May, said taxes rise.", "Officials", "said", [" taxes rise."]),
        ("According to the bank, taxes rise.", "the bank", "According to", [", taxes rise."]),
        ("Taxes rise, officials say.", "officials", "say", ["Taxes rise, "]),
        ("Taxes rise, say officials.", "officials", "say", ["Taxes rise, "]),
        ("Taxes, officials say, rise.", "officials", "say", ["Taxes, ", ", rise."]),
        ("In Delhi, the dam is now widely seen as a tap.", "Delhi", "seen as", None),
        ("The dam, big and old as it is, has long been called a tap by critics abroad.", "critics", "called", None),
    ],
)
def test_what_only_attributes_is_cut_at_the_edges_and_between_commas(
    text: str, source: str, cue: str, left: list[str] | None
) -> None:
    whole = Span(start=0, end=len(text))
    kept = without_attribution(text, [whole], [[_span(text, source), _span(text, cue)]])
    assert [piece.cut(text) for piece in kept] == (left or [text])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("but taxes rise.", "taxes rise"),
        ("After all, taxes rise;", "taxes rise"),
        ("because of rain", "of rain"),
        ("that taxes rise, ", "taxes rise"),
        ("That is so.", "That is so"),
        ("Still waters run deep.", "Still waters run deep"),
        ("Still, waters run deep.", "waters run deep"),
        ("But.", "But"),
        ("“Yes, we can.”", "“Yes, we can.”"),
        ("Android phones", "Android phones"),
    ],
)
def test_connectives_and_stops_go_from_the_edges(text: str, left: str) -> None:
    assert bare(text, Span(start=0, end=len(text))).cut(text) == left


def test_neighbours_become_one_and_overlaps_are_merged() -> None:
    text = "one two three"
    spans = [Span(start=4, end=7), Span(start=0, end=3), Span(start=2, end=5), Span(start=8, end=13)]
    assert joined(spans, text) == (Span(start=0, end=13),)
    assert len(joined([Span(start=0, end=3), Span(start=8, end=13)], text)) == 2


def test_what_is_taken_is_removed_from_a_span() -> None:
    assert outside(Span(start=0, end=10), [Span(start=3, end=5)]) == (Span(start=0, end=3), Span(start=5, end=10))
    assert outside(Span(start=0, end=10), [Span(start=0, end=10)]) == ()


LLM = Path(__file__).parents[3] / "service/engines/llm"
ENGINE = re.compile(
    r"\b(?:units?|rows?|grammar|voices?|segments?|relations?|pointer|said|JSON|letters?)\b|['\"`{}]|w\d"
)


@pytest.mark.parametrize("code", sorted(WARNING_TEXTS))
def test_a_warning_is_told_in_words_of_a_reader(code: str) -> None:
    repairs = Repairs(paragraph=2)
    repairs.warn(code, "a row of said breaks the grammar: '11 s12?'")
    (warning,) = repairs.warnings
    assert warning.code == code
    assert re.fullmatch(r"[A-Z].*\.", warning.detail)
    assert not ENGINE.search(warning.detail.replace("model's", "").replace("article's", "").replace("author's", ""))


def test_every_code_that_a_step_gives_has_its_words() -> None:
    """Those that are told where they are found quote the article, and are looked at in the tests of their steps."""
    source = "\n".join(path.read_text("utf-8") for path in LLM.rglob("*.py"))
    given = set(re.findall(r"\.warn\(\s*\"([a-z-]+)\"", source))
    assert len(given) > 15
    assert given - set(WARNING_TEXTS) <= {
        "doubtful-link",
        "undercut-of-nothing",
        "moved-name",
        "moved-edge",
        "moved-unit",
        "quotation-holder",
    }
