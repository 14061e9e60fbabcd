"""A debate in every format, read back with the tools that others read it with."""

from __future__ import annotations

import asyncio
import csv
import io
import re

import networkx
import pytest

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Actor, Claim, DebateDocument, Label, Mention
from service.domain.provenance import Provenance
from service.errors import FormatError
from service.formats import import_map
from service.formats.debates import DEBATE_FORMATS, export_debate
from service.pipeline.debates.direct import debate_of
from tests.debated import article, told_article, tram_articles

Made = tuple[Debate, dict[str, ArgumentMap]]


@pytest.fixture(scope="module")
def made() -> Made:
    odd = article(
        "m9",
        ("v1", "=SUM(1) <script>alert(1)</script> 🚋 costs money"),
        ("v1", "🚋🚋 trams are loved by everybody here"),
        published="2025",
        outlet="A & B",
    )
    maps = [*tram_articles(), odd]
    debate = asyncio.run(debate_of(maps, title="Trams & <buses>", question="Build it?"))
    return debate, {map_.id: map_ for map_ in maps}


def exported(made: Made, format: str) -> bytes:
    return export_debate(made[0], format, made[1].values()).data


def test_statements_have_a_row_each_and_no_formulas(made: Made) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(made, "csv").decode())))
    assert len(rows) == sum(len(claim.mentions) for claim in made[0].claims)
    for row in rows:
        text = made[1][row["map"]].document.text
        assert text[int(row["start"]) : int(row["end"])] == row["text"].removeprefix("'")
        block = made[1][row["map"]].document.paragraphs[int(row["paragraph"]) - 1]  # counted from 1, as on the page
        assert block.start <= int(row["start"]) < block.end
    assert not [cell for row in rows for cell in row.values() if cell.startswith("=")]


def test_the_matrix_is_a_table(made: Made) -> None:
    head, *rows = list(csv.reader(io.StringIO(exported(made, "csv-matrix").decode())))
    assert len(head) == 3 + len(made[0].claims)
    hagen = next(row for row in rows if row[1] == "Tove Hagen")
    assert "mixed" in hagen


def test_the_page_is_whole_and_runs_nothing(made: Made) -> None:
    text = exported(made, "html").decode()
    assert "<script>alert" not in text
    assert "default-src 'none'" in text
    assert "Who changed their mind" in text
    assert not re.findall(r"(?:src|href)=[\"']https?:", text)


def test_the_tree_shows_changes_and_answers(made: Made) -> None:
    text = exported(made, "tree").decode()
    assert "AGAINST: The riders' union" in text
    for words in ("Changes of position:", "Answers:"):
        assert words in text


def test_the_graph_keeps_every_attribute(made: Made) -> None:
    graph = networkx.read_graphml(io.BytesIO(exported(made, "graphml")))
    claims = [data for _, data in graph.nodes(data=True) if data["type"] == "claim"]
    assert len(claims) == len(made[0].claims)
    assert {"actors_for", "actors_against", "label"} <= claims[0].keys()
    edges = [data for *_, data in graph.edges(data=True)]
    assert {edge["kind"] for edge in edges} >= {"for", "against"}
    assert all("weight" in edge for edge in edges)


@pytest.fixture(scope="module")
def told() -> Made:
    """The union is reported by Hagen, supposed, and heard, in the first of two articles; nobody gave it a title."""
    maps = [told_article(), article("m2", ("v2", "Rails last long"), ("v1", "Trams are dear"))]
    return asyncio.run(debate_of(maps)), {map_.id: map_ for map_ in maps}


@pytest.mark.parametrize("format", ["tree", "html", "argdown"])
def test_a_debate_without_a_title_is_called_by_its_first_article(told: Made, format: str) -> None:
    assert "m1 and 1 more" in exported(told, format).decode()
    alone = told[0].model_copy(update={"documents": told[0].documents[:1], "claims": ()})
    assert "m1" in export_debate(alone, format, told[1].values()).data.decode()
    assert "more" not in export_debate(alone, "tree", told[1].values()).data.decode().splitlines()[0]


def test_every_export_says_who_reports_a_claim_and_what_is_only_supposed(told: Made) -> None:
    debate = told[0]
    twice = [claim.model_copy(update={"mentions": claim.mentions * 2}) for claim in debate.claims]
    recurring = (debate.model_copy(update={"claims": tuple(twice)}), told[1])
    for format in ("tree", "html", "argdown"):
        text = exported(recurring, format).decode()
        assert text.count("as reported by Tove Hagen") == 2, format
        assert text.count("would say so") >= 2, format
    rows = {row["text"]: row for row in csv.DictReader(io.StringIO(exported(told, "csv").decode()))}
    assert (rows["Trams pay"]["reported_by"], rows["Trams pay"]["supposed"]) == ("Tove Hagen", "")
    supposed = rows["the union would say that buses pay"]
    assert (supposed["reported_by"], supposed["supposed"]) == ("", "would")
    assert (rows["Rails last"]["reported_by"], rows["Rails last"]["supposed"]) == ("", "")
    cells = exported(told, "csv-matrix").decode()
    assert (cells.count("for (reported)"), cells.count("for (supposed)")) == (1, 1)


def test_argdown_is_read_by_an_argdown_reader(made: Made) -> None:
    imported = import_map(exported(made, "argdown").decode(), "argdown")
    assert len(imported.map.units) >= len(made[0].claims)


def test_an_unknown_format_is_named(made: Made) -> None:
    with pytest.raises(FormatError, match="no debate format"):
        export_debate(made[0], "pdf", made[1].values())
    assert len(DEBATE_FORMATS) == 7


def test_a_matrix_of_far_too_many_cells_is_refused() -> None:
    many = 3_500
    actors = tuple(Actor(id=f"x{n}", label=f"A {n}", kind="person") for n in range(many))
    claims = tuple(
        Claim(id=f"c{n}", label=Label(text="x"), mentions=(Mention(map="m1", unit=f"u{n}", actor=f"x{n}"),))
        for n in range(many)
    )
    debate = Debate(
        id="d",
        documents=(DebateDocument(id="d1", map="m1"),),
        actors=actors,
        claims=claims,
        provenance=Provenance(engine="test"),
    )
    with pytest.raises(FormatError, match="12,250,000 cells"):
        export_debate(debate, "csv-matrix", [])
