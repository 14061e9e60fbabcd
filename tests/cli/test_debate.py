"""`argmap debate`."""

from __future__ import annotations

import json
from pathlib import Path

from service.domain.argument_map import parse_map
from service.domain.debates.debate import parse_debate
from service.domain.debates.rules import unresolved
from tests.api.test_debates import FIRST, SECOND
from tests.cli.calling import argmap, here
from tests.debated import tram_articles
from tests.scripted_llm import ScriptedLLM


def articles(folder: Path) -> Path:
    folder.mkdir()
    (folder / "a.txt").write_text(FIRST, "utf-8")
    (folder / "b.txt").write_text(SECOND, "utf-8")
    (folder / "notes.xyz").write_text("not an article", "utf-8")
    return folder


def test_a_folder_becomes_a_debate_with_its_maps(tmp_path: Path) -> None:
    meta = tmp_path / "meta.json"
    documents = [{"id": "a", "outlet": "Herald", "author": "Ann Lee", "published": "2024-01-10"},
                 {"id": "b", "outlet": "Courier", "published": "2024-03-02"}]  # fmt: skip
    meta.write_text(json.dumps({"question": "Build it?", "documents": documents}), "utf-8")
    target = tmp_path / "out"
    done = argmap(
        "debate", str(articles(tmp_path / "in")), "--meta", str(meta), "--engine", "offline", "-o", str(target)
    )
    assert (done.returncode, done.stderr.count("warning: ")) == (0, 1), "that it is a sketch"
    debate = parse_debate((target / "debate.json").read_bytes())
    maps = {path.stem: parse_map(path.read_bytes()) for path in (target / "maps").iterdir()}
    assert unresolved(debate, maps) == []
    assert (debate.question, [item.outlet for item in debate.documents]) == ("Build it?", ["Herald", "Courier"])
    assert "Tove Hagen" in (target / "debate.txt").read_text("utf-8")


def test_maps_are_sources_too(tmp_path: Path) -> None:
    for map_ in tram_articles():
        (tmp_path / f"{map_.id}.json").write_text(map_.model_dump_json(), "utf-8")
    done = here("debate", str(tmp_path), "--question", "Trams?", "--engine", "offline")
    assert done.returncode == 0, done.stderr
    assert "AGAINST: The riders' union (Courier, 2024-03-02)" in done.stdout
    assert "Changes of position:" in done.stdout


def test_with_a_model_it_is_told_before_and_after_what_comparing_takes(tmp_path: Path) -> None:
    for map_ in tram_articles():
        (tmp_path / f"{map_.id}.json").write_text(map_.model_dump_json(), "utf-8")
    with ScriptedLLM() as llm:
        environment = {"OPENAI_BASE_URL": llm.base_url, "ARGMAP_DATABASE_URL": f"sqlite:///{tmp_path}/calls.db"}
        done = here("debate", str(tmp_path), "--engine", "llm", "--max-calls", "1", **environment)
        again = here("debate", str(tmp_path), "--engine", "llm", "--max-calls", "2", **environment)
        asked = llm.counts
    assert done.returncode == 0, done.stderr
    assert "larger budget" in done.stderr
    assert "comparing took 2 calls and 1 kept answers" in again.stderr
    assert "llm-" not in again.stderr
    assert sorted(asked.values()) == [1, 1, 1], "a finished call was asked again"
    assert "comparing 6 points will take about 3 calls" in done.stderr
    assert "over the budget" in done.stderr
    assert "comparing took 1 calls" in done.stderr
    assert "llm-budget-spent" in done.stderr


def test_a_source_that_fails_is_told_and_stops_no_other(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in")
    done = here("debate", str(folder / "a.txt"), str(folder / "gone.txt"), "--engine", "offline", "--format", "json")
    assert done.returncode == 1
    assert "gone.txt" in done.stderr
    assert [item.code for item in parse_debate(done.stdout).provenance.warnings] == ["sketch", "one-article", "no-date"]


def test_wrong_input_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    bad = tmp_path / "meta.json"
    bad.write_text('{"documents": [{"outlet": "x"}]}', "utf-8")
    no_map = tmp_path / "no-map.json"
    no_map.write_text('{"schema_version": "1"}', "utf-8")
    for arguments, words in (
        ((str(empty),), "holds no article"),
        ((str(articles(tmp_path / "in")), "--meta", str(bad)), "file stems"),
        ((str(no_map),), "no-map.json"),
    ):
        done = here("debate", *arguments, "--engine", "offline")
        assert done.returncode == 2, arguments
        assert words in done.stderr
