"""What pronouns stand for: which words are asked about, what is shown, and what becomes of an answer."""

from __future__ import annotations

import json

import jsonschema
import pytest

from service.domain.argument import AUTHOR, Attribution, Perspective, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.provenance import Provenance
from service.engines.answers import ReferencesAnswer, UnitReference
from service.engines.llm import references
from service.engines.llm.decoding import Decoded
from service.engines.llm.references import ReferencesQuestion
from service.engines.sure_references import sure_references
from tests.engines.llm.conftest import Connect
from tests.engines.llm.texts import document_of
from tests.scripted_llm import Answer, ScriptedLLM, in_turn

DOCUMENT = document_of(
    ("The_ports [and] ", "their two unions met. ", "They should agree on a fare, ", "and should do it soon. "),
    ("Nothing was said of it. ",),
    (
        "Dana Holt says that she ",
        "has seen the books.",
    ),
)
KNOWN = ReferencesAnswer()


def _unit(number: int, quote: str, paragraph: int = 0, holder: str = AUTHOR) -> Unit:
    start = DOCUMENT.text.index(quote)
    said = {"perspective": holder, "attribution": None if holder == AUTHOR else "a0"}
    span = Span(start=start, end=start + len(quote))
    return Unit(id=f"u{number}", paragraph=paragraph, spans=(span,), text=quote, role="conclusion", **said)


def _draft(*units: Unit) -> ArgumentMap:
    start = DOCUMENT.text.index("Dana Holt")
    return ArgumentMap(
        id="m",
        document=DOCUMENT,
        perspectives=(
            Perspective(id=AUTHOR, label="The author", kind="author"),
            Perspective(id="v1", label="Dana Holt", kind="person"),
        ),
        attributions=(Attribution(id="a0", perspective="v1", source=Span(start=start, end=start + 9)),),
        units=units,
        provenance=Provenance(engine="llm"),
    )


DRAFT = _draft(
    _unit(0, "They should agree on a fare"),
    _unit(1, "should do it soon"),
    _unit(2, "she has seen the books", 2, "v1"),
)


def _question(draft: ArgumentMap = DRAFT) -> ReferencesQuestion:
    (question,) = references.questions_of(draft, KNOWN)
    return question


def _decode(*rows: str) -> Decoded[ReferencesAnswer]:
    return _question().decode(json.dumps({"references": rows}))


def _named(item: UnitReference) -> tuple[str, str, list[str]]:
    text = DOCUMENT.text
    return item.unit, text[item.reference.start : item.reference.end], [s.cut(text) for s in item.reference.spans]


def test_only_sentences_with_open_words_are_shown_and_only_words_before_the_last_mark_carry_numbers() -> None:
    first, second = str(_question().values()["passages"]).splitlines()
    assert first == (
        "The-ports_1 (and) their two_2 unions_3 met_4. [1 They] should agree_5 on a fare_6, "
        "and [2 should] do [3 it] soon."
    )
    assert second == "Nothing_1 was said_2 of it. Dana_3 Holt_4 says_5 that [4 she] has seen the books."


def test_an_answer_is_words_of_the_text_with_the_little_words_that_lead_up_to_them() -> None:
    decoded = _decode("1 1,2-3", "2 1")
    assert decoded.answer is not None
    assert [_named(item) for item in decoded.answer.references] == [
        ("u0", "They", ["The_ports", "their two unions"]),
        ("u1", "should", ["The_ports"]),
    ]
    jsonschema.validate({"references": ["1 1,2-3"]}, _question().schema())
    assert (decoded.warnings, decoded.errors) == ((), ())


@pytest.mark.parametrize("row", ["9 1", "1 99", "1 3-2", "1 0", "they", "1 1-2-3", "4 4-5,4", "1 1; print"])
def test_a_row_that_names_what_is_not_there_costs_only_itself(row: str) -> None:
    decoded = _decode(row, "2 1")
    assert decoded.answer is not None
    assert [item.unit for item in decoded.answer.references] == ["u1"]
    assert decoded.warnings[0].code in {"bad-row", "unknown-word"}


def test_what_an_attribution_says_is_known_and_not_asked_about() -> None:
    known = sure_references(DRAFT)
    assert [_named(item) for item in known.references] == [("u2", "she", ["Dana Holt"])]
    (question,) = references.questions_of(DRAFT, known)
    assert "Dana" not in str(question.values()["passages"])


async def test_the_engine_adds_what_the_model_says_to_what_is_known(connect: Connect) -> None:
    with ScriptedLLM(in_turn(Answer(json.dumps({"references": ["1 1,2-3"]})))) as llm:
        answered = await connect(llm).references(DRAFT)
    assert [item.unit for item in answered.answer.references] == ["u2", "u0"]
    assert answered.usage.calls == 1


async def test_switched_off_only_what_attributions_say_is_known(connect: Connect) -> None:
    with ScriptedLLM(in_turn()) as llm:
        answered = await connect(llm, versions={"references": "off"}).references(DRAFT)
    assert [item.unit for item in answered.answer.references] == ["u2"]


def test_neither_belongs_to_a_name_and_be_to_a_verb_that_was_left_out() -> None:
    document = document_of(("Neither port pays. ", "That is odd. ", "Fares can be faked. ", "They can. "))
    quotes = ("That is odd", "They can")
    starts = [document.text.index(quote) for quote in quotes]
    units = tuple(
        Unit(
            id=f"u{number}",
            paragraph=0,
            spans=(Span(start=start, end=start + len(quote)),),
            text=quote,
            role="conclusion",
        )
        for number, (quote, start) in enumerate(zip(quotes, starts, strict=True))
    )
    author = Perspective(id=AUTHOR, label="The author", kind="author")
    draft = ArgumentMap(
        id="m", document=document, perspectives=(author,), units=units, provenance=Provenance(engine="llm")
    )
    (question,) = references.questions_of(draft, KNOWN)
    names = {"That": "port pays", "They": "Fares", "can": "faked"}
    rows = [
        f"{number} {question.numbers_of(mark, names[mark.word.cut(document.text)])}"
        for number, mark in enumerate(question.marks, 1)
    ]
    decoded = question.decode(json.dumps({"references": rows}))
    assert decoded.answer is not None
    named = [item.reference.spans[0].cut(document.text) for item in decoded.answer.references]
    assert named == ["Neither port pays", "Fares", "be faked"]
