"""The README's first call gives what the README says, and its commands exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
from click.testing import CliRunner

from service.cli.main import cli

README = Path("README.md").read_text("utf-8")


def test_the_call_of_the_readme_gives_the_answer_of_the_readme(server: str) -> None:
    (body,) = re.findall(r"-d '(\{.*?\})'", README, re.DOTALL)
    (shown,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    promised = json.loads(shown)
    answer = httpx.post(f"{server}/v1/maps", params={"wait": 60}, json=json.loads(body), timeout=90).json()
    for kind in ("perspectives", "units", "relations"):
        found = [{name: part[name] for name in promised[kind][0]} for part in answer[kind]]
        assert found == promised[kind]


def test_every_sub_command_of_the_readme_exists() -> None:
    for name in set(re.findall(r"^\$ (?:[A-Z_]+=\S+ )*argmap (\w+)", README, re.MULTILINE)):
        assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0


def test_every_page_and_picture_that_the_readme_names_is_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert Path(target).exists(), target
