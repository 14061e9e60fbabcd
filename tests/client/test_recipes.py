"""The recipes of the documentation, run as they stand, against a server that plays the API's part."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from service.domain.comparison import compare_perspectives
from service.formats import export_map
from tests.building import tram_map
from tests.client.server import Answer, playing

_RECIPES = Path(__file__).parents[2] / "docs" / "recipes"
_MAP = tram_map()


def run(recipe: str, *arguments: str, export: str) -> str:
    """What the recipe prints."""
    code = re.findall(r"```python\n(.*?)```", (_RECIPES / recipe).read_text("utf-8"), re.DOTALL)[0]
    answers = {
        "POST /v1/maps": [Answer(200, _MAP.model_dump_json())],
        "GET /v1/maps/trams/export": [Answer(200, export_map(_MAP, name).text) for name in export.split()],
        "GET /v1/maps/trams/perspectives": [Answer(200, compare_perspectives(_MAP).model_dump_json())],
    }
    with playing(answers) as played:
        command = [sys.executable, "-c", code, *arguments, played.url]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("Trams pay.", "utf-8")
    return tmp_path


def test_folder_to_csv(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("folder-to-csv.md", str(folder), export="csv"))))
    assert [row["file"] for row in rows] == ["one.txt"] * 4 + ["two.txt"] * 4
    assert rows[0]["text"] == "Trams pay"


def test_compare_two_outlets(folder: Path) -> None:
    out = run("compare-two-outlets.md", str(folder / "one.txt"), str(folder / "two.txt"), export="tree")
    assert re.search(r"^The author\s+4\s+4$", out, re.MULTILINE)


def test_notebook() -> None:
    assert "5 nodes" in run("notebook.md", export="svg graphml")


def test_map_on_a_page(folder: Path) -> None:
    out = run("map-on-a-page.md", str(folder / "one.txt"), str(folder / "page.html"), export="html")
    assert 'src="page.html" sandbox' in out
    assert "the line should stay" in (folder / "page.html").read_text("utf-8")


def test_every_recipe_is_listed_and_run() -> None:
    recipes = {path.name for path in _RECIPES.glob("*.md")} - {"README.md"}
    listed = (_RECIPES / "README.md").read_text("utf-8")
    tests = Path(__file__).read_text("utf-8")
    assert all(f"({name})" in listed and f'run("{name}"' in tests for name in recipes)
