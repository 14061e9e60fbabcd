"""SVG, HTML, GraphML, CSV and the tree: whole, escaped, complete."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import igraph
import networkx
import pytest
from hypothesis import given
from lxml import etree

from service.domain.argument_map import ArgumentMap
from service.formats import EXPORT_FORMATS, FORMATS, export_map
from service.formats.graph import graph_of
from service.formats.svg import BOX_WIDTH, lay_out
from tests.building import dispute_map, tram_map
from tests.maps import argument_maps


class _Collector(HTMLParser):
    """Tags and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") or name in ("href", "src") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@given(argument_maps())
def test_svg_is_whole_and_shows_every_unit(map_: ArgumentMap) -> None:
    root = etree.fromstring(export_map(map_, "svg").text.encode())
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        *("svg", "title", "rect", "path", "circle", "g", "text", "tspan")
    }
    drawn = "".join("".join(root.itertext()).split())
    for unit in map_.units:
        assert "".join(unit.text.split()) in drawn


@given(argument_maps())
def test_boxes_do_not_overlap(map_: ArgumentMap) -> None:
    boxes = lay_out(map_).boxes
    for number, one in enumerate(boxes):
        for two in boxes[number + 1 :]:
            apart_x = one.x + BOX_WIDTH <= two.x or two.x + BOX_WIDTH <= one.x
            apart_y = one.y + one.height <= two.y or two.y + two.height <= one.y
            assert apart_x or apart_y


@given(argument_maps())
def test_html_is_escaped_and_complete(map_: ArgumentMap) -> None:
    page = _Collector(export_map(map_, "html").text)
    assert not {"script", "b", "i", "x", "iframe", "img", "link"} & set(page.tags)
    words = "".join("".join(page.words).split())
    assert "".join(map_.document.text.split()) in words
    for unit in map_.units:
        assert "".join(unit.text.split()) in words


@given(argument_maps())
def test_graphml_loads_in_networkx(map_: ArgumentMap) -> None:
    graph = networkx.parse_graphml(export_map(map_, "graphml").text)
    nodes, edges = graph_of(map_)
    assert set(graph.nodes) == {node.key for node in nodes}
    assert graph.number_of_edges() == len(
        {(edge.source, edge.target) for edge in edges} if not graph.is_multigraph() else edges
    )
    for node in nodes:
        if node.unit is not None:
            assert graph.nodes[node.key]["text"] == node.unit.text
            assert graph.nodes[node.key]["confidence"] == node.unit.confidence


def test_graphml_loads_in_igraph(tmp_path: Path) -> None:
    file = tmp_path / "trams.graphml"
    file.write_text(export_map(tram_map(), "graphml").text, "utf-8")
    graph = igraph.Graph.Read_GraphML(str(file))
    assert graph.is_directed()
    assert graph.vcount() == 5
    assert graph.vs[0]["text"] == "Trams pay"
    assert sorted(graph.es["kind"]) == ["support", "support", "support", "undercut"]


_FORMULA_KEPT = re.compile(r"(?<=[;\t\r\n])'(?=[=+\-@])")


@pytest.mark.parametrize("text", ["a;=1+1", "a\t+1", 'a";=1+1', "a\n@b", "=1;=2;-3"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_has_no_formula_however_its_lines_are_divided(text: str, delimiter: str) -> None:
    map_ = tram_map()
    unit = map_.units[0].model_copy(update={"text": text})
    exported = export_map(map_.model_copy(update={"units": (unit, *map_.units[1:])}), "csv").text
    for quoting in (csv.QUOTE_NONE, csv.QUOTE_MINIMAL):
        for row in csv.reader(io.StringIO(exported), delimiter=delimiter, quoting=quoting):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))], row


@given(argument_maps())
def test_csv_has_a_row_for_each_unit_and_stance_and_no_formula(map_: ArgumentMap) -> None:
    rows = list(csv.DictReader(io.StringIO(export_map(map_, "csv").text, newline="")))
    stances = [position for issue in map_.issues for position in issue.positions if position.spans]
    assert [row["unit"] for row in rows] == [*(unit.id for unit in map_.units), *("" for _ in stances)]
    for row, unit in zip(rows, map_.units, strict=False):
        assert row["paragraph"] == str(unit.paragraph + 1)  # as the page counts
        assert _FORMULA_KEPT.sub("", row["text"]).removeprefix("'") == unit.text.removeprefix("'")
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_csv_warns_of_no_column_that_it_has() -> None:
    map_ = dispute_map()
    told = set(export_map(map_, "csv").warnings)
    partly = {
        "not kept: source, cue and content of attributions (the attitude is there)",
        "not kept: the confidence of relations (that of units is there, and which relations are doubtful)",
    }
    assert partly <= told
    assert not any(re.search(r"spans|^not kept: (attributions|the confidence of units)", warning) for warning in told)
    sure = tuple(relation.model_copy(update={"confidence": 1.0}) for relation in map_.relations)
    bare = map_.model_copy(update={"relations": sure, "attributions": ()})
    assert not partly & set(export_map(bare, "csv").warnings)


def test_csv_says_where_the_pieces_of_a_unit_are_lost() -> None:
    map_ = tram_map()
    assert not any("interrupted" in warning for warning in export_map(map_, "csv").warnings)
    whole = map_.units[0].spans[0]
    pieces = (whole.model_copy(update={"end": whole.start + 5}), whole.model_copy(update={"start": whole.start + 6}))
    split = map_.units[0].model_copy(update={"spans": pieces})
    found = export_map(map_.model_copy(update={"units": (split, *map_.units[1:])}), "csv")
    assert any("interrupted" in warning for warning in found.warnings)


def test_the_tree() -> None:
    assert export_map(tram_map(), "tree").text == (
        "In brief:\n\n"
        "The author argues: the line should stay.\n\n"
        "The reasons given\n"
        "- Trams pay.\n"
        "- [… Trams pay.] They carry many.\n\n"
        "the line should stay  ← what the article argues for\n"
        "└─ because: Trams pay\n"
        "   └─ because:\n"
        "      ├─ [… Trams pay.] They carry many\n"
        "      └─ not a reason, for: the tracks cost a lot\n"
    )


@given(argument_maps())
def test_the_tree_shows_every_unit(map_: ArgumentMap) -> None:
    text = export_map(map_, "tree").text
    for unit in map_.units:
        words = "" if unit.spans else unit.text
        for number, span in enumerate(unit.spans):
            between = map_.document.text[unit.spans[number - 1].end : span.start] if number else ""
            words += (" … " if any(map(str.isalnum, between)) else " ") + " ".join(span.cut(map_.document.text).split())
        assert words.strip() in text


@pytest.mark.parametrize("name", EXPORT_FORMATS)
@given(map_=argument_maps(max_units=4))
def test_every_format_is_one_encodable_text(name: str, map_: ArgumentMap) -> None:
    exported = export_map(map_, name)
    assert exported.text.endswith("\n")
    exported.text.encode("utf-8")
    assert exported.media_type == FORMATS[name].media_type
    assert export_map(map_, name) == exported
