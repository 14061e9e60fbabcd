from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from service.domain.base import Span
from service.engines.llm.numbering import Numbered, fence_of, shown
from tests.engines.llm.texts import BORDER, numbered_of


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


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5))
def test_every_word_number_names_a_stretch_of_its_own(pieces: list[str]) -> None:
    text, spans = "", []
    for piece in pieces:
        spans.append(Span(start=len(text), end=len(text) + len(piece)))
        text += piece
    numbered = Numbered(text, tuple(spans))
    at = 0
    for number in range(1, len(numbered.words) + 1):
        span = numbered.word_span(number, number)
        assert span is not None
        assert span.start >= at
        at = span.end
