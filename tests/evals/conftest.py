"""A small suite of three gold maps, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.suites import Suite, load_suite
from tests.evals.articles import write_suite


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_suite(tmp_path / "gold" / "small")


@pytest.fixture
def suite(folder: Path) -> Suite:
    return load_suite(f"small={folder}")
