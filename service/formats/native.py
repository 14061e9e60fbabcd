"""The map's own JSON (schema version 1)."""

from __future__ import annotations

from service.domain.argument_map import ArgumentMap, parse_map
from service.errors import FormatError
from service.formats.base import Exported, Imported, parse_json

MEDIA_TYPE = "application/json"


def dump(map_: ArgumentMap) -> Exported:
    """The map as indented JSON."""
    return Exported(map_.model_dump_json(indent=2) + "\n", MEDIA_TYPE)


def load(text: str) -> Imported:
    """The map of its JSON. Raises FormatError if the text is not a JSON object, InvalidMap if the map breaks a rule."""
    value = parse_json(text, "JSON")
    if not isinstance(value, dict):
        raise FormatError("a map must be a JSON object", hint="Send the response of GET /v1/maps/{id}.")
    return Imported(parse_map(text))
