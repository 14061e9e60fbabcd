"""Baselines: stored, compared, refused when gold or scorer changed; gates one by one."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals.cli import eval_command
from evals.fingerprints import scorer_fingerprint
from evals.gates.checking import Evidence, check_gates
from evals.gates.model import Beats, Gates, load_gates
from evals.loading import all_suites, load
from evals.metrics.registry import METRICS
from evals.statistics.bootstrap import Interval
from evals.storing import StoredRun, baseline_path, check_comparable, read_run
from evals.suites import Suite
from service.errors import InputError
from tests.evals.articles import TEXTS, gold_map

MAP_METRICS = [metric.id for metric in METRICS["map"]]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(eval_command, [str(item) for item in arguments])


@pytest.fixture
def stored(folder: Path, tmp_path: Path) -> Path:
    path = tmp_path / "position.json"
    result = call(f"small={folder}", "--engine", "position", "--save-baseline", path)
    assert result.exit_code == 0, result.output
    return path


def test_a_stored_run_holds_counts_and_no_text(stored: Path) -> None:
    run = read_run(stored)
    assert set(run.documents) == set(TEXTS)
    assert "harbour fee" not in stored.read_text("utf-8")
    assert run.counts("unit_f1", ["01-harbour"])[0][3] == 9  # nine gold units


def test_the_same_run_shows_no_change(folder: Path, stored: Path) -> None:
    result = call(f"small={folder}", "--engine", "position", "--baseline", stored)
    assert result.exit_code == 0
    assert "Changes are against position.json" in result.output
    assert "+.000" in result.output


def test_changed_gold_refuses_the_old_baseline_and_says_how_to_renew(folder: Path, stored: Path) -> None:
    path = folder / "03-market.json"
    content = json.loads(path.read_text("utf-8"))
    content["attributions"][0]["attitude"] = "concedes"
    path.write_text(json.dumps(content), "utf-8")
    result = call(f"small={folder}", "--engine", "position", "--baseline", stored)
    assert result.exit_code == 2
    assert "before the gold changed" in result.output
    assert f"--engine position --save-baseline {stored}" in result.output.replace("\n", "")


def test_the_committed_baseline_is_renewed_without_a_path(suite: Suite) -> None:
    run = StoredRun(
        suite="small",
        engine="offline",
        gold="old",
        scorer=scorer_fingerprint(),
        created=datetime.now(UTC),
        documents={},
    )
    with pytest.raises(InputError) as caught:
        check_comparable(run, suite, baseline_path("small", "offline"))
    assert caught.value.hint == "Renew it: argmap eval small --engine offline --save-baseline"


def test_a_changed_scorer_refuses_the_old_baseline(folder: Path, stored: Path) -> None:
    content = json.loads(stored.read_text("utf-8"))
    stored.write_text(json.dumps(content | {"scorer": "0" * 64}), "utf-8")
    result = call(f"small={folder}", "--engine", "position", "--baseline", stored)
    assert result.exit_code == 2
    assert "before the scorer changed" in result.output


def test_the_scorers_fingerprint_follows_code_and_nothing_else(tmp_path: Path) -> None:
    module = tmp_path / "one.py"
    module.write_text('"""Words."""\n\n\ndef f(a):\n    """More."""\n    return a + 1\n', "utf-8")
    before = scorer_fingerprint(tmp_path)
    module.write_text("def f(a):\n    # a comment\n    return (a +\n            1)\n", "utf-8")
    assert scorer_fingerprint(tmp_path) == before
    module.write_text("def f(a):\n    return a + 2\n", "utf-8")
    assert scorer_fingerprint(tmp_path) != before


METRIC = {item.id: item for item in METRICS["map"]}["unit_f1"]


def evidence(score: float = 0.5, **more: object) -> Evidence:
    fields = {
        "metrics": {"unit_f1": METRIC},
        "scores": {"unit_f1": score},
        "counts": {"unit_f1": {"one": (5.0, 10.0, 5.0, 10.0)}},
        "invalid": {},
        "changes": {"unit_f1": Interval(0.0, -0.1, 0.1)},
        "old_counts": {"unit_f1": {"one": (6.0, 10.0, 6.0, 10.0)}},
        "rival": {"unit_f1": 0.5},
    }
    return Evidence(**(fields | more))  # type: ignore[arg-type]


def failed(gates: Gates, seen: Evidence) -> list[str]:
    return [result.gate for result in check_gates(gates, seen) if not result.passed]


def test_validity_is_always_asked_for() -> None:
    assert failed(Gates(), evidence()) == []
    assert failed(Gates(), evidence(invalid={"one": ("broken",)})) == ["validity"]


def test_a_floor() -> None:
    assert failed(Gates(floors={"unit_f1": 0.5}), evidence(0.5)) == []
    assert failed(Gates(floors={"unit_f1": 0.5}), evidence(0.499)) == ["floor"]
    assert failed(Gates(floors={"unit_f1": 0.5}), evidence(math.nan)) == ["floor"]


def test_not_worse_looks_at_the_whole_interval() -> None:
    gates = Gates(not_worse=("unit_f1",))
    assert failed(gates, evidence(changes={"unit_f1": Interval(-0.1, -0.2, 0.0)})) == []
    assert failed(gates, evidence(changes={"unit_f1": Interval(-0.1, -0.2, -0.01)})) == ["not-worse"]


def test_largest_drop_and_each_document() -> None:
    change = {"unit_f1": Interval(-0.02, -0.1, 0.1)}
    assert failed(Gates(largest_drop={"unit_f1": 0.02}), evidence(changes=change)) == []
    assert failed(Gates(largest_drop={"unit_f1": 0.01}), evidence(changes=change)) == ["largest-drop"]
    assert failed(Gates(each_document={"unit_f1": 0.1}), evidence()) == []
    assert failed(Gates(each_document={"unit_f1": 0.05}), evidence()) == ["each-document"]


def test_beats_asks_for_more_than_the_same() -> None:
    gates = Gates(beats=Beats(engine="offline", metrics=("unit_f1",)))
    assert failed(gates, evidence(0.5)) == ["beats"]
    assert failed(gates, evidence(0.51)) == []


def test_a_gate_on_an_unknown_metric_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gates.yaml"
    path.write_text("engines: {offline: {floors: {beauty: 1.0}}}\n", "utf-8")
    with pytest.raises(InputError, match="beauty"):
        load_gates("small", MAP_METRICS, path)


@pytest.mark.parametrize("name", all_suites())
def test_every_suite_has_gates_with_floors_and_the_model_above_the_rules(name: str) -> None:
    gates = load_gates(name, [metric.id for metric in load(name).metrics])
    assert gates.of("offline").floors
    assert gates.of("offline").needs_baseline
    assert set(gates.of("replay").largest_drop.values()) == {0}
    for engine in ("replay", "llm"):
        beaten = gates.of(engine).beats
        assert beaten is not None
        assert (beaten.engine, len(beaten.metrics)) == ("offline", 4)


def test_a_gate_without_its_baseline_is_misuse(folder: Path, tmp_path: Path) -> None:
    gates = tmp_path / "gates.yaml"
    gates.write_text("engines: {position: {not_worse: [unit_f1]}}\n", "utf-8")
    result = call(f"small={folder}", "--engine", "position", "--gate", "--gates", gates)
    assert result.exit_code == 2
    assert "no baseline" in result.output


@pytest.mark.parametrize(
    "arguments", [["nothing-here"], ["--engine", "offline", "--record"], ["--runs", "2"], ["microtexts=/no/such/file"]]
)
def test_misuse_ends_with_2(folder: Path, arguments: list[str]) -> None:
    result = call(*([] if "=" in arguments[0] or arguments[0] == "nothing-here" else [f"small={folder}"]), *arguments)
    assert result.exit_code == 2, result.output


def test_no_recordings_is_infrastructure(folder: Path) -> None:
    result = call(f"small={folder}", "--engine", "replay")
    assert result.exit_code == 3
    assert "no recordings" in result.output


def test_saved_predictions_score_as_the_run_did(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    maps = tmp_path / "maps"
    assert call(f"small={folder}", "--engine", "position", "--save-predictions", maps, "--json", first).exit_code == 0
    assert call(f"small={folder}", "--predictions", maps, "--json", second).exit_code == 0
    one, other = (json.loads(path.read_text("utf-8"))["reports"][0]["metrics"] for path in (first, second))
    assert one == other


def test_a_map_of_another_text_is_not_judged(folder: Path, tmp_path: Path) -> None:
    maps = tmp_path / "maps"
    maps.mkdir()
    for name in TEXTS:
        (maps / f"{name}.json").write_text(gold_map("03-market").model_dump_json(), "utf-8")
    result = call(f"small={folder}", "--predictions", maps, "--gate")
    assert result.exit_code == 1
    assert "the map's text is not the document's" in result.output


def test_a_step_that_broke_fails_the_gate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise IndexError("no such word")

    monkeypatch.setattr("evals.position.PositionEngine.links", broken)
    monkeypatch.setattr("evals.cli._log_plainly", lambda: None)
    result = call(f"small={folder}", "--engine", "position", "--gate")
    assert result.exit_code == 1
    assert "internal-error" in result.output
