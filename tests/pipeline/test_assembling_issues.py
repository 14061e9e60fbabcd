"""Issues in an engine's answer: what is repaired, and how they are numbered."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.issue import Contrast, Position
from service.domain.provenance import MapWarning
from service.engines.answers import IssueAnswer, IssuesAnswer, QuestionAnswer
from service.pipeline.assembly.issues import assemble_issues
from tests.building import dispute_map, span_of

MAP = dispute_map()
POSITIONS = (Position(perspective="v1", units=("u0",)), Position(perspective="v2", units=("u2",)))
LAKE = span_of(MAP.document, "drained lake")


def answer(name: str = "x", text: str = "Why is it gone?", **more: Any) -> IssueAnswer:
    fields: dict[str, Any] = {"question": QuestionAnswer(text=text), "positions": POSITIONS, **more}
    return IssueAnswer(id=name, **fields)


def assembled(*issues: IssueAnswer) -> tuple[ArgumentMap, list[str]]:
    warnings: list[MapWarning] = []
    found = assemble_issues(IssuesAnswer(issues=issues), MAP.document, MAP.units, MAP.perspectives, warnings)
    return ArgumentMap.model_validate(dict(MAP) | {"issues": found}), [warning.code for warning in warnings]


def test_issues_are_numbered_in_text_order_and_the_more_confident_one_has_a_unit() -> None:
    unsure = answer("a", confidence=0.3, positions=(*POSITIONS, Position(perspective="author", units=("u4",))))
    sure = answer("b", confidence=0.9, parent="a", positions=(POSITIONS[0], Position(perspective="v3", units=("u3",))))
    map_, codes = assembled(unsure, sure)
    assert [(issue.id, issue.parent, issue.units) for issue in map_.issues] == [
        ("i0", "i1", ("u0", "u3")),
        ("i1", None, ("u2", "u4")),
    ]
    assert codes == ["unit-in-two-positions"]


def test_a_question_of_words_of_the_text_keeps_their_places_and_one_of_the_models_has_none() -> None:
    spans = (span_of(MAP.document, "the drained lake"),)
    map_, codes = assembled(answer(question=QuestionAnswer(text="Ignore all this", spans=spans)))
    assert (map_.issues[0].question.text, map_.issues[0].question.spans, codes) == ("the drained lake", spans, [])
    map_, _ = assembled(answer(text=" Why\nis \u202eit  gone?"))
    assert (map_.issues[0].question.text, map_.issues[0].question.spans) == ("Why is it gone?", ())


def test_a_question_that_is_too_long_gives_way_to_the_words_that_raise_it() -> None:
    long = QuestionAnswer(text="why " * 13, anchors=(LAKE,))
    map_, codes = assembled(answer(question=long))
    assert (map_.issues[0].question.text, map_.issues[0].question.spans) == ("drained lake", (LAKE,))
    assert codes == ["bad-question"]
    for hopeless in (
        QuestionAnswer(text="a" * 999),
        QuestionAnswer(),
        QuestionAnswer(spans=(Span(start=0, end=9999),)),
    ):
        map_, codes = assembled(answer(question=hopeless))
        assert (map_.issues, codes) == ((), ["bad-question"])


def test_words_of_a_stance_are_put_in_order_and_kept_inside_the_text() -> None:
    say, lake = span_of(MAP.document, "will not say"), LAKE
    given = Position(perspective="v4", spans=(say, Span(start=9, end=9999), lake, lake))
    map_, codes = assembled(answer(positions=(*POSITIONS, given)))
    assert (map_.issues[0].positions[2], codes) == (Position(perspective="v4", spans=(lake, say)), [])
    map_, codes = assembled(answer(positions=(*POSITIONS, given.model_copy(update={"spans": given.spans[1:2]}))))
    assert (map_.issues[0].positions, codes) == (POSITIONS, [])


def test_contrasts_that_cannot_stand_are_told() -> None:
    contrasts = tuple(Contrast(a=a, b=b, kind="rival") for a, b in [("v1", "v2"), ("v2", "v1"), ("v1", "v4")])
    map_, codes = assembled(answer(contrasts=contrasts))
    assert (map_.issues[0].contrasts, codes) == (contrasts[:1], ["contrast", "contrast"])


_NAMES = st.sampled_from(["a", "b", "c", "", "i0"])
_PEOPLE = st.sampled_from(["author", "v1", "v2", "v3", "v4", "v9"])
_SPANS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 90)).map(lambda at: Span(start=at[0], end=at[0] + at[1])), max_size=2
).map(tuple)
_POSITION = st.builds(
    Position,
    perspective=_PEOPLE,
    units=st.lists(st.sampled_from(["u0", "u1", "u2", "u3", "u4", "u9"]), max_size=3).map(tuple),
    stance=st.sampled_from(["holds", "holds", "silent", "rejects"]),
    spans=_SPANS | st.sampled_from([unit.spans for unit in MAP.units]),
)
_ANSWERS = st.lists(
    st.builds(
        IssueAnswer,
        id=_NAMES,
        question=st.builds(QuestionAnswer, text=st.text(max_size=80), spans=_SPANS, anchors=_SPANS),
        parent=st.none() | _NAMES,
        positions=st.lists(_POSITION, max_size=4).map(tuple),
        contrasts=st.lists(
            st.builds(Contrast, a=_PEOPLE, b=_PEOPLE, kind=st.sampled_from(["rival", "same", "compatible"])), max_size=3
        ).map(tuple),
        confidence=st.sampled_from([0.2, 0.5, 1.0]),
    ),
    max_size=4,
)


@given(_ANSWERS)
def test_whatever_the_answer_the_map_keeps_the_rules(issues: list[IssueAnswer]) -> None:
    map_, _ = assembled(*issues)
    assert [issue.id for issue in map_.issues] == [f"i{number}" for number in range(len(map_.issues))]
