"""What a round trip must keep, as plain values."""

from __future__ import annotations

from typing import Any

from service.domain.argument_map import ArgumentMap


def structure_of(map_: ArgumentMap) -> dict[str, Any]:
    """Units with texts and holders, relations with kinds and ends, in an order that no format can change."""
    labels = {item.id: item.label for item in map_.perspectives}
    return {
        "units": {
            unit.id: (" ".join(unit.text.split()), labels[unit.perspective], unit.implicit) for unit in map_.units
        },
        "relations": sorted(
            (item.kind, tuple(sorted(item.sources)), aim(map_, item.target)) for item in map_.relations
        ),
        "conclusion": map_.conclusion,
    }


def aim(map_: ArgumentMap, target: str) -> str:
    """A target told without relation ids, which a format may change: the relation's own ends, written out."""
    relation = next((item for item in map_.relations if item.id == target), None)
    if relation is None or any(unit.id == target for unit in map_.units):
        return target
    return f"({relation.kind} {sorted(relation.sources)} {aim(map_, relation.target)})"
