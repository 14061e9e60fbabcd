"""What we write, read by the programs that it is meant for."""

from __future__ import annotations

import html
import re
import subprocess

import pytest

from service.domain.argument_map import ArgumentMap
from service.formats import export_map
from service.formats.graph import graph_of
from service.formats.wording import Wording
from tests.formats.tools import program, run_arguebuf, run_node
from tests.maps_sampling import sample_maps


@pytest.fixture(scope="module")
def maps() -> list[ArgumentMap]:
    return sample_maps(120)


def test_argdown_core_reads_the_same_graph(maps: list[ArgumentMap]) -> None:
    found = run_node("argdown.mjs", "@argdown/core", [export_map(map_, "argdown").text for map_ in maps])
    for map_, result in zip(maps, found, strict=True):
        assert result["errors"] == []
        labels, wording = {item.id: item.label for item in map_.perspectives}, Wording(map_)
        statements = {item["title"]: item for item in result["statements"]}
        for unit in map_.units:
            claim = statements[unit.id]
            assert claim["data"].get("words", claim["text"]) == " ".join(unit.text.split())
            assert claim["text"] == wording.claim(unit)
            assert statements[unit.id]["data"].get("proponent", labels["author"]) == labels[unit.perspective]
        assert len(statements) == len(map_.units)
        rows = {item["title"]: item["rows"] for item in result["arguments"]}
        undercuts = [item for item in result["relations"] if item["kind"] == "undercut"]
        drawn = {(item.sources, item.target) for item in map_.relations if item.kind == "undercut"}
        assert len(undercuts) == len(drawn), "two equal ones are one to Argdown"
        attacks = {(item["from"], item["to"]) for item in result["relations"] if item["kind"] == "attack"}
        supports = {(item["from"], item["to"]) for item in result["relations"] if item["kind"] == "support"}
        for relation in map_.relations:
            source = relation.sources[0]
            if relation.kind == "support" and rows.get(relation.id):
                premises = [title for role, title in rows[relation.id] if role == "premise"]
                assert premises == list(relation.sources)
                assert rows[relation.id][-1][1] == relation.target
            elif relation.kind == "support":
                assert (source, relation.target) in supports
            elif relation.kind == "rebut" and relation.id not in rows:
                assert (source, relation.target) in attacks
            elif relation.kind == "rebut":
                assert (relation.id, relation.target) in attacks
                assert all((item, relation.id) in supports for item in relation.sources)


def test_mermaid_reads_the_same_graph(maps: list[ArgumentMap]) -> None:
    found = run_node("mermaid.mjs", "mermaid", [export_map(map_, "mermaid").text for map_ in maps])
    for map_, result in zip(maps, found, strict=True):
        nodes, edges = graph_of(map_)
        assert result["error"] is None
        assert {key for key, _ in result["nodes"]} == {node.key for node in nodes}
        assert sorted(map(tuple, result["edges"])) == sorted((edge.source, edge.target) for edge in edges)


def test_graphviz_draws_every_text(maps: list[ArgumentMap]) -> None:
    dot = program("dot", "graphviz")
    source = "".join(export_map(map_, "dot").text for map_ in maps)
    done = subprocess.run([dot, "-Tsvg"], input=source, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr
    drawn = re.sub(r"\s+", "", html.unescape(" ".join(re.findall(r"<text[^>]*>(.*?)</text>", done.stdout))))
    for map_ in maps:
        for unit in map_.units:
            assert re.sub(r"\s+", "", unit.text) in drawn


def test_arguebuf_loads_the_aif(maps: list[ArgumentMap]) -> None:
    """arguebuf wants older releases of lxml and protobuf, so it lives in an environment of its own."""
    counts = run_arguebuf([export_map(map_, "aif").text for map_ in maps])
    for map_, (units, schemes) in zip(maps, counts, strict=True):
        assert units == len(map_.units)
        assert schemes == len(map_.relations)
