"""Live models side by side, over real HTTP: one table, a budget, answers that are kept, the same input asked again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from evals.cli import eval_command
from service.settings import get_settings
from tests.scripted_llm import Answer, Asked, Reaction, ScriptedLLM, valid_chain

PRICES = '{"large": [10.0, 30.0], "twin": [1.0, 3.0], "forgetful": [0.1, 0.3]}'


def by_model(asked: Asked) -> Reaction:
    """`large` and `twin` answer alike, `forgetful` relates nothing, `rubbish` answers nothing that can be used."""
    match asked.body["model"], asked.step:
        case "forgetful", "links":
            return Answer(json.dumps({"conclusion": "1", "links": []}))
        case "rubbish", _:
            return Answer("I would rather not.")
    return valid_chain(asked)


def long_questions(asked: Asked) -> Reaction:
    """As `by_model`, and each question counts 20,000 tokens: 20 cents of `large`."""
    answer = by_model(asked)
    assert isinstance(answer, Answer)
    return replace(answer, input_tokens=20_000)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ScriptedLLM]:
    """A server that settings name, prices, and a working folder for the answers that are kept."""
    with ScriptedLLM(by_model) as server:
        values = {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "none", "ARGMAP_PRICES": PRICES}
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        get_settings.cache_clear()
        yield server
        get_settings.cache_clear()


def call(*arguments: object) -> Result:
    return CliRunner().invoke(eval_command, [str(item) for item in arguments])


def models(*names: str) -> list[str]:
    return [part for name in names for part in ("--model", name)]


def written(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def test_the_best_and_the_cheapest_within_noise_are_named(folder: Path, tmp_path: Path, model: ScriptedLLM) -> None:
    out = tmp_path / "out.json"
    files = ("--json", out, "--html", tmp_path / "out.html", "--markdown", tmp_path / "out.md")
    chosen = models("large", "twin", "forgetful", "rubbish")
    result = call(f"small={folder}", *chosen, "--by", "edge_f1", *files)
    assert result.exit_code == 0, result.output
    (comparison,) = written(out)["comparisons"]
    told = "\n".join(comparison["verdict"])
    assert "Best by Edge F1: large" in told
    assert "No verdict on rubbish: 3 of 3 documents" in told
    assert "No price is known of rubbish" in told
    summary, metrics = comparison["tables"]
    rows = {row[0]: dict(zip(summary["columns"], row, strict=True)) for row in summary["rows"]}
    assert rows["twin"]["verdict"] in ("within noise", "cheapest within noise")
    assert float(rows["twin"]["$ / 1,000 words"]) == pytest.approx(
        float(rows["large"]["$ / 1,000 words"]) / 10, rel=0.01
    )
    assert float(rows["large"]["$ / right claim"]) > float(rows["twin"]["$ / right claim"])
    assert float(rows["large"]["model s / 1,000 words"]) > 0
    assert [row[0] for row in metrics["rows"]][:2] == ["Validity", "Unit F1"]
    assert "runs side by side" in (tmp_path / "out.md").read_text("utf-8")
    assert comparison["verdict"][0] in result.output.replace("\n", " ")


def test_answers_are_kept_so_that_nothing_is_asked_or_paid_twice(
    folder: Path, tmp_path: Path, model: ScriptedLLM
) -> None:
    spec, out = f"small={folder}", tmp_path / "out.json"
    model.script = long_questions
    stopped = call(spec, *models("large"), "--budget", 0.5, "--concurrency", 1)
    assert stopped.exit_code == 3, stopped.output
    assert "the same command with a larger --budget goes on" in stopped.output
    paid = len(model.requests)
    assert paid > 0
    done = call(spec, *models("large"), "--budget", 50, "--json", out)
    assert done.exit_code == 0, done.output
    assert max(model.counts.values()) == 1, "no question was asked twice"
    cost = written(out)["reports"][0]["cost"]
    assert cost["paid"] == pytest.approx((len(model.requests) - paid) * (20_000 * 10 + 10 * 30) / 1e6)
    whole = len(model.requests)
    again = call(spec, *models("large"), "--budget", 0.000001, "--json", out)
    assert again.exit_code == 0, again.output
    assert len(model.requests) == whole
    assert written(out)["reports"][0]["cost"]["own"] == pytest.approx(cost["own"]), "what it costs is not what was paid"
    assert call(spec, *models("large"), "--no-cache", "--only", "02").exit_code == 0
    assert len(model.requests) > whole


def test_the_same_input_again_shows_which_gates_and_documents_are_unstable(
    folder: Path, tmp_path: Path, model: ScriptedLLM
) -> None:
    gates, calls = tmp_path / "gates.yaml", 0
    gates.write_text("engines: {llm: {not_worse: [unit_f1], each_document: {edge_f1: 0.1}}}\n", "utf-8")

    def wavering(asked: Asked) -> Reaction:
        nonlocal calls
        calls += asked.step == "links"
        return by_model(asked) if asked.step != "links" or calls % 4 else Answer('{"conclusion": "1", "links": []}')

    model.script = wavering
    run = (f"small={folder}", *models("large"), "--aa", "--concurrency", 1, "--gates", gates)
    result = call(*run, "--json", tmp_path / "out.json")
    assert result.exit_code == 0, result.output
    found = written(tmp_path / "out.json")["reports"][0]["stability"]
    assert found["runs"] == 3
    rates = {(flip["gate"], flip["metric"]): flip["rate"] for flip in found["flips"]}
    assert rates["not-worse", "unit_f1"] == 0
    assert rates["each-document", "edge_f1"] > 0.05
    assert "NOT TO BE TRUSTED (flips in more than 5%): each-document edge_f1." in result.output
    assert found["unstable"]
    asked = len(model.requests)
    assert call(*run).exit_code == 0
    assert len(model.requests) == asked, "each repeat is kept under its own number"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--model", "large", "--model", "large"], "--model large is given twice"),
        (["--model", "rubbish", "--budget", "1"], "the price of rubbish is not known"),
        (["--model", "large", "--prompts", "links"], "--prompts links is not STEP=VERSION"),
        (["--model", "large", "--prompts", "links=v99"], "there is no prompt links=v99"),
        (["--model", "large", "--only", "nowhere"], "has no such document"),
        (["--model", "large", "--only", "01", "--gate"], "gates and baselines are of whole suites"),
        (["--model", "large", "--model", "twin", "--record"], "cannot share one recording"),
        (["--model", "large", "--model", "twin", "--by", "beauty"], "no such metric"),
        (["--budget", "1"], "--budget is for live models"),
    ],
)
def test_misuse_is_told_in_a_sentence(arguments: list[str], told: str, folder: Path, model: ScriptedLLM) -> None:
    result = call(f"small={folder}", *arguments)
    assert result.exit_code == 2, result.output
    assert told in result.output


def test_a_cache_of_another_version_or_a_broken_one_is_refused(
    folder: Path, tmp_path: Path, model: ScriptedLLM
) -> None:
    assert call(f"small={folder}", *models("large"), "--only", "01", "--cache", "kept").exit_code == 0
    path = tmp_path / "kept" / "calls.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    older = call(f"small={folder}", *models("large"), "--cache", "kept")
    assert (older.exit_code, "was written by another version" in older.output) == (2, True)
    path.write_bytes(b"no database, but long enough to be looked at" * 40)
    broken = call(f"small={folder}", *models("large"), "--cache", "kept")
    assert (broken.exit_code, "is no cache of calls" in broken.output) == (2, True)


def test_a_recording_of_another_model_stands_beside_the_first(
    folder: Path, tmp_path: Path, model: ScriptedLLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.evaluating.RECORDINGS", tmp_path / "recordings")
    spec = f"small={folder}"
    for name in ("large", "forgetful"):
        assert call(spec, *models(name), "--record").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "recordings" / "small").iterdir()) == ["forgetful", "large"]
    asked = len(model.requests)
    result = call(spec, "--engine", "replay", "--json", tmp_path / "out.json")
    assert result.exit_code == 0, result.output
    reports = written(tmp_path / "out.json")["reports"]
    assert [report["label"] for report in reports] == ["forgetful", "large"]
    spread = {metric["id"]: metric["spread"] for metric in reports[0]["metrics"]}
    assert spread["unit_f1"] == 0
    assert spread["edge_f1"] > 0
    assert call(spec, "--engine", "replay", "--model", "large").exit_code == 0
    assert len(model.requests) == asked
