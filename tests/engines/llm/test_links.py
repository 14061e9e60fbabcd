from __future__ import annotations

import json

import pytest

from service.domain.argument_map import ArgumentMap
from service.engines.answers import LinksAnswer, RelationAnswer, StructureAnswer, UnitAnswer, VoicesAnswer
from service.engines.llm import links, structure
from service.engines.llm.decoding import Decoded
from service.pipeline.assembly.assemble import assemble
from tests.engines.llm.texts import document_of, draft_of

DOCUMENT = document_of(
    ("Trams are better. ", "They are quiet. "),
    ("Buses are cheaper, ", "say critics. ", "Nobody needs rails. "),
    ("Rails last for fifty years. ",),
)
ROWS = (
    {"p": 1, "said": [], "units": ["1", "2"]},
    {"p": 1, "said": ["group 5 4"], "units": ["1-2A", "3A"]},
    {"p": 1, "said": [], "units": ["1"]},
)


def _structures() -> list[StructureAnswer]:
    """Of each paragraph; the first two with relations, as the offline engine draws them."""
    answers = []
    for paragraph, rows in enumerate(ROWS):
        (question,) = structure.questions_of(DOCUMENT, VoicesAnswer(), paragraph)
        answer = question.decode(json.dumps({"paragraphs": [rows]})).answer
        assert answer is not None
        first, *others = answer.units
        drawn = [RelationAnswer(id="r", kind="support", sources=(item.id,), target=first.id) for item in others]
        answers.append(answer.model_copy(update={"relations": tuple(drawn)}))
    return answers


DRAFT = draft_of(DOCUMENT, *_structures())
#  1 Trams are better   2 They are quiet -> s1   3 Buses are cheaper   4 No rails -> s3   5 Rails last ...


def _decode(*rows: str, conclusion: str = "1") -> Decoded[LinksAnswer]:
    (question,) = links.questions_of(DRAFT)
    return question.decode(json.dumps({"conclusion": conclusion, "links": rows}))


def _answer(*rows: str, conclusion: str = "1") -> LinksAnswer:
    answer = _decode(*rows, conclusion=conclusion).answer
    assert answer is not None
    return answer


def _codes(*rows: str, conclusion: str = "1") -> list[str]:
    return [warning.code for warning in _decode(*rows, conclusion=conclusion).warnings]


def test_units_are_shown_in_their_paragraphs_with_their_holders_and_without_the_drafts_arrows() -> None:
    (question,) = links.questions_of(DRAFT)
    assert str(question.values()["article_lines"]).splitlines() == [
        "¶ 1: ⟦1 author: Trams are better⟧ . ⟦2 author: They are quiet⟧ .",
        "¶ 2: ⟦3 critics: Buses are cheaper⟧ , say critics. ⟦4 critics: Nobody needs rails⟧ .",
        "¶ 3: ⟦5 author: Rails last for fifty years⟧ .",
    ]


def test_links_and_conclusion_are_in_the_ids_of_the_draft() -> None:
    answer = _answer("3 r1", "5 r4")
    assert answer.conclusion == DRAFT.units[0].id
    assert [(item.kind, item.sources, item.target) for item in answer.relations] == [
        ("rebut", (DRAFT.units[2].id,), DRAFT.units[0].id),
        ("rebut", (DRAFT.units[4].id,), DRAFT.units[3].id),
    ]
    assert all(0.05 <= item.confidence <= 0.98 for item in answer.relations), "measured, and never certain"


def test_an_undercut_that_stands_before_what_it_undercuts_is_kept() -> None:
    answer = _answer("1 u3", "3 r5")
    assert [item.kind for item in answer.relations] == ["undercut", "rebut"]
    assert links.merged([answer], answer.conclusion) == answer


def _assembled(*rows: str) -> ArgumentMap:
    return assemble(DOCUMENT, VoicesAnswer(), _structures(), _answer(*rows), map_id="m", provenance=DRAFT.provenance)


def test_the_answer_takes_the_place_of_the_drafts_relations() -> None:
    assert {(r.sources[0], r.target) for r in DRAFT.relations} == {("u1", "u0"), ("u3", "u2")}
    map_ = _assembled("2 s1", "4 r1")
    assert {(r.kind, r.sources[0], r.target) for r in map_.relations} == {
        ("support", "u1", "u0"),
        ("rebut", "u3", "u0"),
    }
    assert [unit.role for unit in map_.units] == ["conclusion", "premise", "conclusion", "conclusion", "conclusion"]
    assert _assembled().relations == ()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (["4 s4"], "self-target"),
        (["3 r1", "3 r5"], "second-relation"),
        (["5 u1"], "undercut-of-nothing"),
        (["3 r1?"], "doubtful-link"),
        (["9 s1", "3 r1", "5 s1"], "bad-row"),
        (["x", "3 r1", "5 s1"], "bad-row"),
    ],
)
def test_a_link_that_cannot_stand_is_repaired_with_a_warning(rows: list[str], code: str) -> None:
    assert code in _codes(*rows)


@pytest.mark.parametrize("named", ["3", "99", "x"])
def test_a_conclusion_that_is_no_unit_of_the_author_is_none(named: str) -> None:
    assert _answer(conclusion=named).conclusion is None
    assert _codes(conclusion=named) == ["bad-conclusion"]


def test_rubbish_is_no_answer_and_mostly_bad_links_are_worth_asking_again() -> None:
    (question,) = links.questions_of(DRAFT)
    assert question.decode("none").answer is None
    assert question.decode('{"conclusion": "1"}').answer is None
    assert _decode("x", "y", "3 r1").errors


def test_fewer_than_two_units_need_no_model() -> None:
    draft = DRAFT.model_copy(update={"units": DRAFT.units[:1]})
    assert links.answer_without_model(draft) == LinksAnswer(conclusion=draft.units[0].id)
    assert links.answer_without_model(DRAFT) is None
    assert links.answer_without_model(draft_of(DOCUMENT)) == LinksAnswer()


def _long_draft(size: int) -> ArgumentMap:
    document = document_of(*((f"Claim {number} holds. ",) for number in range(size)))
    return draft_of(
        document,
        *(
            StructureAnswer(
                paragraph=number,
                units=(UnitAnswer(id="u1", spans=(document.segments[number],)),),
            )
            for number in range(size)
        ),
    )


def test_a_very_long_draft_is_asked_in_windows_that_overlap_and_whose_number_grows_linearly() -> None:
    draft = _long_draft(2 * links.WINDOW_UNITS)
    questions = links.questions_of(draft)
    assert len(questions) == 3
    shown = [unit.id for question in questions for unit in question.units]
    assert set(shown) == {unit.id for unit in draft.units}
    assert questions[0].units[-1] in questions[1].units


def test_windows_are_merged_without_a_second_link_of_a_unit() -> None:
    draft = _long_draft(4)
    ids = [unit.id for unit in draft.units]

    def link(source: int, target: int) -> RelationAnswer:
        return RelationAnswer(id=f"l.{ids[source]}", kind="support", sources=(ids[source],), target=ids[target])

    first = LinksAnswer(relations=(link(1, 0), link(2, 1)), conclusion=ids[0])
    second = LinksAnswer(relations=(link(1, 3), link(0, 2), link(3, 2)), conclusion=ids[3])
    whole = links.merged([first, second], ids[0])
    assert [(item.sources[0], item.target) for item in whole.relations] == [
        (ids[1], ids[0]),
        (ids[2], ids[1]),
        (ids[0], ids[2]),
        (ids[3], ids[2]),
    ]
    question = links.conclusion_question(draft, [first, second])
    assert question is not None
    assert [unit.id for unit in question.units] == [ids[0], ids[3]]
    assert links.conclusion_question(draft, [first]) is None
