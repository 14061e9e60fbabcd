"""Corpora that others published: a folder of JSON lines that ARGMAP_TEST_CORPORA names; we do not pass them on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_FOLDER = os.environ.get("ARGMAP_TEST_CORPORA")

needs_corpora = pytest.mark.skipif(
    not _FOLDER, reason="ARGMAP_TEST_CORPORA names no folder of corpora; the made-up ones run"
)


def path_of(name: str) -> Path:
    """The file of a corpus, such as `microtexts_part1_en`; a folder that lacks it is a mistake."""
    path = Path(_FOLDER or "") / f"{name}.jsonl"
    assert path.is_file(), f"ARGMAP_TEST_CORPORA is {_FOLDER}, and there is no {path.name}"
    return path
