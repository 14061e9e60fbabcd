"""Questions about paragraphs, one or several: what is shown, how they are grouped, and what becomes of an answer."""

from __future__ import annotations

import json
import re
from typing import Any, cast

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.document import Document
from service.engines.answers import StructureAnswer, Voice, VoicesAnswer
from service.engines.llm import structure
from service.engines.llm.decoding import Decoded, concatenated
from service.engines.llm.rows import UNIT_PATTERN
from service.engines.llm.structure import AloneQuestion, Options
from service.engines.llm.structure_units import IMPLICIT_LIMIT
from tests.engines.llm.texts import BORDER, document_of, draft_of

ARDAN = Voice(key="v1", label="Ardan", kind="state", aliases=("Ardan officials",))
DOCUMENT = document_of(BORDER)
TEXT = DOCUMENT.text
#  1 Ardan officials insist that | 2 the patrols are harmless, | 3 because none of them carries arms.
#  4 But unarmed ships can block a strait, | 5 they admit.
#  words: Ardan 1 officials 2 insist 3 that 4 ... they 22 admit 23


def _question(**options: bool) -> AloneQuestion:
    (question,) = structure.questions_of(DOCUMENT, VoicesAnswer(voices=(ARDAN,)), 0, Options(**options))
    return question


def _raw(answer: object) -> str:
    return json.dumps({"paragraphs": [{"p": 1, **cast("dict[str, object]", answer)}]})


def _decode(answer: object, **options: bool) -> Decoded[StructureAnswer]:
    return _question(**options).decode(answer if isinstance(answer, str) else _raw(answer))


def _answer(answer: object, **options: bool) -> StructureAnswer:
    decoded = _decode(answer, **options)
    assert decoded.answer is not None, decoded.errors
    return decoded.answer


def _codes(answer: object) -> list[str]:
    return [warning.code for warning in _decode(answer).warnings]


RIGHT = {"said": ["1 1-2 3", "1 22 23 concedes"], "units": ["2A", "3A", "4-5B"]}


def test_a_right_answer_becomes_units_and_attributions_without_a_repair() -> None:
    decoded = _decode(RIGHT)
    answer = decoded.answer
    assert answer is not None
    assert (decoded.warnings, decoded.errors) == ((), ())
    assert [(unit.id, unit.attribution, [span.cut(TEXT) for span in unit.spans]) for unit in answer.units] == [
        ("u2", "A", ["the patrols are harmless"]),
        ("u3", "A", ["none of them carries arms"]),
        ("u4", "B", ["unarmed ships can block a strait"]),
    ]
    assert [(item.voice, item.attitude) for item in answer.attributions] == [("v1", "asserts"), ("v1", "concedes")]
    source, cue = answer.attributions[1].source, answer.attributions[1].cue
    assert source is not None
    assert cue is not None
    assert (source.cut(TEXT), cue.cut(TEXT)) == ("they", "admit")


def test_an_attribution_holds_what_its_units_hold_without_source_and_cue() -> None:
    contents = [[span.cut(TEXT).strip() for span in item.content] for item in _answer(RIGHT).attributions]
    assert contents == [
        ["the patrols are harmless, because none of them carries arms."],
        ["But unarmed ships can block a strait,"],
    ]


def test_what_is_said_of_an_inner_voice_holds_the_words_that_name_it() -> None:
    document = document_of(("Ardan officials insist that ", "the crews believe ", "no ship is armed."))
    (question,) = structure.questions_of(document, VoicesAnswer(voices=(ARDAN,)), 0)
    #  words: Ardan 1 officials 2 insist 3 that 4 the 5 crews 6 believe 7 no 8 ship 9 is 10 armed 11
    said = ["1 1-2 3", "group 5-6 7 <A"]
    answer = question.decode(_raw({"said": said, "units": ["3B"]})).answer
    assert answer is not None
    held = [[span.cut(document.text).strip(" .") for span in item.content] for item in answer.attributions]
    assert held == [["the crews believe no ship is armed"], ["no ship is armed"]]
    stated = question.decode(_raw({"said": ["1 1-2 3 =3", said[1]], "units": ["3B"]})).answer
    assert stated is not None
    assert [span.cut(document.text) for span in stated.attributions[0].content] == ["no ship is armed."]


def test_an_attribution_without_units_holds_what_its_row_says() -> None:
    answer = _answer({"said": ["1 1-2 3 denies =w5-7"], "units": []})
    assert [span.cut(TEXT) for span in answer.attributions[0].content] == ["the patrols are"]


def test_right_answers_satisfy_the_schema_and_its_rows_are_bounded() -> None:
    schema = _question().schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(_raw(RIGHT)), schema)
    for wrong in ({"units": ["2"] * 50}, {"note": "free text"}, {"units": ["2 s1"]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(_raw(RIGHT | wrong)), schema)


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"units": ["2", "99", "4", "3"]}, "unknown-segment"),
        ({"units": ["2", "w90-99", "4", "3"]}, "unknown-word"),
        ({"units": ["2", "3", "3"]}, "second-relation"),
        ({"units": ["2", "3", "x", "4"]}, "bad-row"),
        ({"units": ["2", 3, "4"]}, "bad-row"),
        ({"units": ["2", "3A"]}, "unknown-attribution"),
        ({"units": ["2-3", "3"]}, "overlap"),
        ({"said": ["7 1-2 3"]}, "unknown-voice"),
        ({"said": ["Q 1-2 3"]}, "unknown-voice"),
        ({"said": ["1 1-2 99"]}, "unknown-word"),
        ({"said": ["1 1-2 3 <B", "1 22 23 <A"]}, "bad-nesting"),
        ({"said": ["1 1-2 3 <A"]}, "bad-nesting"),
        ({"said": ["king 1-2 3"]}, "bad-row"),
        ({"units": ["2"] * 100}, "too-many-rows"),
    ],
)
def test_every_repair_is_a_warning_with_its_code(broken: dict[str, object], code: str) -> None:
    assert code in _codes({"said": [], "units": ["2"]} | broken)


def test_a_holder_that_was_not_declared_becomes_a_new_voice_and_never_the_author() -> None:
    for who in ("9", "group", "Z"):
        answer = _answer({"said": [f"{who} 22 23"], "units": ["4-5A"]})
        (voice,) = answer.new_voices
        assert (voice.label, answer.attributions[0].voice) == ("they", voice.key)
        assert answer.units[0].attribution == "A"


def test_a_new_voice_that_bears_a_declared_name_is_the_declared_one() -> None:
    answer = _answer({"said": ["group 1-2 3"], "units": ["2A"]})
    assert answer.new_voices == ()
    assert answer.attributions[0].voice == "v1"


def test_a_letter_names_the_same_holder_again() -> None:
    answer = _answer({"said": ["group 22 23", "A - -"], "units": ["4A", "3B"]})
    assert answer.attributions[0].voice == answer.attributions[1].voice
    assert len(answer.new_voices) == 1


def test_of_two_units_that_overlap_the_shorter_keeps_the_shared_words() -> None:
    answer = _answer({"said": [], "units": ["2-3", "3"]})
    assert [span.cut(TEXT) for unit in answer.units for span in unit.spans] == [
        "the patrols are harmless",
        "none of them carries arms",
    ]


@pytest.mark.parametrize(
    "raw",
    ["", "no", "[]", "null", '{"paragraphs": 3}', '{"paragraphs": [{"p": 1, "said": [], "units": 3}]}', "[" * 5000],
)
def test_what_is_no_answer_at_all_is_an_error_to_be_told(raw: str) -> None:
    decoded = _decode(raw)
    assert decoded.answer is None
    assert decoded.errors


@pytest.mark.parametrize("raw", ["Here it is:\n```json\n%s\n```\nDone.", "%s trailing", "<think>a { b</think> %s"])
def test_json_in_prose_is_taken_out_with_a_warning(raw: str) -> None:
    decoded = _decode(raw % _raw(RIGHT))
    sure = {"units": {"__all__": {"confidence"}}, "relations": {"__all__": {"confidence"}}}  # less so, after a repair
    assert decoded.answer is not None
    assert decoded.answer.model_dump(exclude=sure) == _answer(RIGHT).model_dump(exclude=sure)
    assert [warning.code for warning in decoded.warnings] == ["prose-around-json"]


def test_an_answer_that_is_mostly_wrong_is_worth_asking_again() -> None:
    assert _decode({"said": [], "units": ["2", "x", "y"]}).errors
    assert _decode({"said": ["king 1 2"], "units": ["2"]}).errors
    assert _decode({"said": [], "units": ["2A"]}).errors


def test_a_long_paragraph_is_asked_in_parts_whose_ids_differ() -> None:
    pieces = tuple(f"Sentence {number} is true. " for number in range(structure.WINDOW_SEGMENTS + 5))
    questions = structure.questions_of(document_of(pieces), VoicesAnswer(), 0)
    assert [len(question.shown[0].numbered.segments) for question in questions] == [structure.WINDOW_SEGMENTS, 5]
    raw = _raw({"said": ["group 1 2"], "units": ["1A", "2", "3"]})
    answers = [answer for question in questions if (answer := question.decode(raw).answer) is not None]
    whole = concatenated(answers)
    for ids in ([unit.id for unit in whole.units], [voice.key for voice in whole.new_voices]):
        assert len(ids) == len(set(ids))
    draft_of(document_of(pieces), whole)


def _asked(**options: bool) -> list[str]:
    wanted: list[str] = _question(**options).schema()["properties"]["paragraphs"]["items"]["required"]
    return wanted


def test_gists_and_implicit_premises_are_asked_for_only_when_wanted() -> None:
    assert set(_asked()) == {"p", "said", "units"}
    assert {"gists", "implicit"} <= set(_asked(gists=True, implicit=True))
    unasked = _answer({**RIGHT, "gists": [{"unit": "2", "text": "no"}], "implicit": [{"text": "no", "to": "2"}]})
    assert unasked.implicit == ()
    assert unasked.units[0].gist is None


def test_gists_and_implicit_premises_are_cleaned_and_cut() -> None:
    told = {
        **RIGHT,
        "gists": [{"unit": "2", "text": "  Patrols\u202e are\nharmless. "}, {"unit": "77", "text": "x"}],
        "implicit": [{"text": "A" * 500, "to": "2"}, {"text": "", "to": "2"}],
    }
    answer = _answer(told, gists=True, implicit=True)
    assert answer.units[0].gist == "Patrols are harmless."
    assert [len(item.text) for item in answer.implicit] == [IMPLICIT_LIMIT]
    assert ("i1",) in [relation.sources for relation in answer.relations]
    map_ = draft_of(DOCUMENT, answer)
    assert [unit.implicit for unit in map_.units].count(True) == 1


_ROW = st.from_regex(UNIT_PATTERN, fullmatch=True) | st.sampled_from(["2", "3", "2A", "4-5B", "w5-9"])
_SAID = st.sampled_from(["1 1-2 3", "group 22 23", "0 - 3 <B", "A 5 6 wants =2", "9 1 1", "person - -", "king 1"])


@settings(max_examples=100, deadline=None)
@given(st.lists(_ROW, max_size=8), st.lists(_SAID, max_size=4))
def test_whatever_the_rows_the_answer_assembles_into_a_valid_map(rows: list[str], said: list[str]) -> None:
    answer = _decode({"said": said, "units": rows}).answer
    assert answer is not None
    assert answer == _decode({"said": said, "units": rows}).answer, "decoding is deterministic"
    draft_of(DOCUMENT, answer)


SECOND = ("“It will never pay for itself,” ", "the mayor said. ", "He is right about the money. ")
THIRD = ("There are few major issues. ", "It is cheap, ", "and the case for a bridge would also be brought up.")
THREE = document_of(BORDER, SECOND, THIRD)


def _decoded(*items: object) -> list[Decoded[StructureAnswer]]:
    question = structure.question_together(THREE, VoicesAnswer(voices=(ARDAN,)), (0, 1, 2))
    return list(question.decode_each(json.dumps({"paragraphs": items})))


def _of(number: int, **item: Any) -> Decoded[StructureAnswer]:
    return _decoded({"p": number, "said": [], "units": []} | item)[number - 1]


def _texts(found: Decoded[StructureAnswer]) -> list[tuple[str | None, str]]:
    assert found.answer is not None
    return [(unit.attribution, " ".join(span.cut(THREE.text) for span in unit.spans)) for unit in found.answer.units]


def _word(phrase: str) -> str:
    """The numbers of a phrase's words, as they are shown."""
    shown = structure.question_together(THREE, VoicesAnswer(), (0, 1, 2)).shown
    ((first, last),) = [found for item in shown for found in item.numbered.find_words(phrase)]
    return str(first) if first == last else f"{first}-{last}"


def test_segments_and_words_are_numbered_on_through_all_paragraphs() -> None:
    question = structure.question_together(THREE, VoicesAnswer(voices=(ARDAN,)), (0, 1, 2))
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
    question = structure.question_together(THREE, VoicesAnswer(voices=(ARDAN,)), (0, 1, 2))
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
