"""What a gate is for: each of these worsened maps and rules must end with exit code 1.

Worsened maps are held to the committed gates: invalid ones among three short articles, others among the project's own
twelve, where one mistake weighs less. Worsened prompts are in `test_prompt_gates`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import service.engines.offline.engine as offline
from evals.cli import eval_command
from evals.suites import load_suite
from service.domain.argument import Perspective, Unit
from service.domain.issue import Issue
from service.domain.issue_settling import settle_issues
from service.engines.answers import StructureAnswer
from tests.evals.articles import gold_map

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


@pytest.fixture
def articles(tmp_path: Path) -> tuple[Path, Callable[[], Result]]:
    """The twelve articles' own maps as predictions, and a call that scores them as CI scores the recorded model's."""
    folder, baseline = tmp_path / "articles", tmp_path / "articles.json"
    folder.mkdir()
    for item in load_suite("articles").documents:
        assert item.map is not None
        (folder / f"{item.id}.json").write_text(item.map.model_dump_json(), "utf-8")
    run = ("articles", "--engine", "replay", "--predictions", folder)
    assert call(*run, "--save-baseline", baseline).exit_code == 0
    return folder, lambda: call(*run, "--baseline", baseline, "--gate")


def shift(content: dict[str, Any]) -> None:
    """One unit of the article starts a word later."""
    unit = next(unit for unit in content["units"] if len(unit["spans"]) == 1 and unit["text"].count(" ") > 8)
    span = unit["spans"][0]
    cut(content, unit, span["start"] + unit["text"].index(" ") + 1, span["end"])


def swap(content: dict[str, Any]) -> None:
    """Two attributions that hold units change holders."""
    held = [unit["attribution"] for unit in content["units"] if unit["attribution"]]
    one, *rest = [item for item in content["attributions"] if item["id"] in held]
    other = next(item for item in rest if item["perspective"] != one["perspective"])
    one["perspective"], other["perspective"] = other["perspective"], one["perspective"]
    holders = {item["id"]: item["perspective"] for item in content["attributions"]}
    for unit in content["units"]:
        unit["perspective"] = holders.get(unit["attribution"], "author")


def drop(content: dict[str, Any]) -> None:
    """The first paragraph with two units has none any more."""
    paragraphs = [unit["paragraph"] for unit in content["units"]]
    first = next(number for number in paragraphs if paragraphs.count(number) > 1)
    gone = {unit["id"] for unit in content["units"] if unit["paragraph"] == first}
    content["units"] = [unit for unit in content["units"] if unit["id"] not in gone]
    lost = {item["id"] for item in content["relations"] if gone & {*item["sources"], item["target"]}}
    content["relations"] = [item for item in content["relations"] if not lost & {item["id"], item["target"]}]


def settle(content: dict[str, Any]) -> None:
    """Issues lose what the mistake took from them, as in any corrected map."""
    issues = [Issue.model_validate(item) for item in content["issues"]]
    units = [Unit.model_validate(item) for item in content["units"]]
    perspectives = [Perspective.model_validate(item) for item in content["perspectives"]]
    content["issues"] = [issue.model_dump() for issue in settle_issues(issues, units, perspectives).issues]


def test_one_mistake_in_twelve_articles_fails_a_gate(articles: tuple[Path, Callable[[], Result]]) -> None:
    folder, run = articles
    before = run()
    assert before.exit_code == 0, before.output
    path = folder / "08-eleven-minutes-of-justice.json"
    whole = path.read_text("utf-8")
    for spoil, gate in ((shift, "unit_boundaries"), (swap, "holder_accuracy"), (drop, "unit_f1")):
        content = json.loads(whole)
        spoil(content)
        settle(content)
        path.write_text(json.dumps(content), "utf-8")
        after = run()
        assert after.exit_code == 1, (spoil, after.output)
        assert re.search(rf"FAILED \S+ {gate}", after.output), (spoil, after.output)
        assert "FAILED validity" not in after.output


def test_a_missing_map_fails_validity(maps: Path, gated: Callable[[], Result]) -> None:
    (maps / f"{NAME}.json").unlink()
    result = gated()
    assert result.exit_code == 1
    assert "[missing]" in result.output


def test_a_worsened_offline_rule_fails_a_gate(
    folder: Path, tmp_path: Path, unfloored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline, spec = tmp_path / "offline.json", f"small={folder}"
    assert call(spec, "--save-baseline", baseline).exit_code == 0
    before = call(spec, "--baseline", baseline, "--gate", "--gates", unfloored)
    assert before.exit_code == 0, before.output
    right = offline.in_terms_of

    def worse(*arguments: Any) -> StructureAnswer:
        """Of each paragraph only the first unit is found, and no relation."""
        answer = right(*arguments)
        return answer.model_copy(update={"units": answer.units[:1], "relations": ()})

    monkeypatch.setattr(offline, "in_terms_of", worse)
    after = call(spec, "--baseline", baseline, "--gate", "--gates", unfloored)
    assert after.exit_code == 1, after.output
    assert "unit_f1" in after.output
