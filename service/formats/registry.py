"""The formats of maps. A format is a module with `MEDIA_TYPE` and `dump`, `load`, or both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief as MapBrief
from service.errors import FormatError
from service.formats import (
    aif,
    argdown,
    brief,
    csv_table,
    dot,
    graphml,
    html_page,
    markdown,
    mermaid,
    native,
    svg,
    tree,
)
from service.formats.base import LONGEST_IMPORT, Exported, Imported


@dataclass(frozen=True)
class Format:
    """`suffix`: the file name's ending; `load` is None for an export-only format.

    `with_brief`: used instead of `dump` for formats that show a brief.
    """

    name: str
    media_type: str
    suffix: str
    dump: Callable[[ArgumentMap], Exported] | None
    load: Callable[[str], Imported] | None
    with_brief: Callable[[ArgumentMap, MapBrief | None], Exported] | None = None


FORMATS: dict[str, Format] = {
    item.name: item
    for item in (
        Format("json", native.MEDIA_TYPE, ".json", native.dump, native.load),
        Format("tree", tree.MEDIA_TYPE, ".txt", tree.dump, None, tree.dump),
        Format("argdown", argdown.MEDIA_TYPE, ".argdown", argdown.dump, argdown.load),
        Format("markdown", markdown.MEDIA_TYPE, ".md", markdown.dump, None, markdown.dump),
        Format("brief", brief.MEDIA_TYPE, ".md", brief.dump, None, brief.dump),
        Format("aif", aif.MEDIA_TYPE, ".aif.json", aif.dump, aif.load),
        Format("xaif", aif.MEDIA_TYPE, ".xaif.json", aif.dump_xaif, aif.load_xaif),
        Format("dot", dot.MEDIA_TYPE, ".dot", dot.dump, None),
        Format("mermaid", mermaid.MEDIA_TYPE, ".mmd", mermaid.dump, None),
        Format("graphml", graphml.MEDIA_TYPE, ".graphml", graphml.dump, None),
        Format("csv", csv_table.MEDIA_TYPE, ".csv", csv_table.dump, None),
        Format("html", html_page.MEDIA_TYPE, ".html", html_page.dump, None, html_page.dump),
        Format("svg", svg.MEDIA_TYPE, ".svg", svg.dump, None),
    )
}
EXPORT_FORMATS: tuple[str, ...] = tuple(name for name, item in FORMATS.items() if item.dump)
TITLES: dict[str, tuple[str, str]] = {
    "svg": ("SVG", "a drawing, sharp at any size"),
    "html": ("HTML", "one page to be read and printed, without scripts"),
    "brief": ("Brief", "in 200 words, each with its quotes"),
    "markdown": ("Markdown", "a note, for Obsidian and others"),
    "json": ("JSON", "everything, for programs"),
    "csv": ("CSV", "a table of the claims"),
    "tree": ("Tree", "indented text"),
    "argdown": ("Argdown", "text for argdown.org's tools"),
    "mermaid": ("Mermaid", "a diagram in Markdown"),
    "dot": ("DOT", "a drawing for Graphviz"),
    "graphml": ("GraphML", "a network, for yEd and Gephi"),
    "aif": ("AIF", "the Argument Interchange Format"),
    "xaif": ("xAIF", "AIF with locutions"),
}
"""The export formats for people who choose one, in that order: what each is called and good for, in English."""
IMPORT_FORMATS: tuple[str, ...] = tuple(name for name, item in FORMATS.items() if item.load)


def format_of_file(name: str) -> str:
    """The import format for a file of this name: that of the longest matching suffix, otherwise json.

    >>> format_of_file("map.xaif.json"), format_of_file("debate.ARGDOWN"), format_of_file("map")
    ('xaif', 'argdown', 'json')
    """
    lowered = name.lower()
    fitting = [item for item in FORMATS.values() if item.load and lowered.endswith(item.suffix)]
    return max(fitting, key=lambda item: len(item.suffix), default=FORMATS["json"]).name


def export_map(map_: ArgumentMap, format: str, brief: MapBrief | None = None) -> Exported:
    """The map in the given format (one of EXPORT_FORMATS).

    `brief`: shown at the top by formats that have one; the template's by default. Raises FormatError for an unknown
    format, or a map too deep for it.
    """
    item = FORMATS.get(format)
    if item is None or item.dump is None:
        raise FormatError(f"there is no export format {format!r}", hint=f"Use one of {', '.join(EXPORT_FORMATS)}.")
    try:
        return item.with_brief(map_, brief) if item.with_brief else item.dump(map_)
    except RecursionError as error:
        raise FormatError(
            f"the map's reasons are nested too deeply for the format {format!r}", hint="Export it as json, aif or svg."
        ) from error


def import_map(text: str, format: str) -> Imported:
    """The map that `text` holds in the given format (one of IMPORT_FORMATS).

    Raises FormatError for an unknown format or unparsable text, InvalidMap for JSON that breaks a rule.
    """
    item = FORMATS.get(format)
    if item is None or item.load is None:
        raise FormatError(f"there is no import format {format!r}", hint=f"Use one of {', '.join(IMPORT_FORMATS)}.")
    if len(text) > LONGEST_IMPORT:
        raise FormatError(f"the text is longer than {LONGEST_IMPORT:,} characters", hint="Split it.")
    return item.load(text)
