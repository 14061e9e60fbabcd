from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.engines.offline.engine import OfflineEngine
from service.reading import read_text
from service.reading.options import Limits
from tests.wild.__main__ import main
from tests.wild.mapping import map_anything
from tests.wild.oddities import LARGE, oddities

ODDITIES = oddities()


@pytest.fixture(scope="module")
def engine() -> OfflineEngine:
    return OfflineEngine.load()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in LARGE else name for name in ODDITIES]
)
def test_an_odd_text_is_mapped_without_a_failure(engine: OfflineEngine, name: str) -> None:
    mapped = map_anything(name, lambda: read_text(ODDITIES[name], limits=Limits(max_paragraphs=3_000)), engine)

    assert mapped.failures == ()
    assert mapped.refused is None
    assert mapped.map is not None
    if name == "one paragraph of 5,000 words":
        assert "long-paragraph" in {warning.code for warning in mapped.map.provenance.warnings}
        assert mapped.map.units[-1].spans[-1].end > 0.95 * len(ODDITIES[name]), "its last stretch has units too"


def test_a_folder_is_mapped_and_summed_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "article.txt").write_text("The harbour should close. Critics say that it pays.", "utf-8")
    (tmp_path / "empty.txt").write_text(" ", "utf-8")
    (tmp_path / "lines.jsonl").write_text(json.dumps({"text": "The quay is too short."}) + "\n", "utf-8")
    monkeypatch.setattr("sys.argv", ["tests.wild", str(tmp_path)])

    assert main() == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines[:3]] == ["deep/article.txt", "empty.txt", "lines.jsonl"]
    assert "refused: the document has no text" in lines[1]
    assert lines[-1].startswith("3 documents, 0 failed, 1 refused, 0 without a unit")
