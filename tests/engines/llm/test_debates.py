"""A debate asked of a model: which points a new article's units make, and who is one actor in two languages."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import jsonschema
import pytest

from service.domain.argument import Attitude, Perspective, PerspectiveKind
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.debates.parts import Member, UnitRef
from service.domain.debates.rules import unresolved
from service.domain.debates.views import matrix
from service.domain.provenance import RunBudget, Usage
from service.engines.debate_answers import DebateHolder, Statement
from service.engines.llm.debates import (
    SURE,
    UNITS_AT_ONCE,
    VERSION,
    LLMJudge,
    SameQuestion,
    actors_question,
    same_questions,
)
from service.engines.llm.engine import LLMEngine
from service.engines.llm.prompts import load_prompt
from service.engines.offline.debates.holders import same_actors
from service.pipeline.debates.direct import debate_of
from service.reading import read_text
from tests.debated import article, tram_articles
from tests.engines.llm.conftest import Connect
from tests.scripted_llm import Answer, Asked, ScriptedLLM


def statement(
    map_id: str, number: int, text: str = "the line pays", attitude: Attitude = "asserts", article: str = ""
) -> Statement:
    return Statement(UnitRef(map=map_id, unit=f"u{number}"), text, "Ann", attitude, article)


EARLIER = (statement("a", 1), statement("a", 2), statement("b", 1))
NEW = (statement("c", 1), statement("c", 2, "it pays", "denies"))
QUESTION = SameQuestion(NEW, EARLIER)


def answered(points: Sequence[str], answers: Sequence[str] = (), **rest: Sequence[str]) -> str:
    """As a model answers, in JSON."""
    return json.dumps({"points": points, "answers": answers, "former": [], "facts": [], "labels": [], **rest})


def test_statements_stand_under_their_articles_and_say_who_denies_them() -> None:
    new = [statement("c", 1, article="of 2025-01-02, Post"), statement("c", 2, "it pays", "denies")]
    lines = SameQuestion(tuple(new), EARLIER).values()["lines"]
    assert lines == [
        *("Article", "1 [Ann] the line pays", "2 [Ann] the line pays", "Article", "3 [Ann] the line pays"),
        *("New article of 2025-01-02, Post", "4 [Ann] the line pays", "5 [Ann, denies] it pays"),
    ]


def test_an_answer_is_read_in_ids_and_strays_are_left_out() -> None:
    decoded = QUESTION.decode(answered(["4=1", "5 ! 4", "2=1", "9=1"], ["4>3 rebut", "5>4 support"]))
    assert decoded.answer is not None
    found = {(item.a.unit, item.b.map, item.b.unit): item for item in decoded.answer.verdicts}
    assert found.keys() == {("u1", "a", "u1"), ("u2", "c", "u1"), ("u1", "b", "u1")}
    assert (found["u1", "a", "u1"].same, found["u1", "a", "u1"].opposite) == (SURE, 0.0)
    assert (found["u2", "c", "u1"].same, found["u2", "c", "u1"].opposite) == (0.0, SURE)
    assert (found["u1", "b", "u1"].answer, found["u1", "b", "u1"].sure) == ("rebut", 0.0)
    assert found["u2", "c", "u1"].answer is None, "nobody answers his own article"
    assert [warning.code for warning in decoded.warnings] == ["bad-row"]


@pytest.mark.parametrize(
    "raw",
    [
        answered(["x", "7=8"]),
        answered([], ["4>1 denies", "1>2 rebut"]),
        '{"points": []}',
        "no",
    ],
)
def test_an_answer_that_breaks_the_grammar_is_asked_for_again(raw: str) -> None:
    assert QUESTION.decode(raw).errors


def test_a_literal_reader_of_a_long_article_answers_just_what_is_asked() -> None:
    """One row for every statement that stands under "New article": none is refused, none is missing."""
    new = [statement("c", number) for number in range(UNITS_AT_ONCE + 9)]
    rows: list[str] = []
    for question in same_questions(new, EARLIER):
        (_, user) = load_prompt("debate_same", VERSION).messages(question.values())
        below = user.content.partition("New article")[2]
        found = [f"{number}-" for number in re.findall(r"^(\d+) \[", below, re.MULTILINE)]
        answer = answered(found)
        jsonschema.validate(json.loads(answer), question.schema())
        assert question.decode(answer).errors == ()
        rows += found
    assert rows == [f"{number}-" for number in range(4, 4 + len(new))]


def place(map_id: str, start: int, text: str) -> Statement:
    ref = UnitRef(map=map_id, spans=(Span(start=start, end=start + len(text)),))
    return Statement(ref, text, "Ann", "asserts")


def test_places_ride_with_the_units_around_them_and_facts_and_labels_are_read() -> None:
    new = [place("c", 0, "It cost $585m."), *(statement("c", number) for number in range(UNITS_AT_ONCE + 1))]
    first, second = same_questions(new, [place("a", 7, "the $585m loan")])
    assert (len(first.new), len(second.new), len(second.earlier)) == (UNITS_AT_ONCE + 1, 1, UNITS_AT_ONCE + 2)
    lines = first.values()["lines"]
    assert isinstance(lines, list)
    assert lines[1:4:2] == ["1 [Ann] ~ the $585m loan", "2 [Ann] ~ It cost $585m."]
    answer = {
        "points": ["2=1", "3-"],
        "answers": [],
        "former": [],
        "facts": ["2"],
        "labels": ["3 the line pays its way", "99 x y z"],
    }
    jsonschema.validate(answer, first.schema())
    decoded = first.decode(json.dumps(answer))
    assert decoded.answer is not None
    assert [(item.a, item.b) for item in decoded.answer.verdicts] == [(new[0].ref, first.earlier[0].ref)]
    assert decoded.answer.facts == (new[0].ref,)
    assert [(item.of, item.text) for item in decoded.answer.wordings] == [(new[1].ref, "the line pays its way")]
    assert [item.code for item in decoded.warnings] == ["bad-row"]
    assert first.decode('{"points": [], "answers": []}').errors, "what the schema asks for is not optional"


def reads_literally(asked: Asked) -> Answer:
    """A row for each new unit; the loan is one fact; what says nothing by itself is given the first point's row."""
    above, _, below = asked.user.partition("New article")
    old = re.findall(r"^(\d+) \[.*585m", above, re.MULTILINE)
    pays = re.findall(r"^(\d+) \[.*The tram line pays", above, re.MULTILINE)
    rows, facts, labels = [], [], []
    for number, text in re.findall(r"^(\d+) \[[^\]]*\] (.*)", below, re.MULTILINE):
        if "585m" in text and old:
            rows.append(f"{number}={old[0]}")
            facts.append(number)
        elif "It does" in text and pays:
            rows.append(f"{number}={pays[0]}")
            labels.append(f"{number} the tram line pays for itself")
        elif not text.startswith("~"):
            rows.append(f"{number}-")
    return Answer(answered(rows, facts=facts, labels=labels))


async def test_facts_outside_units_and_short_verdicts_join_their_claims(connect: Connect) -> None:
    def told(name: str, published: str, *sentences: str) -> ArgumentMap:
        map_ = article(name, ("v1", sentences[0]), published=published)
        document = read_text(". ".join(sentences) + ".")
        meta = {"title": name, "published": published}
        said = map_.attributions[0].model_copy(update={"content": (document.paragraphs[0],)})
        return map_.model_copy(update={"document": document.model_copy(update=meta), "attributions": (said,)})

    maps = [
        told("m1", "2024-01-10", "The tram line pays its way", "The loan for the tram line came to $585m"),
        told("m2", "2024-02-10", "The council should stop", "Of $585m for the tram line, Hagen said, half is gone"),
        told("m3", "2024-03-10", "Riders want the tram line", "It does"),
    ]
    with ScriptedLLM(reads_literally) as llm:
        engine = connect(llm)
        debate = await debate_of(maps, judge=LLMJudge(LLMEngine(engine.chain)))
    assert debate.provenance.warnings == ()
    assert debate.provenance.prompts["debate_same"].startswith("v3:")
    assert "debate_same" not in engine.chain.prompts, "it is no step of a map"
    fact, pays = sorted((claim for claim in debate.claims if len(claim.mentions) > 1), key=lambda x: x.kind == "claim")
    assert (fact.kind, [item.map for item in fact.mentions]) == ("fact", ["m1", "m2"])
    assert all(item.spans and item.unit is None for item in fact.mentions)
    assert (pays.label.text, pays.label.key) == ("the tram line pays for itself", None)
    assert [(item.map, bool(item.spans)) for item in pays.mentions] == [("m1", False), ("m3", True)]
    assert unresolved(debate, {item.id: item for item in maps}) == []


def same_words(asked: Asked) -> Answer:
    """Says that whatever mentions paying for itself makes the first such point, and that it answers it."""
    above, _, below = asked.user.partition("New article")
    old = [line.split(" ")[0] for line in above.split("\n") if " [" in line and "pay for itself" in line]
    new = [line for line in below.split("\n") if re.match(r"\d+ \[", line)]
    points = [
        f"{line.split(' ')[0]}={old[0]}" if old and "pay for itself" in line else f"{line.split(' ')[0]}-"
        for line in new
    ]
    told = [f"{row.split('=')[0]}>{old[0]} support" for row in points if "=" in row]
    return Answer(answered(points, told[:1]))


async def test_a_debate_takes_its_verdicts_from_the_model_and_asks_nothing_twice(connect: Connect) -> None:
    with ScriptedLLM(same_words) as llm:
        engine = connect(llm)
        debate = await debate_of(tram_articles(), judge=LLMJudge(LLMEngine(engine.chain)))
        assert debate.provenance.engine == "llm"
        assert debate.provenance.prompts["debate_same"].startswith("v3:")
        asked = len(llm.requests)
        assert debate.provenance.usage.calls == asked > 0
        assert max(len(claim.mentions) for claim in debate.claims) == 4
        told = {(item.from_.map, item.to.map): item.kind for item in debate.answers if item.kind == "support"}
        assert told == {("m2", "m1"): "support", ("m3", "m1"): "support"}
        again = await debate_of(tram_articles(), judge=LLMJudge(LLMEngine(engine.chain)))
        assert len(llm.requests) == asked
        assert again.provenance.usage.cached_calls == asked
        await debate_of(tram_articles()[:2], judge=LLMJudge(LLMEngine(engine.chain)))
        assert len(llm.requests) == asked


async def test_a_model_that_gives_up_costs_its_article_the_models_verdicts_only(connect: Connect) -> None:
    with ScriptedLLM(lambda _: Answer("nonsense")) as llm:
        debate = await debate_of(tram_articles(), judge=LLMJudge(connect(llm)))
        assert debate.status == "partial"
        codes = {warning.code for warning in debate.provenance.warnings}
        assert "llm-bad-answer" in codes
        assert max(len(claim.mentions) for claim in debate.claims) == 4


async def test_over_its_budget_a_run_goes_on_offline_says_so_and_keeps_what_it_has(connect: Connect) -> None:
    with ScriptedLLM(same_words) as llm:
        engine = LLMEngine(connect(llm).chain, budget=RunBudget(calls=2))
        debate = await debate_of(tram_articles(), judge=LLMJudge(engine))
        assert len(llm.requests) == debate.provenance.usage.calls == 2
        [warning] = debate.provenance.warnings
        assert (debate.status, warning.code) == ("partial", "llm-budget-spent")
        assert "limit of 2 model calls" in warning.detail
        assert max(len(claim.mentions) for claim in debate.claims) == 3  # the model's
        spent = LLMEngine(engine.chain, spent=Usage(calls=2), budget=RunBudget(calls=2))
        again = await debate_of(tram_articles(), judge=LLMJudge(spent))
        assert (again.status, again.provenance.usage.calls, len(llm.requests)) == ("partial", 0, 2)


async def test_a_row_may_name_part_of_a_statement_and_tell_what_is_given_up(connect: Connect) -> None:
    """One sentence of the second article makes three points; Hagen is against the line from then on."""
    long = "Hagen, who wanted the line last year, says that the loan of $585m is lost and that fares will rise"
    maps = [
        article("m1", ("v1", "The line must be built"), ("v2", "The fares will fall"), published="2024-01-10"),
        article("m2", ("v1", long), ("v1", "I want no line"), published="2024-02-10"),
        article("m3", ("v1", "The line is not to be built"), ("v2", "The loan was $585m"), published="2024-03-10"),
    ]

    def parts(asked: Asked) -> Answer:
        rows: dict[str, list[str]] = {"points": []}
        if "3 [Tove Hagen] Hagen, who" in asked.user:
            rows["points"] = ["3{who wanted  the line last year}=1", "3{fares will rise}!2", "4!1"]
            rows["answers"] = ["3>2 rebut"]
            rows["former"] = ["3{who wanted the line last year}"]
        if "6 [The riders' union] The loan" in asked.user:
            rows["points"] = ["5=4", "6=3{the loan of $585m}"]
            rows["facts"] = ["6"]
        return Answer(answered(**rows))

    with ScriptedLLM(parts) as llm:
        debate = await debate_of(maps, judge=LLMJudge(LLMEngine(connect(llm).chain)))
    assert unresolved(debate, {item.id: item for item in maps}) == []
    text = maps[1].document.text
    found = {
        tuple(span.cut(text) for span in item.spans) or (item.unit,): (item.stance, item.former)
        for claim in debate.claims
        for item in claim.mentions
        if item.map == "m2" and len(claim.mentions) > 1
    }
    assert found == {
        ("who wanted the line last year",): ("for", True),
        ("fares will rise",): ("against", False),
        ("the loan of $585m",): ("for", False),
        ("u1",): ("against", False),
    }
    [answer] = debate.answers
    assert (answer.from_.spans[0].cut(text), answer.to.unit) == ("fares will rise", "u1")
    [fact] = [claim for claim in debate.claims if claim.kind == "fact"]
    assert [item.map for item in fact.mentions] == ["m2", "m3"]
    [change] = debate.changes
    assert (change.first.map, change.then.map, change.to) == ("m1", "m2", "against")
    line = next(claim.id for claim in debate.claims if len(claim.mentions) == 4)
    [cell] = [
        cell for row in matrix(debate).rows for cell in row.cells if (row.label, cell.claim) == ("Tove Hagen", line)
    ]
    assert (cell.stance, cell.was) == ("against", "for")


def holder(
    map_id: str, name: str, label: str, kind: PerspectiveKind = "person", parent: str | None = None
) -> DebateHolder:
    return DebateHolder(Member(map=map_id, perspective=name), label, kind, (label,), parent, author="Ruth Ellery")


NEW_ACTORS = [
    holder("b", "v1", "惠灵顿", "state"),
    holder("b", "v2", "塔兰特", parent="v1"),
    holder("b", "v3", "有人", "unnamed"),
]
EARLIER_ACTORS = [[holder("a", "author", "The author", "author")], [holder("a", "v1", "Helen Tarrant")]]


def test_names_stand_under_numbers_with_their_sides_and_rows_that_name_nobody_are_left_out() -> None:
    question = actors_question(NEW_ACTORS, EARLIER_ACTORS)
    assert question is not None
    assert question.values()["earlier"] == ["1 Ruth Ellery (author)", "2 Helen Tarrant (person)"]
    assert question.values()["new"] == ["3 惠灵顿 (state)", "4 塔兰特 (person); of the side 惠灵顿"]
    decoded = question.decode(json.dumps({"same": ["4=2", "4=1"]}))
    assert decoded.answer == ((NEW_ACTORS[1].member, EARLIER_ACTORS[1][0].member),)
    assert [warning.code for warning in decoded.warnings] == ["bad-row"]
    assert question.decode('{"same": ["2=1", "x"]}').answer == ()
    assert question.decode("{}").errors
    assert actors_question(NEW_ACTORS[2:], EARLIER_ACTORS) is None


def answers_actors(asked: Asked) -> Answer:
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
    with ScriptedLLM(answers_actors) as llm:
        judge = LLMJudge(connect(llm))
        debate = await debate_of([english, chinese], judge=judge)
    assert [len(actor.members) for actor in debate.actors if actor.kind == "person"] == [2]
    assert set(debate.provenance.prompts) == {"debate_same", "debate_actors"}
    named = [("Beijing", "北京"), ("Wellington", "新西兰官员"), ("Kyiv", "Киев"), ("Riyadh", "الرياض")]
    states = [holder(f"{n}", f"v{at}", label, "state") for n, pair in enumerate(named) for at, label in enumerate(pair)]
    assert [[item.label for item in group] for group in same_actors(states)] == [list(pair) for pair in named]
