"""Bundles the page's first modules into one file, since forty requests take longer than their content.

Nothing is built: the service puts the files together as they are on disk, when it first serves them. Each module keeps
a scope of its own, in the order of its imports; the files that the page loads later take what they need from here, so
that there is one of each.
"""

from __future__ import annotations

import posixpath
import re

from service.ui.standalone import STATIC

FIRST = "first.js"
"""The joined file, as the page asks for it."""

APART = "early.js"
"""Runs while the others are still on their way, so it stays a file of its own."""

_IMPORT = re.compile(r"""^import \{([^}]*)\} from "(\.{1,2}/[^"]+)";$""", re.MULTILINE)
_LATER = re.compile(r"""\bimport\("(\.{1,2}/[^"]+)"\)""")
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)


def first_modules() -> list[str]:
    """What the page's entry imports, and what that imports, each after all that it needs."""
    found: list[str] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise RuntimeError(f"modules import each other in a circle: {' -> '.join([*above, name])}")
        if name in found or name == APART:
            return
        for needed in _needs(name):
            visit(needed, (*above, name))
        found.append(name)

    visit("main.js", ())
    return found


def joined() -> str:
    """The first modules in one file."""
    parts = [f'import * as apart from "./{APART}";', f'export const modules = {{ "{APART}": apart }};']
    for name in first_modules():
        code = _with_taken((STATIC / name).read_text("utf-8"), name, None)
        code = _LATER.sub(lambda match, name=name: f'import("./{_resolve(name, match[1])}")', code)  # type: ignore[misc]
        exported = ", ".join(_EXPORT.findall(code))
        body = _EXPORT.sub("", code).replace("export {};", "")
        parts.append(f'modules["{name}"] = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();')
    return "\n".join(parts)


def later(name: str, first: frozenset[str]) -> str:
    """A file that is loaded when it is needed, taking from the first ones what it imports of them."""
    before = (STATIC / name).read_text("utf-8")
    code = _with_taken(before, name, first)
    if code == before:
        return code
    up = posixpath.relpath(FIRST, posixpath.dirname(name) or ".")
    return f'import {{ modules }} from "{up if up.startswith(".") else f"./{up}"}";\n{code}'


def _with_taken(code: str, name: str, first: frozenset[str] | None) -> str:
    """`import { a as b } from "./x.js"` as `const { a: b } = modules["x.js"]`, of all modules or of the first ones."""

    def take(match: re.Match[str]) -> str:
        needed = _resolve(name, match[2])
        if first is not None and needed not in first:
            return match[0]
        return f'const {{{match[1].replace(" as ", ": ")}}} = modules["{needed}"];'

    return _IMPORT.sub(take, code)


def _needs(name: str) -> list[str]:
    return [_resolve(name, path) for _, path in _IMPORT.findall((STATIC / name).read_text("utf-8"))]


def _resolve(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
