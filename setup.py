"""How the wheel is laid out: everything lies inside the package `argmap`, so that it meets no other package's names.

    argmap/     -> argmap/
    service/    -> argmap/_service/     imports of `service...` become `argmap._service...`
    evals/      -> argmap/evals/        without gold, debates and recordings
    prompts/    -> argmap/prompts/      data

Imports are found in the syntax tree, and only they are changed. What cannot be carried over is refused: an `import
service.x` that binds the name `service`, and a string that names a module (say `__package__` instead). An editable
install is left as it is: there the folders of the checkout are imported under their own names.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HOMES = {"service": "argmap._service", "evals": "argmap.evals"}
DATA = {"prompts": "argmap/prompts"}
_OURS = re.compile(rf"(?:{'|'.join(HOMES)})(?:\.[a-z_0-9]+)*")
_NAMED = re.compile(rf"(?:python -m )?(?:{'|'.join(HOMES)})(?:\.[a-z_0-9]+)+(?:[:.].*)?")


class LaidOutBuild(build_py):
    """Builds as always, then moves the packages to their homes."""

    def run(self) -> None:
        if self.editable_mode:
            super().run()
            return
        build = Path(self.build_lib)
        shutil.rmtree(build, ignore_errors=True)  # what an earlier build left would be packed too
        super().run()
        for name, home in HOMES.items():
            move(build / name, build / home.replace(".", "/"))
        for name, home in DATA.items():
            shutil.copytree(name, build / home, dirs_exist_ok=True)
        for path in sorted((build / "argmap").rglob("*.py")):
            path.write_text(rehomed(path.read_text("utf-8"), str(path.relative_to(build))), "utf-8")


def move(source: Path, target: Path) -> None:
    """A folder to its place, where it is there at all (an sdist may leave one out)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.move(source, target)


def rehomed(source: str, where: str) -> str:
    """The module's text with its imports of our packages led to where these lie in the wheel.

    >>> rehomed("from service.domain import trees\\n", "x.py")
    'from argmap._service.domain import trees\\n'
    """
    tree = ast.parse(source, where)
    for line, what in refused(tree):
        raise SyntaxError(f"{where}:{line}: {what} would not be found in the wheel")
    lines = source.splitlines(keepends=True)
    for node in sorted(imports(tree), key=lambda item: (item.lineno, item.col_offset), reverse=True):
        lines[node.lineno - 1] = moved_import(lines[node.lineno - 1], node)
    done = "".join(lines)
    if ast.dump(ast.parse(done)) != ast.dump(with_new_names(tree)):
        raise SyntaxError(f"{where}: moving the imports changed more than the imports")
    return done


def imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The statements that import from our packages, by their absolute names."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""] if node.level == 0 else []
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        if any(_OURS.fullmatch(name) for name in names):
            yield node  # type: ignore[misc]  (one of the two)


def refused(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, what) of all that names a module of ours in a way that cannot be followed."""
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if _OURS.fullmatch(alias.name) and (alias.asname is None or len(node.names) > 1):
                    yield node.lineno, f"`import {alias.name}`"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            if _NAMED.fullmatch(node.value):
                yield node.lineno, f"the name {node.value!r}"


def moved_import(line: str, node: ast.Import | ast.ImportFrom) -> str:
    """The line with the first name of ours behind this `from` or `import` replaced."""
    before, rest = line.encode()[: node.col_offset].decode(), line.encode()[node.col_offset :].decode()
    return before + re.sub(r"^(from|import)\s+(\w+)", lambda found: f"{found[1]} {HOMES[found[2]]}", rest, count=1)


def with_new_names(tree: ast.AST) -> ast.AST:
    """What the syntax tree has to be afterwards."""
    for node in imports(tree):
        if isinstance(node, ast.ImportFrom):
            node.module = new_name(node.module or "")
        else:
            for alias in node.names:
                alias.name = new_name(alias.name)
    return tree


def new_name(name: str) -> str:
    first, dot, rest = name.partition(".")
    return HOMES[first] + dot + rest


if __name__ == "__main__":
    setup(cmdclass={"build_py": LaidOutBuild})
