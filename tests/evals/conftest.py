"""A small suite of three gold maps, in a folder of its own, and the gates that fit it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evals.gates.model import GATES
from evals.suites import Suite, load_suite
from tests.evals.articles import write_suite


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_suite(tmp_path / "gold" / "small")


@pytest.fixture
def suite(folder: Path) -> Suite:
    return load_suite(f"small={folder}")


@pytest.fixture
def unfloored(tmp_path: Path) -> Path:
    """The committed gates; their floors are scores on other articles, so they are left out here."""
    content = yaml.safe_load((GATES / "articles.yaml").read_text("utf-8"))
    for gates in content["engines"].values():
        gates.pop("floors", None)
        gates.pop("beats", None)
    path = tmp_path / "unfloored.yaml"
    path.write_text(yaml.safe_dump(content), "utf-8")
    return path
