"""Questions about several paragraphs: what is shown, how they are grouped, and what becomes of an answer."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.document import Document
from service.engines.answers import StructureAnswer, Voice, VoicesAnswer
from service.engines.llm import structure
from service.engines.llm.decoding import Decoded
from tests.engines.llm.texts import BORDER, document_of

ARDAN = Voice(key="v1", label="Ardan", kind="state", aliases=("Ardan officials",))
SECOND = ("“It will never pay for itself,” ", "the mayor said. ", "He is right about the money. ")
THIRD = ("There are few major issues. ", "It is cheap, ", "and the case for a bridge would also be brought up.")
DOCUMENT = document_of(BORDER, SECOND, THIRD)
TEXT = DOCUMENT.text


def _decoded(*items: object) -> list[Decoded[StructureAnswer]]:
    question = structure.question_together(DOCUMENT, VoicesAnswer(voices=(ARDAN,)), (0, 1, 2))
    return list(question.decode_each(json.dumps({"paragraphs": items})))


def _of(number: int, **item: Any) -> Decoded[StructureAnswer]:
    return _decoded({"p": number, "said": [], "units": []} | item)[number - 1]


def _texts(found: Decoded[StructureAnswer]) -> list[tuple[str | None, str]]:
    assert found.answer is not None
    return [(unit.attribution, " ".join(span.cut(TEXT) for span in unit.spans)) for unit in found.answer.units]


def _word(phrase: str) -> str:
    """The numbers of a phrase's words, as they are shown."""
    shown = structure.question_together(DOCUMENT, VoicesAnswer(), (0, 1, 2)).shown
    ((first, last),) = [found for item in shown for found in item.numbered.find_words(phrase)]
    return str(first) if first == last else f"{first}-{last}"


def test_segments_and_words_are_numbered_on_through_all_paragraphs() -> None:
    question = structure.question_together(DOCUMENT, VoicesAnswer(voices=(ARDAN,)), (0, 1, 2))
    lines = str(question.values()["paragraph_lines"]).split("\n")
    assert [line for line in lines if line.startswith("¶")] == ["¶ 1", "¶ 2", "¶ 3"]
    numbered = [line for line in lines if not line.startswith("¶")]
    assert [int(line.split("|")[0]) for line in numbered] == list(range(1, 12))
    words = [int(number) for line in numbered for number in re.findall(r"_(\d+)", line)]
    assert words == list(range(1, len(words) + 1))


def test_each_paragraph_is_decoded_by_its_own_numbers() -> None:
    right = [
        {"p": 1, "said": ["1 1-2 3"], "units": ["2A", "3A"]},
        {"p": 2, "said": [], "units": ["8"]},
        {"p": 3, "said": [], "units": ["10"]},
    ]
    question = structure.question_together(DOCUMENT, VoicesAnswer(voices=(ARDAN,)), (0, 1, 2))
    jsonschema.validate({"paragraphs": right}, question.schema())
    found = _decoded(*reversed(right))
    assert [item.errors for item in found] == [(), (), ()]
    assert _texts(found[0]) == [("A", "the patrols are harmless"), ("A", "none of them carries arms")]
    assert _texts(found[1]) == [(None, "He is right about the money")]
    assert [item.answer.paragraph for item in found if item.answer] == [0, 1, 2]


def test_a_number_of_another_paragraph_is_no_number_of_this_one() -> None:
    found = _of(2, units=["2", "8"])
    assert [warning.code for warning in found.warnings] == ["unknown-segment", "bad-row"]
    assert found.errors, "half of the rows: it is asked for again"


def test_an_answer_without_a_list_is_no_answer_for_any() -> None:
    question = structure.question_together(DOCUMENT, VoicesAnswer(), (0, 1, 2))
    for raw in ("no", "{}", '{"paragraphs": {"p": 1}}'):
        assert [(item.answer, bool(item.errors)) for item in question.decode_each(raw)] == [(None, True)] * 3


@pytest.mark.parametrize("number", [["u0"], {"n": 2}, "2", None])
def test_an_item_whose_paragraph_is_no_number_is_no_answer_and_costs_no_other(number: object) -> None:
    first, second, _ = _decoded({"p": number, "said": [], "units": ["8"]}, {"p": 1, "said": [], "units": ["2"]})
    assert first.answer
    assert not first.errors
    assert second.answer is None


# What the text shows to be wrong


def test_a_quotation_is_whose_the_sentence_says_it_is() -> None:
    words = f"person {_word('the mayor')} {_word('said')}"
    found = _of(2, said=[words], units=["6", "8"])
    assert _texts(found)[0] == ("A", "“It will never pay for itself,”")
    assert [warning.code for warning in found.warnings] == ["quotation-holder"]
    assert "“It will never pay for itself,”" in found.warnings[0].detail
    unheld = _of(2, units=["6", "8"])
    assert "quotation" in unheld.errors[0]


def test_a_quotation_that_the_author_takes_over_stays_the_authors() -> None:
    document = document_of(("As the mayor said, ", "“it will never pay for itself”. "))
    question = structure.question_together(document, VoicesAnswer(), (0,))
    raw = json.dumps({"paragraphs": [{"p": 1, "said": ["person 2-3 4"], "units": ["2"]}]})
    (found,) = question.decode_each(raw)
    assert found.answer is not None
    assert (found.answer.units[0].attribution, found.warnings) == (None, ())


def test_a_unit_that_begins_with_the_last_word_of_a_sentence_begins_with_the_next() -> None:
    first, last = _word("issues"), _word("cheap")
    found = _of(3, units=[f"w{first}-{last}"])
    assert _texts(found) == [(None, "It is cheap")]
    assert [warning.code for warning in found.warnings] == ["moved-edge"]


def test_where_only_the_verb_of_saying_is_left_the_unit_is_what_stands_before_it() -> None:
    cue = _word("would also be brought up")
    found = _of(3, said=[f"unnamed - {cue}"], units=["10", f"w{cue}A"])
    assert _texts(found) == [(None, "It is cheap"), ("A", "the case for a bridge")]
    assert "moved-unit" in [warning.code for warning in found.warnings]


def test_words_of_saying_without_anything_said_are_asked_for_again() -> None:
    document = document_of(("They said. ", "It will rain. "))
    question = structure.question_together(document, VoicesAnswer(), (0,))
    raw = json.dumps({"paragraphs": [{"p": 1, "said": ["group 1 2"], "units": ["1A", "2"]}]})
    (found,) = question.decode_each(raw)
    assert "only words of saying" in found.errors[0]


def test_a_speaker_named_by_a_function_word_is_the_name_beside_it() -> None:
    found = _of(2, said=[f"person {_word('the mayor').split('-')[0]} {_word('said')}"], units=["6A"])
    assert found.answer is not None
    assert [voice.label for voice in found.answer.new_voices] == ["mayor"]
    assert [warning.code for warning in found.warnings] == ["moved-name"]
    label = document_of(("A: It will rain. ",))
    question = structure.question_together(label, VoicesAnswer(), (0,))
    (answered,) = question.decode_each('{"paragraphs": [{"p": 1, "said": ["person 1 -"], "units": ["1A"]}]}')
    assert (answered.warnings, answered.errors) == ((), ()), "a speaker's label is a name"


# Groups


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    sizes = draw(st.lists(st.integers(1, 120), min_size=1, max_size=60))
    return document_of(*(tuple(f"S{number} is so. " for number in range(size)) for size in sizes))


@settings(max_examples=40, deadline=None)
@given(_documents())
def test_every_paragraph_is_in_one_group_in_order_and_groups_are_bounded(document: Document) -> None:
    groups = structure.batches_of(document)
    assert [number for group in groups for number in group] == [part.index for part in document.body()]
    for group in groups:
        sizes = [len(document.segments_of(number)) for number in group]
        assert len(group) == 1 or max(sizes) <= structure.BATCH_SEGMENTS
        assert len(group) == 1 or sum(sizes) <= structure.BATCH_SEGMENTS + max(sizes)
        assert len(group) <= structure.BATCH_PARAGRAPHS + 1


@pytest.mark.parametrize(("count", "wanted"), [(1, 1), (8, 1), (10, 2), (40, 5)])
def test_as_few_calls_as_the_bounds_allow_about_alike(count: int, wanted: int) -> None:
    document = document_of(*(tuple(f"S{number} is so. " for number in range(8)) for _ in range(count)))
    groups = structure.batches_of(document)
    assert len(groups) == wanted
    assert max(map(len, groups)) - min(map(len, groups)) <= 1
