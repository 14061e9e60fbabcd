"""Links lead somewhere, commands exist, and the site is built without a warning."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from service.cli.main import cli
from tests.docs.pages import PAGES, ROOT, anchors, commands, name_of, prose

_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    for target in _LINK.findall(prose(path.read_text("utf-8"))):
        name, _, anchor = target.partition("#")
        there = path if not name else (path.parent / name).resolve()
        assert there.exists(), target
        assert there.is_relative_to(ROOT), target
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there.read_text("utf-8")), target


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_command_and_option_exists(path: Path) -> None:
    for line in commands(path.read_text("utf-8")):
        words = shlex.split(line.rstrip("&\\ "))
        command: click.Command = cli
        while isinstance(command, click.Group) and words:
            found = command.get_command(click.Context(command), words[0])
            if found is None and words[0].startswith("-"):
                break
            assert found is not None, line
            command, words = found, words[1:]
        known = {option for item in command.params for option in (*item.opts, *item.secondary_opts)}
        used = {word.partition("=")[0] for word in words if re.fullmatch(r"--?[a-z][a-z-]*(=.*)?", word)}
        assert used <= known | {"--help", "--version"}, line


def test_every_page_stands_in_the_navigation() -> None:
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    listed = re.findall(r"[\w/.-]+\.md", str(nav))
    assert len(listed) == len(set(listed))
    assert set(listed) == {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")}


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    program = shutil.which("zensical", path=str(Path(sys.executable).parent))
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("zensical is missing: make test")
        pytest.skip("zensical is missing: make test")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    done = subprocess.run(
        [program, "build", "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "build" / "site" / "tutorial.html").is_file()


def test_every_entry_of_the_top_level_is_explained() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    entries = {name.partition("/")[0] for name in listed}
    text = (ROOT / "docs" / "design.md").read_text("utf-8")
    assert not sorted(entry for entry in entries if f"`{entry}`" not in text and f"`{entry}/`" not in text)
    assert len(entries) <= 24
