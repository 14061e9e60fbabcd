"""The fingerprint of a scorer: a hash of the metrics' code, without comments and docstrings."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

METRICS = Path(__file__).resolve().parent / "metrics"
_SHARED = ("alignment.py", "scores.py", "tokens.py")
_IN_THE_WHEEL = re.compile(r"^argmap\._?(?=(?:service|evals)\b)")


def scorer_fingerprint(folder: Path = METRICS) -> str:
    """Changes with any code of the metrics, and with nothing else: not with wording, not with formatting."""
    return _fingerprint(sorted(folder.glob("*.py")))


def debate_scorer_fingerprint(folder: Path = METRICS) -> str:
    """The same of the metrics of debates, and of what they share with others."""
    return _fingerprint([*(folder / name for name in _SHARED), *sorted((folder / "debates").glob("*.py"))])


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):  # which the wheel leads to where it keeps our packages
                node.module = _IN_THE_WHEEL.sub("", node.module or "") or None
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                node.body = [item for item in node.body if not _is_text(item)] or [ast.Pass()]
        digest.update(f"{path.name}\n{ast.dump(tree)}\n".encode())
    return digest.hexdigest()


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
