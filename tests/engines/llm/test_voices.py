from __future__ import annotations

import json

import pytest

from service.engines.answers import VoicesAnswer
from service.engines.llm import voices
from service.engines.llm.decoding import Decoded
from tests.engines.llm.texts import document_of

DOCUMENT = document_of(
    ("Ardan’s navy arms itself, ", "say Velian diplomats. "),
    ("Velia fears Ardan. ", "Eva Lind, ", "a Velian minister, ", "warns of Ardan’s ships. "),
)
TEXT = DOCUMENT.text
#  Ardan's 1 navy 2 arms 3 itself 4 say 5 Velian 6 diplomats 7 Velia 8 fears 9 Ardan 10 Eva 11 Lind 12 a 13 Velian 14


def _decode(*rows: str) -> Decoded[VoicesAnswer]:
    (question,) = voices.questions_of(DOCUMENT)
    return question.decode(json.dumps({"voices": rows}))


def _answer(*rows: str) -> VoicesAnswer:
    answer = _decode(*rows).answer
    assert answer is not None
    return answer


def test_voices_are_named_by_the_words_of_the_text() -> None:
    answer = _answer("6-7 state =8", "11-12 person <1")
    assert [(v.key, v.label, v.kind, v.parent, v.aliases) for v in answer.voices] == [
        ("v1", "Velian diplomats", "state", None, ("Velia",)),
        ("v2", "Eva Lind", "person", "v1", ()),
    ]


def test_every_place_of_a_name_is_a_mention_and_possessives_are_bare() -> None:
    (voice,) = _answer("1 state").voices
    assert voice.label == "Ardan"
    assert [TEXT[span.start : span.end] for span in voice.mentions] == ["Ardan"] * 3
    assert [span.start for span in voice.mentions] == sorted(span.start for span in voice.mentions)


def test_a_name_is_not_found_inside_other_words() -> None:
    document = document_of(("Lind said so. ", "Lindqvist did not. ", "the minister said more. "))
    (question,) = voices.questions_of(document)
    answer = question.decode('{"voices": ["1 person", "7-8 person"]}').answer
    assert answer is not None
    assert [len(voice.mentions) for voice in answer.voices] == [1, 1]


@pytest.mark.parametrize(
    ("row", "code"),
    [("99 state", "unknown-word"), ("1-99 state", "unknown-word"), ("x", "bad-row"), ("1 author", "bad-row")],
)
def test_a_row_that_names_nothing_is_left_out_with_a_warning(row: str, code: str) -> None:
    decoded = _decode("6-7 state", row)
    assert decoded.answer is not None
    assert [voice.label for voice in decoded.answer.voices] == ["Velian diplomats"]
    assert [warning.code for warning in decoded.warnings] == [code]


def test_numbers_of_rows_stay_when_one_is_left_out() -> None:
    answer = _answer("x", "6-7 state", "11-12 person <2")
    assert [(voice.key, voice.parent) for voice in answer.voices] == [("v2", None), ("v3", "v2")]


@pytest.mark.parametrize("rows", [["6 state <9"], ["6 state <1"], ["x", "6 state <1"]])
def test_a_side_that_does_not_exist_is_left_out(rows: list[str]) -> None:
    decoded = _decode(*rows)
    assert decoded.answer is not None
    assert decoded.answer.voices[0].parent is None
    assert "unknown-voice" in [warning.code for warning in decoded.warnings]


def test_no_voices_is_an_answer_and_rubbish_is_none() -> None:
    assert _answer() == VoicesAnswer()
    (question,) = voices.questions_of(DOCUMENT)
    assert question.decode("I see no voices.").answer is None
    assert _decode("x", "y", "1 state").errors


def test_a_very_long_article_is_read_in_windows_whose_voices_are_merged() -> None:
    size = voices.WINDOW_SEGMENTS
    document = document_of(tuple("Ardan says no. " for _ in range(size)), ("Velia is there. ", "Ardan said yes. "))
    first, second = voices.questions_of(document)
    answers = [
        first.decode('{"voices": ["1 state"]}').answer,
        second.decode('{"voices": ["1 state", "4 state <1"]}').answer,
    ]
    whole = voices.merged([answer for answer in answers if answer is not None])
    assert [(voice.key, voice.label, voice.parent) for voice in whole.voices] == [
        ("v1.1", "Ardan", "v2.1"),
        ("v2.1", "Velia", None),
    ]
    assert len(whole.voices[0].mentions) == size + 1


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [
        ("They disagree about what is to be done. Denmark would go on.", "done", "Denmark"),
        ("Plate Watch, which wants the cameras off, told the council so.", "which", "Plate Watch"),
        ("The accused said nothing.", "accused", "accused"),
    ],
)
def test_a_voice_named_by_a_word_that_names_nobody_is_the_name_beside_it(text: str, name: str, meant: str) -> None:
    document = document_of((text,))
    (question,) = voices.questions_of(document)
    ((number, _),) = question.numbered.find_words(name)
    decoded = question.decode(json.dumps({"voices": [f"{number} group"]}))
    assert decoded.answer is not None
    assert [voice.label for voice in decoded.answer.voices] == [meant]
    assert [warning.code for warning in decoded.warnings] == ([] if name == meant else ["moved-name"])
