"""AIF, as AIFdb exchanges it: JSON with nodes, edges and locutions."""

from __future__ import annotations

import json

from service.domain.argument_map import ArgumentMap
from service.formats.aif_reading import AifReader
from service.formats.aif_writing import EXTENSION, AifWriter
from service.formats.base import Exported, Imported, losses, parse_json

MEDIA_TYPE = "application/json"
KEPT = frozenset(
    {"article", "spans", "mentions", "parents", "attributions", "linked", "undercuts", "confidence", "notes"}
)


def dump(map_: ArgumentMap) -> Exported:
    """The AIF graph as JSON text."""
    writer = AifWriter(map_)
    graph = {
        "nodes": writer.nodes,
        "edges": writer.edges,
        "locutions": writer.locutions,
        "participants": writer.participants,
        EXTENSION: writer.extension,
    }
    return Exported(json.dumps(graph, ensure_ascii=False, indent=1) + "\n", MEDIA_TYPE, losses(map_, kept=KEPT))


def load(text: str) -> Imported:
    """The map of an AIF graph. Raises FormatError if the text is not JSON or has no list of nodes."""
    graph = parse_json(text, "AIF")
    extension = graph.get(EXTENSION) if isinstance(graph, dict) else None
    return AifReader(graph, extension, "AIF").imported()
