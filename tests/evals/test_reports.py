"""Every format says the same as the run; the page works in a browser, without any network."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.cli import eval_command
from evals.reports.page import html_page
from tests.evals.articles import write_suite
from tests.ui.browser import MISSING_BROWSER, chromium, find_chromium


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All formats of one run with a failing gate, and the run before it."""
    tmp_path = tmp_path_factory.mktemp("reports")
    folder, gates = write_suite(tmp_path / "small"), tmp_path / "gates.yaml"
    gates.write_text("engines: {position: {floors: {unit_f1: 0.99}}}\n", "utf-8")
    out, spec = tmp_path / "out", f"small={folder}"
    earlier = CliRunner().invoke(eval_command, [spec, "--json", str(out / "earlier.json")])
    assert earlier.exit_code == 0, earlier.output
    names = {"json": "run.json", "junit": "run.xml", "markdown": "run.md", "html": "run.html"}
    files = [part for key, name in names.items() for part in (f"--{key}", str(out / name))]
    arguments = [spec, "--engine", "position", "--gate", "--gates", str(gates), "--diff", str(out / "earlier.json")]
    result = CliRunner().invoke(eval_command, [*arguments, *files])
    assert result.exit_code == 1, result.output
    return out


def test_json_holds_scores_gates_and_mistakes(written: Path) -> None:
    report = json.loads((written / "run.json").read_text("utf-8"))["reports"][0]
    assert report["passed"] is False
    assert {gate["metric"] for gate in report["gates"] if not gate["passed"]} == {"unit_f1"}
    scores = {metric["id"]: metric["score"]["value"] for metric in report["metrics"]}
    assert scores["validity"] == 1.0
    qualities = [document["quality"] for document in report["documents"]]
    assert qualities == sorted(qualities)
    for document in report["documents"]:
        assert sum(document["errors"].values()) == len(document["mistakes"])
    assert report["agreement"]["documents"] == ["01-harbour", "02-library", "03-market"]


def test_junit_has_a_failure_for_the_gate(written: Path) -> None:
    suite = ET.parse(written / "run.xml").getroot().find("testsuite")
    assert suite is not None
    assert suite.get("failures") == "1"
    failing = [case.get("name") for case in suite.findall("testcase") if case.find("failure") is not None]
    assert failing == ["floor unit_f1"]
    assert len(suite.findall("testcase")) == int(suite.get("tests", "0"))


def test_markdown_says_the_verdict_first(written: Path) -> None:
    lines = (written / "run.md").read_text("utf-8").splitlines()
    assert lines[0].startswith("## ❌ small: position")
    assert any(line.startswith("- FAILED floor unit_f1") for line in lines)
    assert any(line.startswith("| **Unit F1** |") for line in lines)
    columns = {line.count(" | ") for line in lines if line.startswith("| ") and "---" not in line}
    assert len(columns) == 1


def test_the_page_needs_nothing_else(written: Path) -> None:
    page = (written / "run.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert not [mark for mark in ("http://", "https://", "src=", "href=") if mark in page]


def test_data_cannot_end_the_pages_script() -> None:
    page = html_page({"reports": [], "x": "</script><script>alert(1)</script><!--SCRIPT-->"})
    assert "</script><script>alert" not in page
    assert page.count("<script") == 2


def test_the_page_in_a_browser(written: Path) -> None:
    if find_chromium() is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING_BROWSER)
        pytest.skip(MISSING_BROWSER)
    with chromium() as browser:
        page = browser.new_page()
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto((written / "run.html").as_uri())
        assert page.locator("#scores tr.failed").inner_text().startswith("Unit F1")
        documents = page.locator("#documents details")
        assert documents.count() == 3
        documents.first.locator("summary").click()
        documents.first.locator(".sides").wait_for()
        assert documents.first.locator(".sides .text").count() == 2
        marks = documents.first.locator("mark")
        assert marks.count() > 2
        gold, predicted = (documents.first.locator(f".text.{side} p") for side in ("gold", "predicted"))
        tops = [[block.bounding_box() or {} for block in blocks.all()] for blocks in (gold, predicted)]
        assert [box["y"] for box in tops[0]] == [box["y"] for box in tops[1]]  # paragraphs stand side by side
        assert documents.first.locator(".source, .cue").count() > 2
        for button in documents.first.locator(".mistakes button").all():  # each leads to what it names
            button.click()
            assert documents.first.locator(".hit").count() >= 1
        kinds = page.locator("#filter input")
        wanted = kinds.last.get_attribute("value")
        kinds.last.check()
        shown = page.locator("#documents summary .kinds").all_inner_texts()
        assert shown
        assert all(str(wanted) in text for text in shown)
        if documents.first.get_attribute("open") is None:
            documents.first.locator("summary").click()
        documents.first.locator(".sides").wait_for()
        listed = documents.first.locator("li:not(.mended) .kind").all_inner_texts()
        assert set(listed) == {wanted}
        kinds.last.uncheck()
        documents.first.locator(".sides").wait_for()  # what was open is open again
        assert "earlier" in page.locator("#scores thead").inner_text()
        assert problems == []
