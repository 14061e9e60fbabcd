"""The map as nodes and edges of a drawing; shared by DOT, Mermaid and GraphML.

A relation with several sources, or one that is undercut, becomes a node of its own ("junction"); any other is an edge
from its source to its target.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.domain.argument import RelationKind, Unit, is_doubtful
from service.domain.argument_map import ArgumentMap
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read


@dataclass(frozen=True)
class Node:
    """A unit, or the junction of relation `name`. `key` consists of letters and digits, so it is safe in every format.

    `kind` of a junction: the relation's kind as read.
    """

    key: str
    name: str
    unit: Unit | None
    kind: RelationKind | Literal["unit"]


@dataclass(frozen=True)
class Edge:
    """From `source` to `target` (keys). `is_part`: leads into a junction, whose outgoing edge carries the relation.

    `kind`: between the bare words, as in the map; `read`: as a reader understands it, which drawings show.
    """

    source: str
    target: str
    kind: RelationKind
    read: RelationKind
    doubtful: bool
    relation: str
    is_part: bool = False


def graph_of(map_: ArgumentMap) -> tuple[list[Node], list[Edge]]:
    """Nodes and edges, in the order of the map's units and relations."""
    look = Lookup(map_)
    read = {item.id: kind_as_read(look, item) for item in map_.relations}
    undercut = {relation.target for relation in map_.relations if relation.kind == "undercut"}
    units = {unit.id: f"u{number}" for number, unit in enumerate(map_.units)}
    joints = {
        relation.id: f"r{number}"
        for number, relation in enumerate(map_.relations)
        if relation.id in undercut or len(relation.sources) > 1
    }
    nodes = [Node(units[unit.id], unit.id, unit, "unit") for unit in map_.units]
    nodes += [Node(joints[item.id], item.id, None, read[item.id]) for item in map_.relations if item.id in joints]
    edges: list[Edge] = []
    for relation in map_.relations:
        what = (relation.kind, read[relation.id], is_doubtful(relation), relation.id)
        target = joints[relation.target] if relation.kind == "undercut" else units[relation.target]
        if relation.id not in joints:
            edges.append(Edge(units[relation.sources[0]], target, *what))
            continue
        joint = joints[relation.id]
        edges += [Edge(units[source], joint, *what, is_part=True) for source in relation.sources]
        edges.append(Edge(joint, target, *what))
    return nodes, edges
