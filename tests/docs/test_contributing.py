"""The table "to change X, touch these" is true: some rows are followed in a copy, and nothing else is touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.building import tram_map
from tests.docs.pages import ROOT, blocks

SUBTITLES = """0:00:01.000,0:00:03.000
Trams should stay.

0:00:03.000,0:00:06.000
They carry more people
than buses do.
"""
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the code, small enough to change."""
    ignore = shutil.ignore_patterns("__pycache__", "weights", "gold", "recordings", "*.onnx")
    for name in ("argmap", "service", "evals"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    return tmp_path


def run(checkout: Path, program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def insert(path: Path, before: str, line: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) == 1, before
    path.write_text(text.replace(before, line + before), "utf-8")


def test_every_file_that_the_table_names_exists() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| .*\|$", CONTRIBUTING, re.MULTILINE)
    assert len(rows) >= 10
    for _, touched in rows[1:]:
        for name in re.findall(r"`((?:service|evals|docs|prompts)/[\w/.-]+)`", touched):
            if not re.search(r"NAME|STEP|SUITE", name):
                assert (ROOT / name).exists(), name


def test_an_export_format_is_a_file_and_a_row(checkout: Path) -> None:
    how_to = (ROOT / "docs" / "how-to" / "add-a-format.md").read_text("utf-8")
    module, row = (re.sub(r"^ {4}", "", block, flags=re.MULTILINE) for block in blocks(how_to, "python", "text"))
    formats = checkout / "service" / "formats"
    (formats / "outline.py").write_text(module, "utf-8")
    insert(formats / "registry.py", "    svg,\n", "    outline,\n")
    insert(formats / "registry.py", '        Format("svg"', f"        {row.strip()}\n")
    (checkout / "map.json").write_text(tram_map().model_dump_json(), "utf-8")
    out = run(
        checkout,
        "import sys; sys.argv = ['argmap', 'convert', 'map.json', '--to', 'outline']\n"
        "from argmap.__main__ import main; main()",
    )
    assert out.strip().splitlines()
    assert set(out.strip().splitlines()) < {unit.text for unit in tram_map().units}
    known = run(
        checkout,
        "from service.api.app import create_app; from service.settings import Settings\n"
        "from service.mcp.server import _Format\n"
        "app = create_app(Settings(database_url='sqlite:///x.db'), work=False)\n"
        "print([p['description'] for p in app.openapi()['paths']['/v1/maps/{map_id}/export']['get']['parameters']"
        " if p['name'] == 'format'], _Format)",
    )
    assert known.count("outline") == 2


def test_a_reader_is_a_file_and_a_row(checkout: Path) -> None:
    how_to = (ROOT / "docs" / "how-to" / "add-a-reader.md").read_text("utf-8")
    module, row = (re.sub(r"^ {4}", "", block, flags=re.MULTILINE) for block in blocks(how_to, "python", "text"))
    (checkout / "service" / "reading" / "sbv.py").write_text(module, "utf-8")
    insert(checkout / "service" / "reading" / "readers.py", '        Reader("markdown"', f"        {row.strip()}\n")
    (checkout / "talk.sbv").write_text(SUBTITLES, "utf-8")
    program = (
        "from pathlib import Path; from fastapi import FastAPI; from fastapi.testclient import TestClient\n"
        "from service.reading import read_bytes; from service.ui.routes import mount_ui\n"
        "app = FastAPI(); mount_ui(app)\n"
        "data = Path('talk.sbv').read_bytes()\n"
        "print(read_bytes(data, name='talk.sbv').text)\n"
        "print(read_bytes(data, media_type='text/x-sbv').text)\n"
        "print('.sbv,' in TestClient(app).get('/').text)\n"
    )
    text = "Trams should stay. They carry more people than buses do."
    assert run(checkout, program).split("\n") == [text, text, "True", ""]
    assert ".sbv" in run(
        checkout,
        "from service.errors import UnreadableDocument; from service.reading import read_bytes\n"
        "try: read_bytes(b'\\x89PNG')\n"
        "except UnreadableDocument as error: print(error.hint)",
    )


def test_a_command_is_a_module_and_a_row(checkout: Path) -> None:
    module = """import click
@click.command("hello")
def hello_command() -> None:
    'Greet.'
    click.echo("hello")
"""
    (checkout / "service" / "cli" / "greeting.py").write_text(module, "utf-8")
    insert(checkout / "service" / "cli" / "main.py", '    "keys": (', '    "hello": ("greeting", "hello_command"),\n')
    start = "import sys; sys.argv = {!r}\nfrom argmap.__main__ import main; main()"
    assert run(checkout, start.format(["argmap", "hello"])) == "hello\n"
    assert re.search(r"^  hello +Greet\.$", run(checkout, start.format(["argmap", "--help"])), re.MULTILINE)


def test_a_setting_is_a_field_and_a_row(checkout: Path) -> None:
    insert(checkout / "service" / "settings.py", "    worker_id: str", "    flourish: int = 3\n")
    program = (
        "import os; os.environ['ARGMAP_FLOURISH'] = '7'\n"
        "from service.settings import get_settings; print(get_settings().flourish)"
    )
    assert run(checkout, program) == "7\n"
    assert "`service/settings.py`, a row in `docs/settings.md`" in CONTRIBUTING
