"""The map's own JSON (schema version 1)."""

from __future__ import annotations

from pydantic import ValidationError

from service.domain.argument_map import ArgumentMap
from service.errors import FormatError, InvalidMap
from service.formats.base import Exported, Imported, parse_json

MEDIA_TYPE = "application/json"


def dump(map_: ArgumentMap) -> Exported:
    return Exported(map_.model_dump_json(indent=2) + "\n", MEDIA_TYPE)


def load(text: str) -> Imported:
    """Raises FormatError where the text is no JSON object, InvalidMap where the map breaks a rule."""
    value = parse_json(text, "JSON")
    if not isinstance(value, dict):
        raise FormatError("a map is a JSON object", hint="Send what GET /v1/maps/{id} answers.")
    try:
        return Imported(ArgumentMap.model_validate_json(text))
    except ValidationError as error:
        raise InvalidMap(
            _explain(error), hint="Correct the field or the rule that is named; docs/schema has all."
        ) from error


def _explain(error: ValidationError) -> str:
    details = error.errors(include_url=False, include_input=False, include_context=False)
    shown = (f"{'.'.join(map(str, item['loc'])) or 'map'}: {item['msg']}" for item in details[:5])
    return "; ".join(shown) + (f"; and {len(details) - 5} more" if len(details) > 5 else "")
