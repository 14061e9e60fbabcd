"""No card of words of saying alone, and no words on two cards, whatever an engine answers."""

from __future__ import annotations

import json

import pytest

from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.engines.answers import AttributedStretch, RelationAnswer, StructureAnswer, UnitAnswer, Voice, VoicesAnswer
from service.engines.llm import structure
from service.engines.offline.engine import OfflineEngine
from service.pipeline.assembly import assemble
from service.pipeline.assembly.settling import only_says, settle_units
from service.pipeline.direct import map_document
from service.reading import read_text
from tests.building import document_of
from tests.engines.llm.texts import document_of as segmented
from tests.engines.llm.texts import draft_of

TEXT = "The two plans can hardly be squared, they argued. The case for a pause was brought up."
DOCUMENT = document_of(TEXT)


def _unit(name: str, quote: str, **more: str) -> UnitAnswer:
    start = TEXT.index(quote)
    return UnitAnswer(id=name, spans=(Span(start=start, end=start + len(quote)),), **more)


def _map(*units: UnitAnswer, relations: tuple[RelationAnswer, ...] = ()) -> ArgumentMap:
    start = TEXT.index("they argued")
    said = AttributedStretch(
        id="A", voice="v1", source=Span(start=start, end=start + 4), cue=Span(start=start + 5, end=start + 11)
    )
    answer = StructureAnswer(paragraph=0, attributions=(said,), units=units, relations=relations)
    voices = VoicesAnswer(voices=(Voice(key="v1", label="critics", kind="group"),))
    draft = draft_of(DOCUMENT)
    return assemble(DOCUMENT, voices, [answer], None, map_id="m", provenance=draft.provenance)


def _told(map_: ArgumentMap) -> list[tuple[str, str]]:
    return [(warning.code, warning.detail) for warning in map_.provenance.warnings]


@pytest.mark.parametrize("words", ["they argued", "brought up", "was brought up", "argued"])
def test_words_of_saying_alone_are_no_card_and_a_reader_is_told(words: str) -> None:
    map_ = _map(_unit("1", "The two plans can hardly be squared", attribution="A"), _unit("2", words))
    assert [unit.text for unit in map_.units] == ["The two plans can hardly be squared"]
    assert _told(map_) == [("only-saying", f"“{words}” only says that something is said; it is no claim")]


@pytest.mark.parametrize("inner", ["The two plans can hardly be squared", "can hardly be squared"])
def test_the_same_words_are_one_card_that_has_the_relations_of_both(inner: str) -> None:
    relations = (
        RelationAnswer(id="r1", kind="support", sources=("2",), target="1"),
        RelationAnswer(id="r2", kind="support", sources=("3",), target="2"),
    )
    outer = _unit("1", "The two plans can hardly be squared", attribution="A")
    map_ = _map(_unit("2", inner, attribution="A"), outer, _unit("3", "The case for a pause"), relations=relations)
    assert [unit.text for unit in map_.units] == [outer.spans[0].cut(TEXT), "The case for a pause"]
    assert [(item.sources, item.target) for item in map_.relations] == [(("u1",), "u0")]
    assert _told(map_) == [("repeated-unit", f"“{inner}” was found twice; one claim has these words")]


def test_a_claim_with_a_verb_of_saying_in_it_stays() -> None:
    text = "Nobody said a word. We agree. He asked for more. They raise it. They can do so again."
    whole = [(0, 18), (20, 28), (30, 47), (49, 62), (64, 84)]
    units = [UnitAnswer(id=str(at), spans=(Span(start=start, end=end),)) for at, (start, end) in enumerate(whole)]
    assert settle_units(units, {}, text).units == tuple(units)
    assert not only_says("over", [Span(start=0, end=4)], ())


def test_a_models_answer_that_repeats_words_gives_each_word_to_one_card() -> None:
    document = segmented(("Critics said that ", "the plans can hardly be squared, ", "they argued."))
    (question,) = structure.questions_of(document, VoicesAnswer(), 0)
    rows = {"p": 1, "said": ["group 1 2", "A 10 11"], "units": ["2A", "w4-9A", "w10-11"]}
    raw = json.dumps({"paragraphs": [rows]})
    found = question.decode(raw).answer
    assert found is not None
    map_ = draft_of(document, found)
    assert len(map_.units) == len({unit.text for unit in map_.units})
    assert "they argued" not in {unit.text for unit in map_.units}
    assert map_.provenance.warnings or question.decode(raw).warnings


async def test_the_offline_engine_makes_no_card_of_saying_and_none_twice() -> None:
    text = (
        "The council met on Monday. Critics said. The plan, they argued, is too dear. It was brought up. "
        "“The plan is too dear,” said Dana Holt. She added that the plan is too dear because nobody needs it."
    )
    engine = OfflineEngine.load()
    map_ = await map_document(read_text(text), engine, engine)
    assert map_.units
    frames = {item.id: [span for span in (item.source, item.cue) if span] for item in map_.attributions}
    for unit in map_.units:
        assert not only_says(text, unit.spans, frames.get(unit.attribution or "", ())), unit.text
        others = [span for other in map_.units if other.id != unit.id for span in other.spans]
        assert not any(other.overlaps(span) for other in others for span in unit.spans)
