"""Prompt files load, their examples are right and align with their own text, and what is sent is asserted whole.

A prompt that was changed on purpose: `ARGMAP_UPDATE_SNAPSHOTS=1 pytest tests/prompts` writes its snapshots anew.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import jsonschema
import pytest

from service.domain.base import Span
from service.domain.debates.parts import Member, UnitRef
from service.domain.document import Turn
from service.engines.answers import ReferencesAnswer, Voice, VoicesAnswer
from service.engines.debate_answers import DebateHolder, Statement
from service.engines.llm import brief, debates, issues, links, references, structure, voices
from service.engines.llm import prompts as few_shot
from service.engines.llm.chain import VERSIONS
from service.engines.llm.decoding import Decoded
from service.engines.llm.prompts import (
    BUILDS,
    STEPS,
    MisalignedExample,
    Prompt,
    load_prompt,
    prompts_folder,
    render_examples,
)
from service.engines.turns import speakers_of
from service.pipeline.assembly.issues import assemble_issues
from tests.engines.llm.test_links import DRAFT
from tests.engines.llm.test_references import DRAFT as PRONOUNS
from tests.engines.llm.texts import BORDER, document_of

SNAPSHOTS = Path(__file__).with_name("snapshots")
NEW = [Statement(UnitRef(map="b", unit="u0"), "the line will never pay", "Riders", "asserts", "of 2025-04-01, Post")]
EARLIER = [
    Statement(UnitRef(map="a", unit="u0"), "the line pays", "Tove Hagen", "asserts", "of 2025-03-02, Bladet"),
    Statement(UnitRef(map="a", unit="u1"), "it is ten miles long", "The author", "asserts", "of 2025-03-02, Bladet"),
]
HOLDERS = [
    DebateHolder(Member(map=map_id, perspective="v1"), label, "state", (label,), None)
    for map_id, label in (("b", "北京"), ("b", "Ann"), ("a", "Beijing"))
]
ALL = sorted((path.parent.name, path.stem) for path in prompts_folder().glob("*/v*.md"))
DOCUMENT = document_of(BORDER, ("Velia doubts it. ",))
SPOKEN = DOCUMENT.model_copy(
    update={"turns": (Turn(start=0, end=100, speaker="t1", label="Ms Reed"), Turn(start=100, end=200, speaker="t2"))}
)


@cache
def _load(step: str, version: str) -> Prompt:
    return load_prompt(step, version)


def _example(step: str, form: str | None, data: Any) -> tuple[Any, dict[str, Any]]:
    return BUILDS[step, form](data)


EXAMPLES = [
    pytest.param(step, _load(step, version).form, data, id=f"{step}-{version}-{number}")
    for step, version in ALL
    for number, data in enumerate(_load(step, version).examples, start=1)
]


def test_every_step_has_the_version_that_is_in_use() -> None:
    assert set(VERSIONS) == set(STEPS)
    assert set(VERSIONS.items()) <= set(ALL)


def _decoded(form: str | None, question: Any, answer: object) -> list[Decoded[Any]]:
    raw = json.dumps(answer)
    return list(question.decode_each(raw)) if hasattr(question, "decode_each") else [question.decode(raw)]


@pytest.mark.parametrize(("step", "form", "data"), EXAMPLES)
def test_an_example_is_a_right_answer_to_its_own_question(step: str, form: str | None, data: Any) -> None:
    question, answer = _example(step, form, data)
    jsonschema.validate(answer, question.schema())
    doubted = sum(row.endswith("?") for row in answer.get("links", ()))
    for decoded in _decoded(form, question, answer):
        assert decoded.answer is not None
        assert (decoded.errors, [item.code for item in decoded.warnings]) == ((), ["doubtful-link"] * doubted)


@pytest.mark.parametrize(("step", "form", "data"), [param for param in EXAMPLES if param.values[0] == "structure"])
def test_a_structure_example_covers_every_unit_once_and_keeps_the_guidelines(
    step: str, form: str | None, data: Any
) -> None:
    question, answer = _example(step, form, data)
    text = question.document.text
    for part, found in zip(answer["paragraphs"], _decoded(form, question, answer), strict=True):
        decoded = found.answer
        assert decoded is not None
        assert len(decoded.units) == len(part["units"])
        held = {item.id for item in decoded.attributions}
        assert all(unit.attribution in held for unit in decoded.units if unit.attribution)
        for unit in decoded.units:
            for span in unit.spans:
                assert not span.cut(text).endswith((".", ",", ";", " ")), span.cut(text)


@pytest.mark.parametrize(("step", "form", "data"), [param for param in EXAMPLES if param.values[0] == "issues"])
def test_an_issues_example_is_a_valid_part_of_its_map(step: str, form: str | None, data: Any) -> None:
    question, answer = _example(step, form, data)
    (found,) = _decoded(form, question, answer)
    draft, warnings = question.draft, []
    issues = assemble_issues(found.answer, draft.document, draft.units, draft.perspectives, warnings)
    assert warnings == []
    assert len(issues) == len(answer["issues"])


def test_an_example_that_quotes_what_is_not_in_its_text_is_refused() -> None:
    segments = ["One is one. ", "One is two. "]

    def answer(unit: str) -> dict[str, Any]:
        return few_shot.structure_example({"paragraphs": [{"segments": segments, "units": [unit]}]})[1]

    with pytest.raises(MisalignedExample, match="'three' stands 0 times"):
        answer("{three}")
    with pytest.raises(MisalignedExample, match="'One' stands 2 times"):
        answer("{One}")
    assert answer("{One#2}")["paragraphs"][0]["units"] == ["w4"]


@pytest.mark.parametrize(("step", "version"), ALL)
def test_examples_share_no_sentence_with_each_other(step: str, version: str) -> None:
    seen: set[str] = set()
    for data in _load(step, version).examples:
        groups = [data, *(item for item in data.get("paragraphs", ()) if isinstance(item, dict))]
        for segment in (segment for group in groups for segment in group.get("segments", ())):
            if len(segment.split()) < 4:
                continue
            assert segment not in seen
            seen.add(segment)


def test_the_answer_of_an_example_to_another_text_yields_only_that_text() -> None:
    """Numbers of an example lead to nothing but the article: no word of it can reach a result."""
    question = structure.questions_of(DOCUMENT, VoicesAnswer(), 0)[0]
    for data in _load("structure", VERSIONS["structure"]).examples:
        _, answer = few_shot.structure_example(data)
        decoded = question.decode(json.dumps(answer)).answer
        if decoded is None:
            continue
        body = Span(start=DOCUMENT.paragraphs[0].start, end=DOCUMENT.paragraphs[0].end)
        spans = [span for unit in decoded.units for span in unit.spans]
        assert all(body.covers(span) for span in spans)
        assert all(voice.label in DOCUMENT.text or voice.label == "Unnamed" for voice in decoded.new_voices)


def _rendered(step: str, version: str) -> str:
    prompt = _load(step, version)
    ardan = Voice(key="v1", label="Ardan", kind="state", aliases=("Ardan officials",))
    known = VoicesAnswer(voices=(ardan,))
    spoken = VoicesAnswer(voices=(*speakers_of(SPOKEN), ardan))
    question: Any = {
        ("voices", None): lambda: voices.questions_of(DOCUMENT)[0],
        ("voices", "turns"): lambda: voices.questions_of(SPOKEN, speakers_of(SPOKEN))[0],
        ("structure", "paragraphs"): lambda: structure.question_together(DOCUMENT, known, (0, 1)),
        ("structure", "turns"): lambda: structure.question_together(SPOKEN, spoken, (0, 1), form="turns"),
        ("links", "claims"): lambda: links.questions_of(DRAFT)[0],
        ("issues", None): lambda: issues.questions_of(DRAFT)[0],
        ("issues", "stances"): lambda: issues.questions_of(DRAFT, "stances")[0],
        ("issues", "proceedings"): lambda: issues.questions_of(DRAFT, "proceedings", "de")[0],
        ("references", None): lambda: references.questions_of(PRONOUNS, ReferencesAnswer())[0],
        ("brief", None): lambda: brief.BriefQuestion(DRAFT),
        ("debate_same", "places"): lambda: debates.same_questions(NEW, EARLIER)[0],
        ("debate_actors", None): lambda: debates.actors_question(HOLDERS[:2], [HOLDERS[2:]]),
    }[step, prompt.form]()
    messages = prompt.messages(question.values(), render_examples(prompt))
    shown = "\n\n".join(f"=== {message.role}\n{message.content}" for message in messages)
    return f"{shown}\n\n=== schema\n{json.dumps(question.schema(), indent=1)}\n"


@pytest.mark.parametrize(("step", "version"), ALL)
def test_what_is_sent_is_asserted_whole(step: str, version: str) -> None:
    path = SNAPSHOTS / f"{step}-{version}.txt"
    if os.environ.get("ARGMAP_UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(_rendered(step, version), "utf-8")
    assert _rendered(step, version) == path.read_text("utf-8")


def test_a_value_that_nobody_gave_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        _load("structure", VERSIONS["structure"]).messages({"title": "x"})


def test_the_hash_covers_the_examples(tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    folder.mkdir()
    for name in ("v2.md", "v2.examples.yaml"):
        (folder / name).write_bytes((prompts_folder() / "voices" / name).read_bytes())
    before = load_prompt("voices", "v2", tmp_path).sha256
    with (folder / "v2.examples.yaml").open("a") as file:
        file.write("# changed\n")
    assert before == _load("voices", "v2").sha256 != load_prompt("voices", "v2", tmp_path).sha256


@pytest.mark.parametrize(
    "text",
    [
        "---\nstep: links\n---\n<!-- role: system -->\nx",
        "---\nstep: voices\n---\nno role",
    ],
)
def test_a_prompt_file_that_is_wrong_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "v1.md").write_text(text)
    with pytest.raises(ValueError, match=r"v1\.md"):
        load_prompt("voices", "v1", tmp_path)
