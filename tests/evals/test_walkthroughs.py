"""The walk-throughs of docs/how-to/choose-a-model.md, command by command, against models with known differences.

`large` answers what was recorded, at a high price; `small` the same, but draws no relations, at a low one. A links
prompt that says "Relate nothing." is obeyed by both.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import service.engines.llm.prompts as prompt_files
from argmap import Client
from evals.cli import eval_command, gold_command
from evals.recordings import RECORDINGS, read_recordings
from service.engines.llm.chain import VERSIONS
from service.settings import get_settings
from tests.docs.pages import ROOT, blocks
from tests.scripted_llm import Answer, Asked, Reaction, ScriptedLLM, valid_chain

PAGE = (ROOT / "docs" / "how-to" / "choose-a-model.md").read_text("utf-8")
STEPS = [line for block in blocks(PAGE, "sh") for line in block.strip().splitlines()]
IN_USE = VERSIONS["links"]
PRICES = '{"large": [2.0, 10.0], "small": [0.1, 0.5]}'
FORBIDS = "Relate nothing."


def recorded() -> dict[str, str]:
    """The last message of each question that was recorded -> the answer."""
    folders = [path for path in RECORDINGS.glob("*/*") if path.parent.name in ("articles", "development")]
    return {item.asked or "": item.call.raw for folder in folders for item in read_recordings(folder)}


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    return recorded()


@pytest.fixture
def model(known: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ScriptedLLM]:
    """A server for both models, prices, a copy of the prompts, and an article, in a folder where commands are given."""

    def answers(asked: Asked) -> Reaction:
        silent = asked.body["model"] == "small" or FORBIDS in asked.system
        raw = known.get(str(asked.body["messages"][-1]["content"]))
        if asked.step == "links" and silent:
            return Answer(json.dumps({"conclusion": "", "claims": [], "links": []}))
        return Answer(raw, input_tokens=3000, output_tokens=100) if raw else valid_chain(asked)

    prompts = tmp_path / "prompts"
    shutil.copytree(prompt_files.prompts_folder(), prompts)
    (tmp_path / "article.txt").write_text("Trams pay, because they carry many. Riders say that the line should stay.\n")
    with ScriptedLLM(answers) as server:
        values = {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "none", "ARGMAP_PRICES": PRICES}
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(prompt_files, "prompts_folder", lambda: prompts)
        monkeypatch.chdir(tmp_path)
        get_settings.cache_clear()
        yield server
        get_settings.cache_clear()


def steps(beginning: str) -> list[list[str]]:
    """The commands of the page that begin so, with the version of `links` that is in use for the one it shows."""
    return [shlex.split(line.replace("v6", IN_USE)) for line in STEPS if line.startswith(beginning)]


def evaluate(words: list[str]) -> tuple[Result, dict[str, Any]]:
    """The command with its JSON file."""
    result = CliRunner().invoke(eval_command, [*words[2:], "--json", "out.json"])
    assert result.exit_code == 0, result.output
    return result, json.loads(Path("out.json").read_text("utf-8"))


def verdicts(found: dict[str, Any]) -> dict[str, str]:
    (comparison,) = found["comparisons"]
    return {row[0]: row[-1] for row in comparison["tables"][0]["rows"]}


def test_the_page_has_no_command_that_is_not_tried() -> None:
    tried = [*steps("argmap eval articles"), *steps("argmap eval development"), *steps("cp "), *steps("argmap gold")]
    assert len(tried) + len(steps("argmap eval mine")) == len(STEPS)


def test_which_model_and_what_does_it_cost(model: ScriptedLLM) -> None:
    first, whole = steps("argmap eval articles")
    _, found = evaluate(first)
    assert verdicts(found) == {"large": "best, cheapest within noise", "small": "worse", "offline": "worse"}
    dollars = {report["label"]: report["cost"] and report["cost"]["own"] for report in found["reports"]}
    assert dollars["large"] > 20 * dollars["small"] > 0
    asked = len(model.requests)
    evaluate([*whole, "--only", "0[1-3]*"])  # to save time, the same three
    assert len(model.requests) == asked, "the articles of the first command are not asked about again"
    assert Path("models.html").is_file()


def test_is_my_prompt_change_better(model: ScriptedLLM) -> None:
    for _, *paths in steps("cp "):
        shutil.copy(*paths)
    mine = Path("prompts/links/mine.md")
    mine.write_text(
        mine.read_text("utf-8").replace("<!-- role: user -->", f"{FORBIDS}\n<!-- role: user -->", 1), "utf-8"
    )
    compare, again = steps("argmap eval development")
    _, found = evaluate(compare)
    assert verdicts(found) == {f"large, links {IN_USE}": "best, cheapest within noise", "large, links mine": "worse"}
    assert "Labelled edge F1 + Root accuracy" in found["comparisons"][0]["verdict"][0]
    assert max(model.counts.values()) == 1, "steps that do not differ are asked about once"
    result, found = evaluate(again)
    assert found["reports"][0]["stability"]["runs"] == 3
    assert "Unstable documents (range of the mean headline score): none" in result.output.replace("\n", " ")


def test_label_your_own_article_and_score_against_it(model: ScriptedLLM) -> None:
    new, other = steps("argmap gold new")
    (settle,) = steps("argmap gold settle")
    (score,) = steps("argmap eval mine")
    label(new, ["Trams pay", "they carry many", "the line should stay"])
    told = label(other, ["Trams pay", "they carry many"])
    assert "agreement with ana: Unit F1 0.80" in told
    done = CliRunner().invoke(gold_command, settle[2:], input="1\n" * 9)
    assert done.exit_code == 0, done.output
    assert "1 differences between ana (1) and ben (2)" in done.output
    _, found = evaluate(score)
    assert len(found["reports"]) == 2


def label(words: list[str], quotes: list[str]) -> str:
    """The command as a process; claims are added as the page's Save adds them; Ctrl-C. What it printed."""
    command = [sys.executable, "-m", "evals", *words[1:], "--no-browser", "--port", "0"]
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )
    assert process.stdout is not None
    found = re.match(r"label here: (http://[^/]+)/#/map/(\w+)", process.stdout.readline())
    assert found
    with Client(found[1]) as client:
        map_ = client.get(found[2])
        for quote in quotes:
            start = map_.document.text.index(quote)
            value = {"spans": [{"start": start, "end": start + len(quote)}], "perspective": "author"}
            change = {"op": "add", "kind": "unit", "value": value}
            map_ = client.correct(found[2], [change], version=map_.version)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=300)
    assert process.returncode == 0, told
    return told
