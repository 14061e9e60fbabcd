"""Building blocks of the JSON schemas that answers must follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def rows_schema(pattern: str, limit: int) -> dict[str, Any]:
    """A list of at most this many rows."""
    return {"type": "array", "maxItems": limit, "items": {"type": "string", "pattern": pattern}}


def object_schema(properties: Mapping[str, Any]) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def objects_schema(keys: tuple[str, ...], limit: int) -> dict[str, Any]:
    """A list of at most this many objects with these keys, all strings."""
    item = object_schema({key: {"type": "string"} for key in keys})
    return {"type": "array", "maxItems": limit, "items": item}
