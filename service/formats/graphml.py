"""GraphML, for networkx, igraph, Gephi, yEd: units and junctions as nodes, typed attributes on nodes and edges."""

from __future__ import annotations

from html import escape

from service.domain.argument_map import ArgumentMap
from service.formats.base import Exported, losses
from service.formats.graph import Node, graph_of
from service.formats.svg import xml_text

MEDIA_TYPE = "application/graphml+xml"
_KEYS = (
    *(("node", name, "string") for name in ("kind", "name", "text", "role", "perspective", "holder", "note")),
    *(("node", name, "int") for name in ("paragraph", "start", "end")),
    *(("node", name, "boolean") for name in ("implicit", "is_conclusion")),
    *(("node", name, "double") for name in ("confidence", "seconds")),
    *(("edge", name, "string") for name in ("kind", "read", "relation", "scope", "note")),
    *(("edge", name, "boolean") for name in ("is_part", "doubtful")),
    ("edge", "confidence", "double"),
)
_Value = str | int | float | bool | None


def dump(map_: ArgumentMap) -> Exported:
    """A directed graph with edges from premises to conclusions. `start` and `end` are the outer bounds of a unit."""
    nodes, edges = graph_of(map_)
    labels = {item.id: item.label for item in map_.perspectives}
    relations = {relation.id: relation for relation in map_.relations}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [
        f'<key id="{place[0]}_{name}" for="{place}" attr.name="{name}" attr.type="{kind}"/>'
        for place, name, kind in _KEYS
    ]
    lines.append('<graph id="argument_map" edgedefault="directed">')
    for node in nodes:
        lines.append(f'<node id="{node.key}">{_data("n", _node_values(node, labels, map_))}</node>')
    for number, edge in enumerate(edges):
        relation = relations[edge.relation]
        values: dict[str, _Value] = {
            "kind": edge.kind,
            "read": edge.read,
            "doubtful": edge.doubtful,
            "relation": edge.relation,
            "scope": relation.scope,
            "note": relation.note,
            "is_part": edge.is_part,
            "confidence": relation.confidence,
        }
        lines.append(f'<edge id="e{number}" source="{edge.source}" target="{edge.target}">{_data("e", values)}</edge>')
    lines += ["</graph>", "</graphml>"]
    kept = frozenset({"linked", "undercuts", "confidence"})
    return Exported("\n".join(lines) + "\n", MEDIA_TYPE, losses(map_, kept=kept))


def _node_values(node: Node, labels: dict[str, str], map_: ArgumentMap) -> dict[str, _Value]:
    if node.unit is None:
        return {"kind": node.kind, "name": node.name}
    unit = node.unit
    return {
        "kind": "unit",
        "name": unit.id,
        "text": unit.text,
        "role": unit.role,
        "perspective": unit.perspective,
        "holder": labels[unit.perspective],
        "note": unit.note,
        "paragraph": unit.paragraph,
        "start": unit.spans[0].start if unit.spans else None,
        "end": unit.spans[-1].end if unit.spans else None,
        "implicit": unit.implicit,
        "is_conclusion": unit.id == map_.conclusion,
        "confidence": unit.confidence,
        "seconds": map_.document.seconds_at(unit.spans[0].start) if unit.spans else None,
    }


def _data(place: str, values: dict[str, _Value]) -> str:
    return "".join(
        f'<data key="{escape(place)}_{name}">{xml_text(_written(value))}</data>'
        for name, value in values.items()
        if value is not None
    )


def _written(value: _Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
