"""Who has the word, and English units that an answer cuts short."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.domain.base import Span
from service.domain.document import Document, Turn
from service.domain.provenance import Provenance
from service.engines.answers import StructureAnswer, Voice, VoicesAnswer
from service.engines.llm import structure, voices
from service.engines.llm.chain import is_report
from service.engines.llm.decoding import Decoded
from service.engines.turns import speakers_of
from service.pipeline.assembly.assemble import assemble
from service.reading import read_text
from tests.engines.llm.texts import document_of

FIRST = (
    "Mr. King: I oppose the bill. ",
    "I think it is dear. ",
    "The mayor says ",
    "it will pay, ",
    "while the town says that ",
    "it won’t.",
)
SECOND = ("The price at ", "which it was sold is secret. ", "The Chair: The question is on the bill. ", "Ms. Reed: No.")


def _spoken() -> Document:
    document = document_of(FIRST, SECOND)
    text = document.text

    def turn(label: str, until: str, speaker: str, **more: Any) -> Turn:
        start = text.index(label)
        source = Span(start=start, end=start + len(label))
        end = text.index(until) if until else len(text)
        return Turn(start=source.end + 2, end=end, speaker=speaker, label=label, source=source, **more)

    turns = (
        turn("Mr. King", "The Chair", "t1"),
        turn("The Chair", "Ms. Reed", "t2", kind="procedure"),
        turn("Ms. Reed", "", "t3"),
    )
    return document.model_copy(update={"turns": turns})


DOCUMENT = _spoken()
VOICES = VoicesAnswer(voices=speakers_of(DOCUMENT))


def _decoded(*items: dict[str, Any]) -> list[Decoded[StructureAnswer]]:
    question = structure.question_together(DOCUMENT, VOICES, (0, 1), form=structure.TURNS)
    return list(question.decode_each(json.dumps({"paragraphs": items})))


def _of(paragraph: int, units: list[str], said: list[str]) -> Decoded[StructureAnswer]:
    return _decoded({"p": paragraph, "said": said, "units": units})[paragraph - 1]


def _holders(found: Decoded[StructureAnswer]) -> list[tuple[str | None, str]]:
    assert found.answer is not None
    said = {item.id: item.voice for item in found.answer.attributions}
    texts = [" ".join(span.cut(DOCUMENT.text) for span in unit.spans) for unit in found.answer.units]
    return [(said.get(unit.attribution or ""), text) for unit, text in zip(found.answer.units, texts, strict=True)]


def test_speakers_are_voices_before_anybody_else_and_a_row_may_add_to_them() -> None:
    (question,) = voices.questions_of(DOCUMENT, speakers_of(DOCUMENT))
    assert question.values()["speakers"] == ["1 = Mr. King", "2 = The Chair", "3 = Ms. Reed"]
    ((mayor, _),) = question.numbered.find_words("mayor")
    ((town, _),) = question.numbered.find_words("town")
    raw = json.dumps({"voices": [f"{mayor} person <5", f"{town} institution"], "speakers": ["1 <5", "9 <1"]})
    decoded = question.decode(raw)
    assert decoded.answer is not None
    assert [(item.key, item.parent) for item in decoded.answer.voices] == [
        ("t1", "v2"),
        ("t2", None),
        ("t3", None),
        ("v1", "v2"),
        ("v2", None),
    ]
    assert [warning.code for warning in decoded.warnings] == ["bad-row"]


def test_who_has_the_word_is_said_where_it_changes_and_where_a_call_begins() -> None:
    def marks(paragraphs: tuple[int, ...]) -> list[str]:
        question = structure.question_together(DOCUMENT, VOICES, paragraphs, form=structure.TURNS)
        lines = str(question.values()["paragraph_lines"]).split("\n")
        return [line for line in lines if line[0] in "@¶"]

    assert marks((0, 1)) == ["¶ 1", "@ 1", "¶ 2", "@ 2 procedure", "@ 3"]
    assert marks((1,)) == ["¶ 1", "@ 1", "@ 2 procedure", "@ 3"]


def test_what_nobody_else_is_given_is_the_speakers_and_attributions_stand_within_the_turn() -> None:
    ((mayor, _),) = _word("The mayor says")
    found = _of(1, ["1", "2", "4A", "6B"], [f"person {mayor}-{mayor + 1} {mayor + 2}", "group - - supposed"])
    assert _holders(found) == [
        ("t1", "I oppose the bill"),
        ("t1", "it is dear"),
        (_new(found, "The mayor"), "it will pay"),
        (_new(found, "Unnamed"), "it won’t"),
    ]
    assert found.answer is not None
    stand = [(item.id, item.within, item.mode) for item in found.answer.attributions]
    assert stand == [("T1", None, "said"), ("A", "T1", "reported"), ("B", "T1", "supposed")]


def test_the_map_has_one_perspective_for_a_speaker_with_the_label_as_source() -> None:
    first, second = _decoded({"p": 1, "said": [], "units": ["1", "2"]}, {"p": 2, "said": [], "units": ["9", "10"]})
    assert first.answer
    assert second.answer
    map_ = assemble(
        DOCUMENT, VOICES, (first.answer, second.answer), None, map_id="m", provenance=Provenance(engine="llm")
    )
    labels = {item.id: item.label for item in map_.perspectives}
    assert [labels[unit.perspective] for unit in map_.units] == ["Mr. King", "Mr. King", "The author", "Ms. Reed"]
    sources = [item.source.cut(DOCUMENT.text) for item in map_.attributions if item.source]
    assert sources == ["Mr. King", "Ms. Reed"]


def test_what_is_assumed_for_the_arguments_sake_is_assumed_by_whoever_has_the_word() -> None:
    ((think, _),) = _word("think")
    found = _of(1, ["2A"], [f"0 - {think} supposed"])
    assert found.answer is not None
    assert [(item.voice, item.mode) for item in found.answer.attributions] == [("t1", "supposed")]


def test_what_is_read_into_the_record_is_its_writers_within_the_readers_turn() -> None:
    first, second = DOCUMENT.turns[0], DOCUMENT.turns[2]
    letter = second.model_copy(update={"kind": "inserted", "speaker": "t4", "label": "The keepers"})
    document = DOCUMENT.model_copy(update={"turns": (first, letter)})
    question = structure.question_together(document, VoicesAnswer(voices=speakers_of(document)), (1,), form="turns")
    (found,) = question.decode_each(json.dumps({"paragraphs": [{"p": 1, "said": [], "units": ["4"]}]}))
    assert found.answer is not None
    stand = {item.id: (item.voice, item.within) for item in found.answer.attributions}
    (unit,) = found.answer.units
    assert stand[unit.attribution or ""] == ("t4", "T1")
    assert stand["T1"] == ("t1", None)


def test_a_clause_that_is_cut_short_goes_on_or_is_asked_for_again() -> None:
    assert "'which'" in _of(2, ["8"], []).errors[0]
    assert _holders(_of(2, ["7"], [])) == [("t1", "The price at which it was sold is secret")]


def test_a_conjunction_before_a_subject_is_cut_off() -> None:
    assert _holders(_of(1, ["5-6"], [])) == [("t1", "the town says that it won’t")]


def _word(phrase: str) -> list[tuple[int, int]]:
    question = structure.question_together(DOCUMENT, VOICES, (0, 1), form=structure.TURNS)
    return [place for item in question.shown for place in item.numbered.find_words(phrase)]


def _new(found: Decoded[StructureAnswer], label: str) -> str:
    assert found.answer is not None
    return next(voice.key for voice in found.answer.new_voices if voice.label == label)


LOCKS = VoicesAnswer(
    voices=(
        Voice(key="v1", label="Westland", kind="institution"),
        Voice(key="v2", label="Odile Farr", kind="person"),
        Voice(key="v3", label="Locks Act", kind="institution"),
    )
)


def mended(sentence: str, units: list[str], said: tuple[tuple[str, str, str], ...] = ()) -> list[tuple[str, str]]:
    """Holder and words of each unit; a unit is given as `words` or `words@A`, a row as voice, source, cue."""
    document = read_text(f"{sentence} Nobody has answered that so far.")
    question = structure.questions_of(document, LOCKS, 0, form=structure.TURNS)[0]
    (numbered,) = (item.numbered for item in question.shown)

    def place(words: str) -> str:
        ((first, last),) = numbered.find_words(words)
        return f"{first}-{last}"

    rows = [f"{voice} {place(source)} {place(cue)}" for voice, source, cue in said]
    named = [unit.partition("@") for unit in units]
    places = [f"w{place(words)}{letter}" for words, _, letter in named]
    answer = {"paragraphs": [{"p": 1, "said": rows, "units": places}]}
    found = question.decode(json.dumps(answer)).answer
    assert found is not None
    holders = {item.id: item.voice for item in found.attributions}
    cut = [" // ".join(span.cut(document.text) for span in unit.spans) for unit in found.units]
    return [
        (holders.get(unit.attribution or "", "author"), words) for unit, words in zip(found.units, cut, strict=True)
    ]


@pytest.mark.parametrize(
    ("sentence", "units", "said", "wanted"),
    [
        (
            "Westland has welcomed the deal as a way out of its trouble.",
            ["the deal as a way out of its trouble@A"],
            (("1", "Westland", "has welcomed"),),
            [("v1", "Westland has welcomed the deal as a way out of its trouble")],
        ),
        (
            "The Locks Act would prohibit towns from closing a lock in winter.",
            ["towns from closing a lock in winter@A"],
            (("3", "The Locks Act", "would prohibit"),),
            [("v3", "The Locks Act would prohibit towns from closing a lock in winter")],
        ),
        (
            "Westland wants a second lock at Pell.",
            ["a second lock at Pell@A"],
            (("1", "Westland", "wants"),),
            [("v1", "a second lock at Pell")],
        ),
        (
            "Some plans, such as the Locks Act, would close every lock.",
            ["Some plans, such as the Locks Act, would close every lock@A"],
            (("3", "the Locks Act", "would"),),
            [("author", "Some plans, such as the Locks Act, would close every lock")],
        ),
        (
            "Towns might choose to limit traffic and ensure keepers have the means to work without help.",
            ["Towns might choose to limit traffic and ensure keepers"],
            (),
            [("author", "Towns might choose to limit traffic and ensure keepers have the means to work without help")],
        ),
        (
            "The Board believes a delay would cost too much, and thus has closed the lock.",
            ["The Board believes a delay would cost too much", "has closed the lock"],
            (),
            [("author", "a delay would cost too much, and thus has closed the lock")],
        ),
        (
            "While the lock is old, it holds the water.",
            ["While the lock is old", "it holds the water"],
            (),
            [("author", "the lock is old"), ("author", "it holds the water")],
        ),
        (
            "Odile Farr argued that no rule protects towns and that keepers are paid too little.",
            ["no rule protects towns@A", "and that keepers are paid too little@A"],
            (("2", "Odile Farr", "argued"),),
            [("v2", "no rule protects towns"), ("v2", "keepers are paid too little")],
        ),
        (
            "Mr. Speaker, I believe that the lock has to stay open.",
            ["Mr. Speaker, I believe that the lock has to stay open"],
            (),
            [("author", "the lock has to stay open")],
        ),
        (
            "Westland does not believe that the lock leaks.",
            ["Westland does not believe that the lock leaks"],
            (),
            [("author", "Westland does not believe that the lock leaks")],
        ),
    ],
    ids=[
        *("welcomed", "prohibit", "wants", "such as", "mid-clause", "no subject", "while", "and that", "address"),
        "another's denial stays",
    ],
)
def test_units_are_whole_clauses(
    sentence: str, units: list[str], said: tuple[tuple[str, str, str], ...], wanted: list[tuple[str, str]]
) -> None:
    assert mended(sentence, units, said) == wanted


def test_each_of_joint_parties_says_it() -> None:
    document = read_text("Westland and Odile Farr said that the lock leaks. Nobody has answered that so far.")
    question = structure.questions_of(document, LOCKS, 0, form=structure.TURNS)[0]
    (item,) = question.shown
    place = "-".join(map(str, item.numbered.find_words("the lock leaks")[0]))
    raw = {"paragraphs": [{"p": 1, "said": ["1 1 5"], "units": [f"w{place}A"]}]}
    found = question.decode(json.dumps(raw)).answer
    assert found is not None

    said = [(one.voice, [span.cut(document.text) for span in one.content]) for one in found.attributions]
    assert said == [("v1", ["the lock leaks"]), ("v2", ["the lock leaks"])]


def test_what_cites_statutes_and_cases_again_and_again_is_a_report() -> None:
    text = "See 15 U.S.C. 1693 and Lind v. Renn. The rule at 12 CFR 1005 says so, and so does Pub. L. 111-203."
    assert is_report(read_text(text))
    assert not is_report(read_text("The lock leaks. In Lind v. Renn the court said so, and the town did not appeal."))
