"""The page itself as a format: one file with the map in it and all views, which opens without a server.

`html` is the other one: it reads without scripts. This one stands above the formats, since it is made of the page. The
modules travel as `data:` addresses in an import map, so that nothing has to be bundled.
"""

from __future__ import annotations

import base64
import json
import posixpath
import re
from functools import lru_cache

from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief, template_brief
from service.domain.meaning import meaning_of
from service.formats import EXPORT_FORMATS, FORMATS, TITLES, Exported, Format, export_map
from service.ui.languages import ENGLISH, STATIC, in_language

FIRST = "main.js"
SHEETS = {
    f"css/{name}.css": " media=print" if name == "print" else ""
    for name in ("base", "start", "workspace", "views", "brief", "issues", "debate", "embed", "print")
}
"""In the order in which they override each other, with the attribute of a link to it."""
IMPORT = re.compile(r"""(\bfrom\s+|^import\s+|\bimport\()"(\.{1,2}/[^"]+)\"""", re.MULTILINE)
"""A relative import: static (`from "./x.js"`) or when it is needed (`import("./x.js")`)."""
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'"
)
_DATA = '<script type="application/json" id="argmap-data" data-place="">null</script>'
_ESCAPED = "\\u003c"
"""In JSON: nothing in a map can end the script that holds it."""


def _dump(map_: ArgumentMap, brief: Brief | None = None, language: str = ENGLISH) -> Exported:
    parts = {"map": map_, "meaning": meaning_of(map_), "brief": brief or template_brief(map_)}
    content = ",".join(f'"{name}":{part.model_dump_json()}' for name, part in parts.items())
    before, _, after = _template(language).partition(">null</script>")
    return Exported(f"{before}>{{{content.replace('<', _ESCAPED)}}}</script>{after}", _PAGE.media_type)


_PAGE = Format("page", "text/html; charset=utf-8", ".page.html", _dump, None, _dump)
ALL_FORMATS = {name: FORMATS[name] for name in EXPORT_FORMATS} | {_PAGE.name: _PAGE}
"""What a map can be exported as."""
ALL_TITLES = {_PAGE.name: ("Web page", "one file with all views, opens offline"), **TITLES}


def export(map_: ArgumentMap, format: str, brief: Brief | None = None, language: str = ENGLISH) -> Exported:
    """The map in one of ALL_FORMATS; errors as in `export_map`. `language`: of the page's own words."""
    return _dump(map_, brief, language) if format == _PAGE.name else export_map(map_, format, brief)


def page_source() -> str:
    """The page without what it links to, in English."""
    return (STATIC / "index.html").read_text("utf-8")


def path_of(name: str, imported: str) -> str:
    """The path of what the module `name` imports by a relative one."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))


@lru_cache(maxsize=4)
def _template(language: str) -> str:
    """The page with `null` where the map goes."""
    sheets = "\n".join((STATIC / name).read_text("utf-8") for name in SHEETS)
    icon = _data_url("image/svg+xml", (STATIC / "icon.svg").read_text("utf-8"))
    names = [path.relative_to(STATIC).as_posix() for path in sorted(STATIC.rglob("*.js"))]
    imports = {f"argmap/{name}": _data_url("text/javascript", _module(name)) for name in names}
    head = "\n".join(
        [
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<style>\n{sheets}\n</style>",
            f'<script type="importmap">{json.dumps({"imports": imports})}</script>',
            _DATA,
            f'<script type="module">import "argmap/{FIRST}";</script>',
        ]
    )
    page = in_language(page_source(), language)
    return page.replace("<!-- head -->", head).replace("/static/icon.svg", icon)


def _module(name: str) -> str:
    """The module's text with its relative imports made bare: a `data:` address has no folder to be relative to."""
    source = (STATIC / name).read_text("utf-8")
    return IMPORT.sub(lambda found: f'{found[1]}"argmap/{path_of(name, found[2])}"', source)


def _data_url(media_type: str, text: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(text.encode('utf-8')).decode('ascii')}"
