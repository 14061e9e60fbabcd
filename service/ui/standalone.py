"""One self-contained page with a map in it: the same page as the service's, opened from a file, without a server.

The modules travel as `data:` addresses in an import map, so that nothing has to be bundled.
"""

from __future__ import annotations

import base64
import json
import posixpath
import re
from pathlib import Path

STATIC = Path(__file__).parent / "static"

PRINT = "css/print.css"
SHEETS = tuple(
    f"css/{name}.css" for name in ("base", "start", "workspace", "views", "brief", "issues", "debate", "embed", "print")
)
"""In the order in which they override each other."""

IMPORT = re.compile(r"""(\bfrom\s+|^import\s+|\bimport\()"(\.{1,2}/[^"]+)\"""", re.MULTILINE)
"""A relative import: static (`from "./x.js"`) or when it is needed (`import("./x.js")`)."""

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'"
)


_DATA = '<script type="application/json" id="argmap-data" data-place="">null</script>'


def page_source() -> str:
    """The page without what it links to, in English."""
    return (STATIC / "index.html").read_text("utf-8")


def standalone_template(page: str | None = None) -> str:
    """The page with `null` where the map goes. `page`: in another language than English."""
    page = page or page_source()
    sheets = "\n".join((STATIC / name).read_text("utf-8") for name in SHEETS)
    icon = _data_url("image/svg+xml", (STATIC / "icon.svg").read_text("utf-8"))
    imports = {_bare(path): _data_url("text/javascript", _module(path)) for path in sorted(STATIC.rglob("*.js"))}
    head = "\n".join(
        [
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<style>\n{sheets}\n</style>",
            f'<script type="importmap">{json.dumps({"imports": imports})}</script>',
            _DATA,
            '<script type="module">import "argmap/main.js";</script>',
        ]
    )
    return page.replace("<!-- head -->", head).replace("/static/icon.svg", icon)


def _bare(path: Path) -> str:
    return f"argmap/{path.relative_to(STATIC).as_posix()}"


def _module(path: Path) -> str:
    """The module's text with its relative imports made bare: a `data:` address has no folder to be relative to."""
    folder = posixpath.dirname(_bare(path))

    def rename(match: re.Match[str]) -> str:
        return f'{match[1]}"{posixpath.normpath(posixpath.join(folder, match[2]))}"'

    return IMPORT.sub(rename, path.read_text("utf-8"))


def _data_url(media_type: str, text: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(text.encode('utf-8')).decode('ascii')}"
