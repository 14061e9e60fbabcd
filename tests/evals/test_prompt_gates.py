"""A worsened prompt must end with exit code 1, with a live model and with a recorded one; end to end, over HTTP."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import service.engines.llm.prompts as prompt_files
from evals.cli import eval_command
from service.settings import get_settings
from tests.scripted_llm import Answer, Asked, Reaction, ScriptedLLM, Status, valid_chain


def call(*arguments: object) -> Result:
    return CliRunner().invoke(eval_command, [str(item) for item in arguments])


RELATIONS = "# Inside a paragraph"
"""The heading of the part of the links prompt that teaches how units are related."""


def obedient(asked: Asked) -> Reaction:
    """A model that relates units only if the prompt tells it how."""
    return forgetful() if asked.step == "links" and RELATIONS not in asked.system else valid_chain(asked)


def forgetful() -> Reaction:
    """The answer of a model that relates no units."""
    return Answer(json.dumps({"conclusion": "1", "links": []}))


@pytest.fixture
def prompts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the prompts that the engine uses and a test may spoil."""
    copy = tmp_path / "prompts"
    shutil.copytree(prompt_files.prompts_folder(), copy)
    monkeypatch.setattr(prompt_files, "prompts_folder", lambda: copy)
    return copy


def cut_relations(prompts: Path) -> None:
    """Takes that part out of the prompt."""
    for path in (prompts / "links").glob("*.md"):
        text = path.read_text("utf-8")
        shorter = re.sub(rf"^{RELATIONS}\n.*?(?=^# )", "", text, flags=re.DOTALL | re.MULTILINE)
        assert shorter != text
        path.write_text(shorter, "utf-8")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ScriptedLLM]:
    """A model server that the settings name."""
    with ScriptedLLM(obedient) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        monkeypatch.setenv("ARGMAP_MODEL", "scripted")
        monkeypatch.chdir(tmp_path)  # where answers are kept
        get_settings.cache_clear()
        yield server
        get_settings.cache_clear()


def test_a_worsened_prompt_fails_a_gate_of_the_live_model(
    folder: Path, tmp_path: Path, unfloored: Path, prompts: Path, model: ScriptedLLM
) -> None:
    baseline, spec, gates = tmp_path / "llm.json", f"small={folder}", unfloored
    saved = call(spec, "--engine", "llm", "--save-baseline", baseline)
    assert saved.exit_code == 0, saved.output
    same = call(spec, "--engine", "llm", "--runs", 3, "--baseline", baseline, "--gate", "--gates", gates)
    assert same.exit_code == 0, same.output
    cut_relations(prompts)
    worse = call(spec, "--engine", "llm", "--runs", 3, "--baseline", baseline, "--gate", "--gates", gates)
    assert worse.exit_code == 1, worse.output
    assert "FAILED: 3 of 3 run(s)" in worse.output


def test_one_bad_run_of_three_fails_only_where_one_is_enough(
    folder: Path, tmp_path: Path, unfloored: Path, model: ScriptedLLM
) -> None:
    baseline, spec = tmp_path / "llm.json", f"small={folder}"
    assert call(spec, "--engine", "llm", "--save-baseline", baseline).exit_code == 0
    per_run = sum(asked.step == "links" for asked in model.requests)
    gate = ("--runs", 3, "--no-cache", "--baseline", baseline, "--gate", "--gates", unfloored)

    def wavering(asked: Asked) -> Reaction:
        """Relates nothing in the first run after this one."""
        made = sum(earlier.step == "links" for earlier in model.requests) - start
        return forgetful() if asked.step == "links" and made <= per_run else valid_chain(asked)

    model.script = wavering
    start = per_run
    result = call(spec, "--engine", "llm", *gate)
    assert result.exit_code == 0, result.output
    assert "1 failing run(s) of 3" in result.output
    start = sum(asked.step == "links" for asked in model.requests)
    strict = call(spec, "--engine", "llm", *gate, "--fail-at", 1)
    assert strict.exit_code == 1, strict.output
    assert "FAILED: 1 of 3 run(s)" in strict.output


def test_a_model_that_does_not_answer_is_infrastructure(folder: Path, model: ScriptedLLM) -> None:
    model.script = lambda asked: Status(401)
    result = call(f"small={folder}", "--engine", "llm", "--gate")
    assert result.exit_code == 3, result.output
    assert "Unit F1" not in result.output  # nothing was judged


def test_a_worsened_prompt_cannot_use_old_recordings_and_fails_when_recorded_again(
    folder: Path,
    tmp_path: Path,
    unfloored: Path,
    prompts: Path,
    model: ScriptedLLM,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("evals.evaluating.RECORDINGS", tmp_path / "recordings")
    spec, baseline, gates = f"small={folder}", tmp_path / "replay.json", unfloored
    recorded = call(spec, "--engine", "llm", "--record", "--note", "by a scripted server")
    assert recorded.exit_code == 0, recorded.output
    asked = len(model.requests)
    assert call(spec, "--engine", "replay", "--save-baseline", baseline).exit_code == 0
    gate = ("--engine", "replay", "--baseline", baseline, "--gate", "--gates", gates)
    assert call(spec, *gate).exit_code == 0
    assert len(model.requests) == asked  # a replay asks nobody

    cut_relations(prompts)
    refused = call(spec, *gate)
    assert refused.exit_code == 3
    assert "no recording for the prompts as they are" in refused.output
    assert call(spec, "--engine", "llm", "--record").exit_code == 0
    worse = call(spec, *gate)
    assert worse.exit_code == 1, worse.output
    assert "largest-drop labelled_edge_f1" in worse.output
