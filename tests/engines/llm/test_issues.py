"""What the sides disagree about: what is shown, and what becomes of an answer."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from service.domain.argument import AUTHOR, Attribution, Perspective, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.issue import Contrast, Position
from service.domain.provenance import Provenance
from service.engines.answers import IssueAnswer, VoicesAnswer
from service.engines.llm import issues
from service.engines.llm.decoding import Decoded
from service.engines.llm.issues import IssuesQuestion
from service.pipeline.assembly.assemble import assemble
from tests.engines.llm.conftest import Connect
from tests.engines.llm.texts import document_of
from tests.scripted_llm import Answer, ScriptedLLM, in_turn

DOCUMENT = document_of(
    ("What emptied_9 the reef is disputed: ", "the nets, ", "say biologists; ", "the heat, ", "say fishermen.")
)
SEGMENTS = DOCUMENT.segments


def _unit(number: int, segment: int, holder: str) -> Unit:
    span = SEGMENTS[segment]
    text = span.cut(DOCUMENT.text)
    said = {"perspective": holder, "attribution": f"a{number}"}
    return Unit(id=f"u{number}", paragraph=0, spans=(span,), text=text, role="conclusion", **said)


def _draft(*units: Unit) -> ArgumentMap:
    return ArgumentMap(
        id="m",
        document=DOCUMENT,
        perspectives=(
            Perspective(id="v1", label="biologists", kind="group"),
            Perspective(id=AUTHOR, label="The author", kind="author"),
            Perspective(id="v2", label="fishermen", kind="group", parent="v1"),
        ),
        attributions=tuple(Attribution(id=f"{u.attribution}", perspective=u.perspective) for u in units),
        units=units,
        provenance=Provenance(engine="llm"),
    )


DRAFT = _draft(_unit(0, 1, "v1"), _unit(1, 3, "v2"))
RIGHT = {
    "question": "w1-4",
    "anchors": ["w1-6", "2"],
    "parent": 0,
    "positions": ["1 1", "2 2", "0 silent"],
    "contrasts": ["1-2 rival"],
}


def _question(form: str | None = None) -> IssuesQuestion:
    (question,) = issues.questions_of(DRAFT, form)
    return question


def _decode(*items: dict[str, Any]) -> Decoded[Any]:
    return _question().decode(json.dumps({"issues": [RIGHT | item for item in items]}))


def _issue(**item: Any) -> IssueAnswer:
    answer = _decode(item).answer
    assert answer is not None
    found: IssueAnswer = answer.issues[0]
    return found


def test_units_are_bracketed_and_only_the_words_outside_are_numbered() -> None:
    values = _question().values()
    assert values["article_lines"] == (
        "¶ 1: What_1 emptied-9_2 the_3 reef_4 is_5 disputed_6: ⟦1 biologists: the nets,⟧ say_7 biologists_8; "
        "⟦2 fishermen: the heat,⟧ say_9 fishermen_10."
    )
    assert values["voices"] == "0 = the author\n1 = biologists\n2 = fishermen; of the side 1"
    assert values["arrows"] == ""


def test_a_right_answer_becomes_an_issue_in_the_drafts_ids() -> None:
    jsonschema.validate({"issues": [RIGHT]}, _question().schema())
    decoded = _decode({})
    assert (decoded.warnings, decoded.errors) == ((), ())
    issue = _issue()
    assert [span.cut(DOCUMENT.text) for span in issue.question.spans] == ["What emptied_9 the reef"]
    assert [span.cut(DOCUMENT.text).strip() for span in issue.question.anchors] == [
        "What emptied_9 the reef is disputed",
        "the heat,",
    ]
    assert issue.positions == (
        Position(perspective="v1", units=("u0",)),
        Position(perspective="v2", units=("u1",)),
        Position(perspective=AUTHOR, stance="silent"),
    )
    assert issue.contrasts == (Contrast(a="v1", b="v2", kind="rival"),)
    assert (issue.parent, issue.question.text) == (None, "")


def test_a_models_own_words_are_shown_as_such_and_cleaned() -> None:
    question = _issue(question="What emptied\u202e the\nreef?").question
    assert (question.text, question.spans) == ("What emptied the reef?", ())


def test_rows_that_name_what_is_not_there_are_left_out_and_told() -> None:
    for broken in (
        {"positions": ["1 1", "2 2", "9 1"]},
        {"positions": ["1 1", "2 2", "0 7"]},
        {"contrasts": ["1-9 rival"]},
    ):
        decoded = _decode(broken)
        assert [warning.code for warning in decoded.warnings] == ["bad-row"]
        assert decoded.errors == ()
    assert [warning.code for warning in _decode({"anchors": ["w99"]}).warnings] == ["unknown-word"]
    assert [warning.code for warning in _decode({"question": "w98-99"}).warnings] == ["unknown-word"]


STANCES = [
    ("0 holds w5-6", "holds", ["is disputed"]),
    ("0 rejects w6", "rejects", ["disputed"]),
    ("0 silent w6,w9", "silent", ["disputed", "say"]),
    ("0 holds w9,w6", "holds", ["disputed", "say"]),
    ("0 rejects", "rejects", []),
]


@pytest.mark.parametrize(("row", "stance", "words"), STANCES)
def test_words_outside_the_units_can_be_a_sides_whole_answer(row: str, stance: str, words: list[str]) -> None:
    positions = ["1 1", "2 2", row]
    jsonschema.validate({"issues": [RIGHT | {"positions": positions}]}, _question("stances").schema())
    assert _decode({"positions": positions}).warnings == ()
    found = _issue(positions=positions).positions[2]
    assert (found.stance, [span.cut(DOCUMENT.text) for span in found.spans]) == (stance, words)


def test_whoever_joins_the_opposition_does_not_reject_the_question() -> None:
    opposed = DOCUMENT.model_copy(update={"text": DOCUMENT.text.replace("disputed", "resisted")})
    (question,) = issues.questions_of(DRAFT.model_copy(update={"document": opposed}))
    answer = question.decode(json.dumps({"issues": [RIGHT | {"positions": ["1 1", "2 2", "0 rejects w6"]}]})).answer
    assert answer is not None
    found = answer.issues[0].positions[2]
    assert (found.stance, [span.cut(opposed.text) for span in found.spans]) == ("holds", ["resisted"])


@pytest.mark.parametrize("words", ["w99", "w6-5", "w5-6,w6-7", "x", "6"])
def test_bad_words_cost_no_more_than_the_words(words: str) -> None:
    decoded = _decode({"positions": ["1 1", "2 2", f"0 rejects {words}"]})
    assert [warning.code for warning in decoded.warnings] == ["unknown-word"]
    assert _issue(positions=["1 1", "2 2", f"0 rejects {words}"]).positions[2] == Position(
        perspective=AUTHOR, stance="rejects"
    )
    assert _issue(positions=["1 1", "2 2", f"1 2 {words}"]).positions[2].units == ("u1",)


def test_more_words_than_a_stance_has_are_none() -> None:
    words = " ".join(f"word{number}" for number in range(issues.MAX_STANCE_WORDS + 1))
    document = document_of(("The nets, ", "say biologists. ", f"{words}. ", "The heat."))
    units = [
        unit.model_copy(update={"spans": (document.segments[at],)})
        for unit, at in zip(DRAFT.units, (0, 3), strict=True)
    ]
    (question,) = issues.questions_of(DRAFT.model_copy(update={"document": document, "units": tuple(units)}))
    last = len(question.outside.words)
    for first, kept in ((last - issues.MAX_STANCE_WORDS, 0), (last - issues.MAX_STANCE_WORDS + 1, 1)):
        decoded = question.decode(
            json.dumps({"issues": [RIGHT | {"positions": ["1 1", "2 2", f"0 silent w{first}-{last}"]}]})
        )
        assert decoded.answer is not None
        assert len(decoded.answer.issues[0].positions[2].spans) == kept


def test_an_issue_of_one_side_is_asked_for_again() -> None:
    assert "fewer than two positions" in _decode({"positions": ["1 1", "x"]}).errors[0]
    assert _question().decode("{}").answer is None


def test_parents_are_other_issues_of_the_same_answer() -> None:
    answer = _decode({}, {"parent": 1}, {"parent": 3}, {"parent": 9}).answer
    assert [issue.parent for issue in answer.issues] == [None, "i1", None, None]


def test_nothing_is_asked_where_one_side_speaks() -> None:
    assert issues.questions_of(_draft(_unit(0, 1, "v1"))) == []


async def test_the_engine_asks_once_and_says_what_it_cost(connect: Connect) -> None:
    with ScriptedLLM(in_turn(Answer(json.dumps({"issues": [RIGHT]})))) as llm:
        answered = await connect(llm).issues(DRAFT)
        assert [issue.id for issue in answered.answer.issues] == ["i1"]
        assert answered.usage.calls == len(llm.requests) == 1
        nothing = await connect(llm).issues(_draft(_unit(0, 1, "v1")))
        assert nothing.answer.issues == ()
        assert len(llm.requests) == 1


def test_motions_and_concessions_are_in_the_drafts_ids_and_the_words_of_the_text() -> None:
    (question,) = issues.questions_of(DRAFT, issues.PROCEEDINGS, "de")
    assert question.values()["language"] == "de"
    raw = {
        "motions": ["w1-4,2 1 rejected w9-10", "1 w7-8 open", "w99 - agreed", "1 9 open"],
        "issues": [RIGHT],
        "concessions": ["1>2 1 w7", "2>- 2", "1>2 9", "1>9 1"],
    }
    jsonschema.validate(raw, question.schema())
    decoded = question.decode(json.dumps(raw))
    assert [warning.code for warning in decoded.warnings] == ["bad-row"] * 4
    answer = decoded.answer
    assert answer is not None

    def cut(spans: Any) -> list[str]:
        return [span.cut(DOCUMENT.text).strip() for span in spans]

    first, second = answer.motions
    assert (cut(first.spans), first.mover) == (["What emptied_9 the reef", "the heat,"], "v1")
    assert (first.outcome.kind, cut(first.outcome.spans)) == ("rejected", ["say fishermen"])
    assert (second.mover, second.source and second.source.cut(DOCUMENT.text)) == (None, "say biologists")
    granted, alone = answer.concessions
    assert (granted.by, granted.to, granted.units) == ("v1", "v2", ("u0",))
    assert granted.cue
    assert granted.cue.cut(DOCUMENT.text) == "say"
    assert (alone.by, alone.to, alone.cue) == ("v2", None, None)
    map_ = assemble(DOCUMENT, VoicesAnswer(), (), None, answer, map_id="m", provenance=DRAFT.provenance)
    assert [motion.outcome.kind for motion in map_.motions] == ["rejected", "open"]
