"""The question of an issue may be a model's words: whatever they are, they stay one short line, marked and escaped."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
import yaml
from lxml import html

from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.issue import QUESTION_LENGTH, QUESTION_WORDS
from service.domain.issue_rules import plain_line
from service.domain.provenance import MapWarning
from service.engines.answers import IssueAnswer, IssuesAnswer, QuestionAnswer
from service.errors import InvalidMap
from service.formats import export_map, import_map
from service.pipeline.assembly.issues import assemble_issues
from tests.building import dispute_map, span_of
from tests.injection.test_injection import HIDDEN

PAYLOADS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("payloads.yaml").read_text("utf-8"))
BASE = dispute_map()
HOSTILE = {
    "markup": "<img src=x onerror=alert(1)>",
    "script": "</script><script>alert(1)</script>",
    "formula": '=HYPERLINK("http://x.example")',
    "comment": "*/ why? /*",
    "front-matter": "---\ntitle: mine\n---",
    "bidi": "why \u202etnod\u202c?",
}
SHORT = {name: " ".join(text.split()[:QUESTION_WORDS])[:QUESTION_LENGTH] for name, text in PAYLOADS.items()} | HOSTILE


def mapped(question: QuestionAnswer) -> tuple[ArgumentMap, list[str]]:
    issue = BASE.issues[0]
    given = IssueAnswer(id="x", question=question, positions=issue.positions, contrasts=issue.contrasts)
    warnings: list[MapWarning] = []
    answer = IssuesAnswer(issues=(given,))
    issues = assemble_issues(answer, BASE.document, BASE.units, BASE.perspectives, warnings)
    return parse_map(BASE.model_copy(update={"issues": issues}).model_dump()), [item.code for item in warnings]


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_question_of_any_length_is_cut_down_to_the_place_that_raises_it_or_left_out(name: str) -> None:
    endless = " ".join([PAYLOADS[name]] * 40)
    map_, codes = mapped(QuestionAnswer(text=endless, anchors=(span_of(BASE.document, "drained lake"),)))
    assert (map_.issues[0].question.text, codes) == ("drained lake", ["bad-question"])
    assert map_.issues[0].question.spans
    assert mapped(QuestionAnswer(text=endless))[0].issues == ()


@pytest.mark.parametrize("name", SHORT)
def test_a_questions_words_are_one_marked_line_in_every_format(name: str) -> None:
    map_, _ = mapped(QuestionAnswer(text=SHORT[name]))
    if not map_.issues:
        assert len(plain_line(SHORT[name]).split()) not in range(1, QUESTION_WORDS + 1)
        return
    question = map_.issues[0].question
    assert not question.spans
    assert not HIDDEN.search(question.text)
    assert len(question.text) <= QUESTION_LENGTH
    tree = export_map(map_, "tree").text
    assert re.search(rf"{re.escape(question.text)}(?: \[\?\])?  \(in a model's words\)\n", tree)
    page = html.fromstring(export_map(map_, "html").text)
    assert not page.xpath("//img | //script | //a | //iframe | //system")
    (cell,) = page.xpath("//table[@class='issues']/tbody/tr/th")
    assert question.text in cell.text_content()
    assert "in a model's words" in cell.text_content()
    rows = list(csv.DictReader(io.StringIO(export_map(map_, "csv").text, newline="")))
    assert {row["whose_words"] for row in rows} == {"", "model"}
    assert not any(row["question"].startswith(("=", "+", "-", "@")) for row in rows)
    assert len(import_map(export_map(map_, "argdown").text, "argdown").map.units) == len(map_.units)
    note = export_map(map_, "markdown").text
    assert len(re.findall(r"^---$", note, re.MULTILINE)) == 2
    _, brief, argument = re.split(r"^## ", note, maxsplit=2, flags=re.MULTILINE)
    assert brief.startswith("In brief")
    assert len(re.findall(r"^### ", argument, re.MULTILINE)) == 1


@pytest.mark.parametrize("text", ["a\nb", "a\u202eb", "a\u0000b", "a " * 13, "a" * 161, " a"])
def test_a_stored_question_cannot_be_other_than_a_short_plain_line(text: str) -> None:
    values = BASE.model_dump(mode="json")
    values["issues"][0]["question"]["text"] = text
    with pytest.raises(InvalidMap):
        parse_map(values)
