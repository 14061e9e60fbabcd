"""The page itself as a format: one file with the map in it and all views, which opens without a server.

`html` is the other one: it reads without scripts. This one stands above the formats, since it is made of the page.
"""

from __future__ import annotations

from functools import lru_cache

from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief, template_brief
from service.domain.meaning import meaning_of
from service.formats import EXPORT_FORMATS, FORMATS, TITLES, export_map
from service.formats.base import Exported
from service.formats.registry import Format
from service.ui.languages import ENGLISH, in_language
from service.ui.standalone import page_source, standalone_template


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


_ESCAPED = "\\u003c"
"""In JSON: nothing in a map can end the script that holds it."""


@lru_cache(maxsize=4)
def _template(language: str) -> str:
    return standalone_template(in_language(page_source(), language))
