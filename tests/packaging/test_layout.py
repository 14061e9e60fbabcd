"""What `setup.py` does to imports; that it can move every module is part of `make check`."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from evals.fingerprints import METRICS, scorer_fingerprint
from tests.packaging.movable import load_layout


@pytest.fixture(scope="module")
def layout() -> ModuleType:
    return load_layout()


@pytest.mark.parametrize(
    ("source", "moved"),
    [
        ("from service import errors\n", "from argmap._service import errors\n"),
        ("from evals.metrics import (\n    a,\n    b,\n)\n", "from argmap.evals.metrics import (\n    a,\n    b,\n)\n"),
        ("import service.domain.trees as trees\n", "import argmap._service.domain.trees as trees\n"),
        (
            "if True:\n    x = 'ü'; from service.a import b\n",
            "if True:\n    x = 'ü'; from argmap._service.a import b\n",
        ),
        ("from services.a import b\nservice = 'from service.a import b'\n", None),
        ("from argmap import Client\nfrom .service import a\n", None),
        ('"""See service.domain."""\n', None),
    ],
)
def test_imports_of_our_packages_are_moved_and_nothing_else(layout: ModuleType, source: str, moved: str | None) -> None:
    assert layout.rehomed(source, "x.py") == (source if moved is None else moved)


@pytest.mark.parametrize(
    "source",
    [
        "import service.domain\n",
        "import os, service.domain as d\n",
        "load('service.domain.trees')\n",
        "run(['python', '-m', 'evals.cli'])\n",
        "load(f'service.reading.{kind}')\n",
    ],
)
def test_what_cannot_be_moved_is_refused(layout: ModuleType, source: str) -> None:
    with pytest.raises(SyntaxError, match=r"x\.py:1"):
        layout.rehomed(source, "x.py")


def test_the_scorer_in_the_wheel_is_the_one_that_made_the_baselines(layout: ModuleType, tmp_path: Path) -> None:
    for path in METRICS.glob("*.py"):
        (tmp_path / path.name).write_text(layout.rehomed(path.read_text("utf-8"), path.name), "utf-8")
    assert scorer_fingerprint(tmp_path) == scorer_fingerprint()
    (tmp_path / "edges.py").write_text("from argmap.evals.metrics import labels\n", "utf-8")
    assert scorer_fingerprint(tmp_path) != scorer_fingerprint()
