"""Whether every module that is shipped can be moved to its home in the wheel: `python -m tests.packaging.movable`."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from types import ModuleType

from tests.packaging.building import ROOT


def load_layout() -> ModuleType:
    """`setup.py` as a module; it sets nothing up when it is imported."""
    spec = importlib.util.spec_from_file_location("argmap_setup", ROOT / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def problems() -> Iterator[str]:
    """What `setup.py` refuses, and what it leaves that would lead back to the checkout, a line each."""
    layout = load_layout()
    for name in ("argmap", "service", "evals"):
        for path in sorted((ROOT / name).rglob("*.py")):
            where = str(path.relative_to(ROOT))
            try:
                moved = layout.rehomed(path.read_text("utf-8"), where)
            except SyntaxError as error:
                yield str(error)
                continue
            for node in ast.walk(ast.parse(moved)):
                if isinstance(node, ast.ImportFrom) and node.level == 0:
                    root = (node.module or "").partition(".")[0]
                    if root in {"service", "evals", "prompts", "tests", "training"}:
                        yield f"{where}:{node.lineno}: still imports {node.module}"


if __name__ == "__main__":
    found = list(problems())
    for line in found:
        print(line, file=sys.stderr)
    sys.exit(bool(found))
