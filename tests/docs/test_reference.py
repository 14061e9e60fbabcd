"""The reference lists what there is: commands, formats, calls, public names, fields of a map."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

import argmap
from service.api.app import create_app
from service.cli.main import cli
from service.domain.argument_map import ArgumentMap
from service.formats import FORMATS, IMPORT_FORMATS
from service.ui.page_format import ALL_FORMATS
from tests.docs.pages import ROOT, blocks
from tests.serving import settings_in

REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def test_every_command_is_listed() -> None:
    text = page("cli.md")
    for name in cli.list_commands(click.Context(cli)):
        assert re.search(rf"^\| .*`(?:argmap )?{name}\b", text, re.MULTILINE), (
            f"docs/reference/cli.md lacks `argmap {name}`"
        )


def test_every_format_is_listed_with_its_directions() -> None:
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ((?:yes)? ?\|(?: yes)?) ", page("cli.md"), re.MULTILINE))
    assert set(rows) == {*FORMATS, *ALL_FORMATS}
    for name, ways in rows.items():
        out, in_ = ways.split("|")
        assert (out.strip() == "yes", in_.strip() == "yes") == (name in ALL_FORMATS, name in IMPORT_FORMATS), name


def test_every_call_of_the_api_is_listed_and_no_other(tmp_path: Path) -> None:
    paths = create_app(settings_in(tmp_path), work=False).openapi()["paths"]
    served = {f"{method.upper()} {path}" for path, ways in paths.items() for method in ways}
    listed = set(re.findall(r"^\| `([A-Z]+ /\S+)` \|", page("rest.md"), re.MULTILINE))
    assert listed == served, "docs/reference/rest.md wants a row for each call"


def test_public_names_are_named() -> None:
    text = page("python.md")
    unnamed = {"Accepted", "MapWarning", "DocumentSource", "Paragraph", "Segment", "Span", "Usage"}  # parts of others
    assert {name for name in argmap.__all__ if f"`{name}" not in text} == unnamed


def test_the_map_that_is_shown_has_the_fields_of_a_map() -> None:
    shown = json.loads(blocks(page("map.md"), "json")[0])
    fields = set(ArgumentMap.model_fields)
    assert set(shown) <= fields
    assert {"document", "perspectives", "attributions", "units", "relations", "conclusion", "provenance"} <= set(shown)
