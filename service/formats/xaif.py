"""xAIF, as exchanged by OVA and the oAMF modules: AIF, the article as HTML with anchors, and a drawing."""

from __future__ import annotations

import html
import json
from typing import Any

from service.domain.argument_map import ArgumentMap
from service.formats.aif import KEPT
from service.formats.aif_reading import AifReader
from service.formats.aif_writing import EXTENSION, AifWriter
from service.formats.base import Exported, Imported, losses, parse_json
from service.formats.layout import lay_out

MEDIA_TYPE = "application/json"


def dump(map_: ArgumentMap) -> Exported:
    """The map in xAIF. Claims are anchored in the text as in OVA; where two overlap, only the first has an anchor."""
    writer = AifWriter(map_)
    value = {
        "AIF": {
            "nodes": writer.nodes,
            "edges": writer.edges,
            "schemefulfillments": writer.schemes,
            "participants": writer.participants,
            "locutions": writer.locutions,
            "descriptorfulfillments": [],
            "cqdescriptorfulfillments": [],
        },
        "text": _anchored(map_, writer.unit_nodes),
        "dialog": True,
        "OVA": _drawing(map_, writer),
        EXTENSION: writer.extension,
    }
    return Exported(json.dumps(value, ensure_ascii=False, indent=1) + "\n", MEDIA_TYPE, losses(map_, kept=KEPT))


def load(text: str) -> Imported:
    """The map of an xAIF file, or of OVA's older files with the graph at the top level. Raises FormatError if there is
    no list of nodes.
    """
    value = parse_json(text, "xAIF")
    graph = value.get("AIF", value) if isinstance(value, dict) else value
    extension = value.get(EXTENSION) if isinstance(value, dict) else None
    return AifReader(graph, extension, "xAIF").imported()


def _anchored(map_: ArgumentMap, nodes: dict[str, str]) -> str:
    pieces = sorted((span.start, span.end, nodes[unit.id]) for unit in map_.units for span in unit.spans)
    text, at, parts = map_.document.text, 0, []
    for start, end, node in pieces:
        if start < at:
            continue
        parts.append(_html(text[at:start]))
        parts.append(f'<span class="highlighted" id="node{node}">{_html(text[start:end])}</span>')
        at = end
    return "".join(parts) + _html(text[at:])


def _html(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _drawing(map_: ArgumentMap, writer: AifWriter) -> dict[str, Any]:
    """OVA's own part: where each node is drawn; locutions are hidden."""
    places = {writer.unit_nodes[box.unit.id]: (box.x, box.y) for box in lay_out(map_).boxes}
    nodes = [
        {
            "nodeID": node["nodeID"],
            "visible": node["type"] not in ("L", "YA"),
            "x": places.get(node["nodeID"], (0, 0))[0],
            "y": places.get(node["nodeID"], (0, 0))[1],
            "timestamp": node["timestamp"],
        }
        for node in writer.nodes
    ]
    edges = [{"fromID": edge["fromID"], "toID": edge["toID"], "visible": True} for edge in writer.edges]
    return {"firstname": "", "surname": "", "url": "", "nodes": nodes, "edges": edges}
