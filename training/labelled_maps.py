"""Folders of labelled argument maps: one a file (`*.json`), or a batch of them (`*.jsonl`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_records(folder: Path) -> list[dict[str, Any]]:
    """Every map of a folder as plain values, in the order of their ids."""
    texts = [path.read_text("utf-8") for path in folder.glob("*.json")]
    for batch in folder.glob("*.jsonl"):
        texts.extend(batch.read_text("utf-8").splitlines())
    return sorted((json.loads(text) for text in texts), key=lambda record: str(record["id"]))
