"""Corpora by path: offsets survive reading, broken lines are named, published results stand beside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.cli import eval_command
from evals.corpora.offsets import Offsets
from evals.corpora.published import PUBLISHED
from evals.metrics.registry import METRICS
from evals.suites import load_suite
from service.errors import InputError
from tests.corpora import needs_corpora, path_of


def line(text: str, **more: object) -> str:
    attribution = {
        "id": "a",
        "source": {"start": 0, "end": 3},
        "cue": {"start": 4, "end": 8},
        "content": {"start": 9, "end": 19},
    }
    return json.dumps({"id": "one", "text": text, "units": [], "relations": [], "attributions": [attribution], **more})


def test_offsets_survive_what_reading_changes() -> None:
    raw = "A\u00adnn\u00a0said\r\n\r\n\r\n\r\ncafe\u0301 is good."
    offsets = Offsets(raw)
    for word, expected in (("said", "said"), ("cafe\u0301", "café"), ("good.", "good.")):
        start = raw.index(word)
        assert offsets.text[slice(*offsets.moved((start, start + len(word))))] == expected


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(line("Ann said rain helps.") + "\n{}\n", "utf-8")
    with pytest.raises(InputError, match="line 2"):
        load_suite(f"polnear={path}")


def test_an_empty_corpus_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("\n", "utf-8")
    with pytest.raises(InputError, match="no document"):
        load_suite(f"polnear={path}")


def test_published_results_name_metrics_that_exist() -> None:
    for kind, rows in PUBLISHED.items():
        known = {metric.id for metric in METRICS[kind]}  # type: ignore[index]
        assert all(set(row.scores) <= known for row in rows)


def test_a_corpus_run_shows_published_results_and_keeps_texts_out(tmp_path: Path) -> None:
    path, out = tmp_path / "news.jsonl", tmp_path / "run.json"
    path.write_text(line("Ann said rain helps the farms a lot.") + "\n", "utf-8")
    result = CliRunner().invoke(eval_command, [f"polnear={path}", "--engine", "position", "--json", str(out)])
    assert result.exit_code == 0, result.output
    assert "CofeNet" in result.output
    assert "rain helps" not in out.read_text("utf-8")


@needs_corpora
@pytest.mark.parametrize(
    ("name", "file", "documents"), [("argunsc", "argunsc_dev", 105), ("polnear", "polnear_dev", 84)]
)
def test_the_corpora_are_read_whole(name: str, file: str, documents: int) -> None:
    suite = load_suite(f"{name}={path_of(file)}")
    assert len(suite.documents) == documents
    for item in suite.documents:
        for attribution in item.labels.attributions:
            for start, end in attribution.content:
                assert item.text[start:end].strip() == item.text[start:end]


def test_units_that_stand_nowhere_in_the_text_are_left_out_and_this_is_said(tmp_path: Path) -> None:
    """As in part 2 of the microtexts: `a2` was left unsaid, `a3` supports it, and `a4` attacks that step."""

    def unit(name: str, start: int | None, end: int | None) -> dict[str, object]:
        return {"id": name, "start": start, "end": end, "role": "premise", "central": name == "a1"}

    def led(name: str, source: str, kind: str, target: str, flat: str) -> dict[str, object]:
        return {"id": name, "source": source, "kind": kind, "target": target, "flat": {"target": flat, "kind": kind}}

    units = [unit("a1", 0, 11), unit("a2", None, None), unit("a3", 12, 23), unit("a4", 24, 35), unit("a5", 36, 47)]
    relations = [
        led("c1", "a2", "support", "a1", "a1"),
        led("c2", "a3", "support", "a2", "a2"),
        led("c3", "a4", "undercut", "c2", "a3"),
        led("c4", "a5", "rebut", "a1", "a1"),
    ]
    text = "Trams help. Trams move. Buses move. Trains too."
    path = tmp_path / "part2.jsonl"
    path.write_text(json.dumps({"id": "one", "text": text, "units": units, "relations": relations}) + "\n", "utf-8")
    suite = load_suite(f"microtexts={path}")
    (document,) = suite.documents
    assert suite.left_out == 1
    assert [item.id for item in document.labels.units] == ["a1", "a3", "a4", "a5"]
    assert [(edge.source, edge.target) for edge in document.labels.edges] == [("a5", "a1")]
    result = CliRunner().invoke(eval_command, [f"microtexts={path}", "--engine", "position"])
    assert result.exit_code == 0, result.output
    assert "1 units of the corpus stand nowhere" in result.output
