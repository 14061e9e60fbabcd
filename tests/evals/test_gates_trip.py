"""What a gate is for: each of these worsened maps, rules and prompts must end with exit code 1."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import service.engines.llm.prompts as prompt_files
import service.engines.offline.engine as offline
from evals.cli import eval_command
from service.engines.answers import StructureAnswer
from service.settings import get_settings
from tests.evals.articles import gold_map
from tests.scripted_llm import Answer, Asked, Reaction, ScriptedLLM, valid_chain

GATES = Path(__file__).parents[2] / "evals" / "gates" / "articles.yaml"
NAME = "01-harbour"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(eval_command, [str(item) for item in arguments])


@pytest.fixture
def maps(tmp_path: Path) -> Path:
    """Predictions that equal the gold."""
    folder = tmp_path / "maps"
    folder.mkdir()
    for name in ("01-harbour", "02-library", "03-market"):
        (folder / f"{name}.json").write_text(gold_map(name).model_dump_json(), "utf-8")
    return folder


@pytest.fixture
def gated(folder: Path, maps: Path, tmp_path: Path) -> Callable[[], Result]:
    """Scores the predictions against a baseline that was made of them before they changed."""
    baseline = tmp_path / "baseline.json"
    spec = f"small={folder}"
    assert call(spec, "--predictions", maps, "--save-baseline", baseline).exit_code == 0
    return lambda: call(spec, "--predictions", maps, "--baseline", baseline, "--gate", "--gates", GATES)


def edit(maps: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = maps / f"{NAME}.json"
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content), "utf-8")


def cut(content: dict[str, Any], unit: dict[str, Any], start: int, end: int) -> None:
    unit["spans"] = [{"start": start, "end": end}]
    unit["text"] = content["document"]["text"][start:end]


def test_unchanged_maps_pass(gated: Callable[[], Result]) -> None:
    result = gated()
    assert result.exit_code == 0, result.output
    assert "Gates passed" in result.output


def test_a_shifted_span_fails_validity(maps: Path, gated: Callable[[], Result]) -> None:
    def shift(content: dict[str, Any]) -> None:
        span = content["units"][0]["spans"][0]
        span["start"] += 1
        span["end"] += 1

    edit(maps, shift)
    result = gated()
    assert result.exit_code == 1
    assert "FAILED validity" in result.output


def test_a_span_shifted_with_its_text_still_fails_validity(maps: Path, gated: Callable[[], Result]) -> None:
    def shift(content: dict[str, Any]) -> None:
        unit = content["units"][1]
        span = unit["spans"][0]
        cut(content, unit, span["start"] + 1, span["end"] + 1)

    edit(maps, shift)
    result = gated()
    assert result.exit_code == 1
    assert "whole-words" in result.output


def test_a_span_shifted_by_a_word_fails_a_gate(maps: Path, gated: Callable[[], Result]) -> None:
    def shift(content: dict[str, Any]) -> None:
        unit = content["units"][1]
        span = unit["spans"][0]
        cut(content, unit, span["start"] + len("It "), span["end"])

    edit(maps, shift)
    result = gated()
    assert result.exit_code == 1
    assert "unit_boundaries" in result.output
    assert "FAILED validity" not in result.output


def test_a_swapped_holder_fails_a_gate(maps: Path, gated: Callable[[], Result]) -> None:
    def swap(content: dict[str, Any]) -> None:
        one, other = content["attributions"][1], content["attributions"][2]
        one["perspective"], other["perspective"] = other["perspective"], one["perspective"]
        held = {item["id"]: item["perspective"] for item in content["attributions"]}
        for unit in content["units"]:
            unit["perspective"] = held.get(unit["attribution"], "author")

    edit(maps, swap)
    result = gated()
    assert result.exit_code == 1
    assert "holder_accuracy" in result.output
    assert "FAILED validity" not in result.output


def test_a_dropped_paragraph_fails_a_gate(maps: Path, gated: Callable[[], Result]) -> None:
    def drop(content: dict[str, Any]) -> None:
        gone = {unit["id"] for unit in content["units"] if unit["paragraph"] == 2}
        content["units"] = [unit for unit in content["units"] if unit["id"] not in gone]
        content["relations"] = [item for item in content["relations"] if not gone & {*item["sources"], item["target"]}]

    edit(maps, drop)
    result = gated()
    assert result.exit_code == 1
    assert "unit_f1" in result.output
    assert "FAILED validity" not in result.output


def test_a_missing_map_fails_validity(maps: Path, gated: Callable[[], Result]) -> None:
    (maps / f"{NAME}.json").unlink()
    result = gated()
    assert result.exit_code == 1
    assert "[missing]" in result.output


def test_a_worsened_offline_rule_fails_a_gate(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    baseline, spec = tmp_path / "offline.json", f"small={folder}"
    assert call(spec, "--save-baseline", baseline).exit_code == 0
    before = call(spec, "--baseline", baseline, "--gate", "--gates", GATES)
    assert before.exit_code == 0, before.output
    right = offline.structure_of

    def worse(*arguments: Any) -> StructureAnswer:
        """No relation is found any more."""
        return right(*arguments).model_copy(update={"relations": ()})

    monkeypatch.setattr(offline, "structure_of", worse)
    after = call(spec, "--baseline", baseline, "--gate", "--gates", GATES)
    assert after.exit_code == 1, after.output
    assert "labelled_edge_f1" in after.output


TAUGHT = "Each unit points to at most ONE other."


def obedient(asked: Asked) -> Reaction:
    """A model that relates units only if the prompt tells it how."""
    if asked.step == "structure" and TAUGHT not in asked.system:
        units = [str(number) for number in range(1, asked.segments + 1)]
        return Answer(json.dumps({"main": "1", "said": [], "units": units}))
    return valid_chain(asked)


@pytest.fixture
def prompts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the prompts that the engine uses and a test may spoil."""
    copy = tmp_path / "prompts"
    shutil.copytree(prompt_files.prompts_folder(), copy)
    monkeypatch.setattr(prompt_files, "prompts_folder", lambda: copy)
    return copy


def spoil(prompts: Path) -> None:
    for path in (prompts / "structure").glob("*.md"):
        path.write_text(path.read_text("utf-8").replace(TAUGHT, ""), "utf-8")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedLLM]:
    """A model server that the settings name."""
    with ScriptedLLM(obedient) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        monkeypatch.setenv("ARGMAP_MODEL", "scripted")
        get_settings.cache_clear()
        yield server
        get_settings.cache_clear()


def test_a_worsened_prompt_fails_a_gate_of_the_live_model(
    folder: Path, tmp_path: Path, prompts: Path, model: ScriptedLLM
) -> None:
    baseline, spec = tmp_path / "llm.json", f"small={folder}"
    gates = tmp_path / "gates.yaml"
    gates.write_text("engines: {llm: {largest_drop: {labelled_edge_f1: 0.02}}}\nruns: {fail_at: 2}\n", "utf-8")
    saved = call(spec, "--engine", "llm", "--save-baseline", baseline)
    assert saved.exit_code == 0, saved.output
    same = call(spec, "--engine", "llm", "--runs", 3, "--baseline", baseline, "--gate", "--gates", gates)
    assert same.exit_code == 0, same.output
    spoil(prompts)
    worse = call(spec, "--engine", "llm", "--runs", 3, "--baseline", baseline, "--gate", "--gates", gates)
    assert worse.exit_code == 1, worse.output
    assert "FAILED: 3 of 3 run(s)" in worse.output


def test_a_worsened_prompt_cannot_use_old_recordings_and_fails_when_recorded_again(
    folder: Path, tmp_path: Path, prompts: Path, model: ScriptedLLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.evaluating.RECORDINGS", tmp_path / "recordings")
    spec, baseline = f"small={folder}", tmp_path / "replay.json"
    gates = tmp_path / "gates.yaml"
    gates.write_text("engines: {replay: {largest_drop: {labelled_edge_f1: 0.001}}}\n", "utf-8")
    recorded = call(spec, "--engine", "llm", "--record", "--note", "by a scripted server")
    assert recorded.exit_code == 0, recorded.output
    asked = len(model.requests)
    assert call(spec, "--engine", "replay", "--save-baseline", baseline).exit_code == 0
    gate = ("--engine", "replay", "--baseline", baseline, "--gate", "--gates", gates)
    assert call(spec, *gate).exit_code == 0
    assert len(model.requests) == asked  # a replay asks nobody

    spoil(prompts)
    refused = call(spec, *gate)
    assert refused.exit_code == 3
    assert "no recording for a question" in refused.output
    assert call(spec, "--engine", "llm", "--record").exit_code == 0
    worse = call(spec, *gate)
    assert worse.exit_code == 1, worse.output
    assert "largest-drop labelled_edge_f1" in worse.output
