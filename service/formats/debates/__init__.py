"""Debate exports: pure functions which open no files and read no environment, and the table of formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate
from service.errors import FormatError
from service.formats.debates import tables, text
from service.formats.debates.base import ExportedDebate, Source

__all__ = ["DEBATE_FORMATS", "ExportedDebate", "export_debate"]


@dataclass(frozen=True)
class DebateFormat:
    """`suffix`: the file name's ending; `dump` returns text, or bytes in UTF-8."""

    name: str
    media_type: str
    suffix: str
    dump: Callable[[Source], str | bytes]


def _json(source: Source) -> str:
    return source.debate.model_dump_json()


_FORMATS = {
    item.name: item
    for item in (
        DebateFormat("json", "application/json", ".json", _json),
        DebateFormat("tree", text.TREE_TYPE, ".txt", text.tree),
        DebateFormat("csv", tables.CSV_TYPE, ".csv", tables.statements),
        DebateFormat("csv-matrix", tables.CSV_TYPE, ".matrix.csv", tables.stances),
        DebateFormat("argdown", text.ARGDOWN_TYPE, ".argdown", text.argdown),
        DebateFormat("graphml", tables.GRAPHML_TYPE, ".graphml", tables.graphml),
        DebateFormat("html", text.HTML_TYPE, ".html", text.html),
    )
}
DEBATE_FORMATS: tuple[str, ...] = tuple(_FORMATS)


def export_debate(debate: Debate, format: str, maps: Iterable[ArgumentMap]) -> ExportedDebate:
    """The debate in the given format; `maps`: the maps it refers to. Raises FormatError for an
    unknown format.
    """
    item = _FORMATS.get(format)
    if item is None:
        raise FormatError(f"there is no debate format {format!r}", hint=f"Use one of {', '.join(DEBATE_FORMATS)}.")
    made = item.dump(Source(debate, maps))
    return ExportedDebate(made.encode() if isinstance(made, str) else made, item.media_type, item.suffix)
