"""Who is one actor in articles of two languages, asked of a model: what it sees, what its rows mean."""

from __future__ import annotations

import json
import re

from service.domain.argument import Perspective, PerspectiveKind
from service.domain.debates.parts import Member
from service.engines.debate_answers import DebateHolder
from service.engines.llm.debates import LLMJudge, actors_question
from service.engines.offline.debates.holders import same_actors
from service.pipeline.debates.direct import debate_of
from tests.debated import article
from tests.engines.llm.conftest import Connect
from tests.scripted_llm import Answer, Asked, ScriptedLLM


def holder(
    map_id: str, name: str, label: str, kind: PerspectiveKind = "person", parent: str | None = None
) -> DebateHolder:
    return DebateHolder(Member(map=map_id, perspective=name), label, kind, (label,), parent, author="Ruth Ellery")


NEW = [
    holder("b", "v1", "惠灵顿", "state"),
    holder("b", "v2", "塔兰特", parent="v1"),
    holder("b", "v3", "有人", "unnamed"),
]
EARLIER = [[holder("a", "author", "The author", "author")], [holder("a", "v1", "Helen Tarrant")]]


def test_names_stand_under_numbers_with_their_sides_and_rows_that_name_nobody_are_left_out() -> None:
    question = actors_question(NEW, EARLIER)
    assert question is not None
    assert question.values()["earlier"] == ["1 Ruth Ellery (author)", "2 Helen Tarrant (person)"]
    assert question.values()["new"] == ["3 惠灵顿 (state)", "4 塔兰特 (person); of the side 惠灵顿"]
    decoded = question.decode(json.dumps({"same": ["4=2", "4=1"]}))
    assert decoded.answer == ((NEW[1].member, EARLIER[1][0].member),)
    assert [warning.code for warning in decoded.warnings] == ["bad-row"]
    assert question.decode('{"same": ["2=1", "x"]}').answer == ()
    assert question.decode("{}").errors
    assert actors_question(NEW[2:], EARLIER) is None


def answers(asked: Asked) -> Answer:
    found = (
        re.search(r"^(\d+) Helen Tarrant", asked.user, re.MULTILINE),
        re.search(r"^(\d+) 塔兰特", asked.user, re.MULTILINE),
    )
    actors = {"same": [f"{found[1][1]}={found[0][1]}"] if found[0] and found[1] else []}
    same = {"points": ["2-"], "answers": [], "former": [], "facts": [], "labels": []}
    return Answer(json.dumps(actors if asked.step == "debate_actors" else same))


async def test_actors_of_two_languages_are_joined_by_the_model_and_states_by_the_table(connect: Connect) -> None:
    tarrant = Perspective(id="v1", label="Helen Tarrant", kind="person")
    english = article("m1", ("v1", "The test repeats what was done"), holders=(tarrant,), published="2027-03-04")
    same = tarrant.model_copy(update={"label": "塔兰特"})
    chinese = article("m2", ("v1", "第二次检验是重复"), holders=(same,), published="2027-03-09", language="zh")
    with ScriptedLLM(answers) as llm:
        judge = LLMJudge(connect(llm))
        debate = await debate_of([english, chinese], judge=judge)
    assert [len(actor.members) for actor in debate.actors if actor.kind == "person"] == [2]
    assert set(debate.provenance.prompts) == {"debate_same", "debate_actors"}
    named = [("Beijing", "北京"), ("Wellington", "新西兰官员"), ("Kyiv", "Киев"), ("Riyadh", "الرياض")]
    states = [holder(f"{n}", f"v{at}", label, "state") for n, pair in enumerate(named) for at, label in enumerate(pair)]
    assert [[item.label for item in group] for group in same_actors(states)] == [list(pair) for pair in named]
