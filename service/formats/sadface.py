"""SADFace (Wells, ARG-tech Napier), import only: atoms, schemes and edges in JSON.

arguebuf is not used, because it cannot be installed alongside current releases of lxml and protobuf.
"""

from __future__ import annotations

from typing import Any

from service.errors import FormatError
from service.formats.aif_reading import AifReader, objects
from service.formats.base import Imported, parse_json

_ATTACKS = ("conflict", "attack", "rebut", "undercut", "default conflict")


def load(text: str) -> Imported:
    """The map of a SADFace file, read as AIF after renaming its fields. Raises FormatError if there are no nodes."""
    value = parse_json(text, "SADFace")
    if not isinstance(value, dict) or not isinstance(value.get("nodes"), list):
        raise FormatError("the SADFace text has no list of nodes", hint='It needs {"nodes": [...], "edges": [...]}.')
    nodes = [_node(node) if isinstance(node, dict) else node for node in value["nodes"]]
    edges = [
        {"edgeID": edge.get("id"), "fromID": edge.get("source_id"), "toID": edge.get("target_id")}
        for edge in objects(value.get("edges"))
    ]
    return AifReader({"nodes": nodes, "edges": edges}, None, "SADFace").imported()


def _node(node: dict[str, Any]) -> dict[str, Any]:
    if node.get("type") != "scheme":
        return {"nodeID": node.get("id"), "type": "I", "text": node.get("text")}
    name = str(node.get("name") or node.get("scheme") or "")
    kind = "CA" if name.lower() in _ATTACKS or "conflict" in name.lower() else "RA"
    plain = name.lower() in ("support", "inference", "attack", "conflict")
    return {"nodeID": node.get("id"), "type": kind, "text": "" if plain else name}
